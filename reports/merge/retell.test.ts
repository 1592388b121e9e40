import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogHistogram } from '../measure/log-histogram.js';
import type { ClusterSample, RequestEnd, RunSink } from '../record/events.js';
import { openSegmentFile } from '../record/segment-file.js';
import { completed, unserved } from '../testing/requests.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { retell } from './retell.js';

type Heard = readonly [event: string, time_s: number, id?: number];

interface Told {
  readonly ends?: readonly RequestEnd[];
  readonly samples?: readonly ClusterSample[];
  readonly end_s?: number;
}

/** Writes what one machine told; its events come in order of time. */
function segment({ ends = [], samples = [], end_s = 50 }: Told): string {
  const folder = temporaryFolder();
  const { sink, close } = openSegmentFile(folder);
  const told = [
    ...ends.map((end) => ({ time_s: end.time_s, tell: () => sink.requestEnd!(end) })),
    ...samples.map((sample) => ({ time_s: sample.time_s, tell: () => sink.sample!(sample) })),
  ];
  for (const { tell } of told.toSorted((a, b) => a.time_s - b.time_s)) tell();
  sink.runEnd!({ time_s: end_s });
  close(new LogHistogram().state());
  return folder;
}

async function heardOf(folders: readonly string[]): Promise<Heard[]> {
  const heard: Heard[] = [];
  const sink: Partial<RunSink> = {
    arrival: ({ time_s, id }) => void heard.push(['arrival', time_s, id]),
    firstToken: ({ time_s, id }) => void heard.push(['firstToken', time_s, id]),
    requestEnd: ({ time_s, id }) => void heard.push(['end', time_s, id]),
    sample: ({ time_s }) => void heard.push(['sample', time_s]),
  };
  await retell(folders, sink as RunSink);
  return heard;
}

const at = (id: number, arrival_s: number, firstToken_s: number, time_s: number): RequestEnd =>
  completed({ id, arrival_s, firstToken_s, lastToken_s: time_s, time_s });

