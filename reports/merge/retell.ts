/** Tells the parts of a load again as one run: their events in order of time, as one machine would have told them. */
import { join } from 'node:path';
import { HeadroomError } from '../../scenarios/errors/index.js';
import type { HistogramState } from '../measure/log-histogram.js';
import type { ArrivalEvent, ClusterSample, FirstTokenEvent, RequestEnd, RunEnd, RunSink } from '../record/events.js';
import { readSegmentFile, SEGMENT_FILE } from '../record/segment-file.js';

/** How a part ended: its totals, and all of its token gaps (seconds). */
export interface Ending {
  readonly end: RunEnd;
  readonly gaps: HistogramState;
}

type Start = ArrivalEvent | FirstTokenEvent;
type Told = { readonly request: RequestEnd } | { readonly sample: ClusterSample };

/**
 * Tells `sink` everything but the run's end, and returns how each part ended. Memory holds when requests began, not their
 * stories. The servers' samples are those of the first part: all read the same pages. Throws HR_RECORD_INVALID.
 */
export async function retell(directories: readonly string[], sink: RunSink): Promise<Ending[]> {
  const files = directories.map((directory) => join(directory, SEGMENT_FILE));
  const { starts, endings } = await readStarts(files);
  let begun = 0;
  const beginUntil = (time_s: number) => {
    for (; begun < starts.length && starts[begun]!.time_s <= time_s; begun++) {
      const start = starts[begun]!;
      if ('ttft_s' in start) sink.firstToken(start);
      else sink.arrival(start);
    }
  };
  for await (const told of inOrder(files)) {
    beginUntil(timeOf(told));
    if ('sample' in told) sink.sample(told.sample);
    else sink.requestEnd(told.request);
  }
  return endings;
}

/** Arrivals and first tokens of all parts, which the file keeps inside the requests' ends, by time. */
async function readStarts(files: readonly string[]): Promise<{ starts: Start[]; endings: Ending[] }> {
  const starts: Start[] = [];
  const endings: Ending[] = [];
  for (const file of files) {
    let ending: Ending | undefined;
    for await (const line of readSegmentFile(file)) {
      if ('request' in line) addStarts(starts, line.request);
      else if ('end' in line) ending = line;
    }
    if (!ending) {
      throw new HeadroomError('HR_RECORD_INVALID', {
        at: { file },
        message: 'was cut off; expected how the run ended in its last line',
        hint: 'Leave this segment out, and merge the others with --partial.',
      });
    }
    endings.push(ending);
  }
  return { starts: starts.sort((a, b) => a.time_s - b.time_s || a.id - b.id), endings };
}

function addStarts(starts: Start[], { id, arrival_s, inputTokens, outputTokens, firstToken_s }: RequestEnd): void {
  starts.push({ time_s: arrival_s, id, inputTokens, outputTokens });
  if (firstToken_s === undefined) return;
  starts.push({ time_s: firstToken_s, id, inputTokens, ttft_s: firstToken_s - arrival_s });
}

/** Ends of requests of all files, and the samples of the first, each time the earliest that a file has next. */
async function* inOrder(files: readonly string[]): AsyncGenerator<Told> {
  const sources = files.map((file, i) => toldBy(file, i === 0));
  const take = async (i: number): Promise<Told | undefined> => (await sources[i]!.next()).value;
  const heads = await Promise.all(sources.map((_, i) => take(i)));
  for (;;) {
    const first = earliest(heads);
    if (first === undefined) return;
    yield heads[first]!;
    heads[first] = await take(first);
  }
}

/** Position of the earliest; the first of several, `undefined` where there is none left. */
function earliest(heads: readonly (Told | undefined)[]): number | undefined {
  let found: number | undefined;
  heads.forEach((head, i) => {
    if (head && (found === undefined || timeOf(head) < timeOf(heads[found]!))) found = i;
  });
  return found;
}

async function* toldBy(file: string, withSamples: boolean): AsyncGenerator<Told, undefined> {
  for await (const line of readSegmentFile(file)) {
    if ('request' in line || ('sample' in line && withSamples)) yield line;
  }
  return undefined;
}

function timeOf(told: Told): number {
  return 'sample' in told ? told.sample.time_s : told.request.time_s;
}