describe('the parts of a load told again', () => {
  it('are one story in order of time, and of their numbers where two begin at one', async () => {
    const a = segment({ ends: [at(0, 0, 1, 5), at(2, 2, 6, 7)] });
    const b = segment({ ends: [at(1, 1, 2, 3), at(3, 4, 8, 9)] });
    expect(await heardOf([a, b])).toEqual([
      ['arrival', 0, 0],
      ['firstToken', 1, 0],
      ['arrival', 1, 1],
      ['firstToken', 2, 1],
      ['arrival', 2, 2],
      ['end', 3, 1],
      ['arrival', 4, 3],
      ['end', 5, 0],
      ['firstToken', 6, 2],
      ['end', 7, 2],
      ['firstToken', 8, 3],
      ['end', 9, 3],
    ]);
  });

  it('have the beginnings in the ends: arrival, lengths and TTFT', async () => {
    const told: unknown[] = [];
    const sink = {
      arrival: (event: unknown) => void told.push(event),
      firstToken: (event: unknown) => void told.push(event),
      requestEnd: () => undefined,
    } as Partial<RunSink> as RunSink;
    await retell([segment({ ends: [completed({ id: 7 }), unserved('failed', { id: 8 })] })], sink);
    expect(told).toEqual([
      { time_s: 10, id: 7, inputTokens: 100, outputTokens: 11 },
      { time_s: 10, id: 8, inputTokens: 100, outputTokens: 11 },
      { time_s: 10.5, id: 7, inputTokens: 100, ttft_s: 0.5 },
    ]);
  });

  it('have the samples of the first: all read the same pages', async () => {
    const sample = (time_s: number) => ({ time_s, pools: {} });
    const a = segment({ ends: [at(0, 0, 1, 5)], samples: [sample(2), sample(6)] });
    const b = segment({ samples: [sample(3), sample(4)] });
    const heard = await heardOf([a, b]);
    expect(heard.filter(([event]) => event === 'sample')).toEqual([
      ['sample', 2],
      ['sample', 6],
    ]);
    expect(heard.map(([, time_s]) => time_s)).toEqual([0, 1, 2, 5, 6]);
  });

  it('go by the parts in their order where two ends are at one time', async () => {
    const [a, b] = [segment({ ends: [at(5, 0, 1, 5)] }), segment({ ends: [at(4, 0, 1, 5)] })];
    const ends = async (folders: string[]) => (await heardOf(folders)).filter(([event]) => event === 'end');
    expect(await ends([a, b])).toEqual([
      ['end', 5, 5],
      ['end', 5, 4],
    ]);
    expect(await ends([b, a])).toEqual([
      ['end', 5, 4],
      ['end', 5, 5],
    ]);
  });

  it('return how each of them ended', async () => {
    const endings = await retell([segment({ end_s: 10 }), segment({ end_s: 20 })], {} as RunSink);
    expect(endings.map(({ end }) => end)).toEqual([{ time_s: 10 }, { time_s: 20 }]);
    expect(endings[0]!.gaps).toEqual(new LogHistogram().state());
  });

  it('may be of one that sent nothing', async () => {
    expect(await heardOf([segment({}), segment({ ends: [at(0, 0, 1, 2)] })])).toEqual([
      ['arrival', 0, 0],
      ['firstToken', 1, 0],
      ['end', 2, 0],
    ]);
  });

  it('tell every event once and in order, however the requests were dealt out', async () => {
    const time_s = fc.integer({ min: 0, max: 20 });
    const request = fc.tuple(time_s, time_s, time_s, fc.integer({ min: 0, max: 2 }));
    await fc.assert(
      fc.asyncProperty(fc.array(request, { maxLength: 12 }), async (drawn) => {
        const ends = drawn.map(([arrival_s, wait_s, stream_s], id) =>
          at(id, arrival_s, arrival_s + wait_s, arrival_s + wait_s + stream_s),
        );
        const folders = [0, 1, 2].map((machine) =>
          segment({ ends: ends.filter((_, id) => drawn[id]![3] === machine) }),
        );
        const heard = await heardOf(folders);
        const times_s = heard.map(([, time]) => time);
        expect(times_s).toEqual(times_s.toSorted((a, b) => a - b));
        for (const event of ['arrival', 'firstToken', 'end']) {
          const ids = heard.filter(([name]) => name === event).map(([, , id]) => id!);
          expect(ids.toSorted((a, b) => a - b)).toEqual(ends.map(({ id }) => id));
        }
        for (const { id } of ends) {
          expect(heard.filter(([, , of]) => of === id).map(([event]) => event)).toEqual([
            'arrival',
            'firstToken',
            'end',
          ]);
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe('a part is refused', () => {
  const file = (folder: string) => join(folder, 'segment.jsonl');

  it('whose last line was cut off: nobody knows how it ended', async () => {
    const folder = segment({ ends: [completed()] });
    writeFileSync(file(folder), readFileSync(file(folder), 'utf8').slice(0, -5));
    await expect(heardOf([folder])).rejects.toThrow(
      expect.objectContaining({
        code: 'HR_RECORD_INVALID',
        details: [
          {
            at: { file: file(folder) },
            message: 'was cut off; expected how the run ended in its last line',
            hint: 'Leave this segment out, and merge the others with --partial.',
          },
        ],
      }),
    );
  });

  it('that is damaged, before anything was told', async () => {
    const damaged = segment({});
    appendFileSync(file(damaged), '{"request"\n{}\n');
    const heard: unknown[] = [];
    const sink = { arrival: (event: unknown) => void heard.push(event) } as Partial<RunSink> as RunSink;
    await expect(retell([segment({ ends: [completed()] }), damaged], sink)).rejects.toThrow(/segment\.jsonl:2: is not/);
    expect(heard).toEqual([]);
  });

  it('that is not there', async () => {
    const folder = segment({});
    rmSync(file(folder));
    await expect(heardOf([folder])).rejects.toThrow(
      expect.objectContaining({
        code: 'HR_RECORD_INVALID',
        details: [expect.objectContaining({ at: { file: file(folder) } })],
      }),
    );
  });
});
