/** Merging the segments of a run gives the run: the record that one machine would have written of the same requests. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRun } from '../record/read-run.js';
import type { RunStatus } from '../record/run-file.js';
import { type Summary, summarySchema } from '../record/summary.js';
import { clientHealth } from '../testing/client-health.js';
import { anyStory, evenStories, type PartOptions, recordLoad, type Story } from '../testing/load-segments.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { type MergeOptions, mergeRuns } from './merge-runs.js';

const OPTIONS: MergeOptions = { isPartial: false, toolVersion: '9.9.9', command: ['merge', 'a', 'b'] };
const STORIES = evenStories(2);

/** Records segment `index` of `of`: the requests whose number says so. */
function part(index: number, of: number, { meta, ...more }: PartOptions = {}, stories: readonly Story[] = STORIES) {
  const mine = stories.filter(({ end }) => end.id % of === index);
  return recordLoad(temporaryFolder(), mine, { ...more, meta: { segment: { index, of }, ...meta } });
}

async function merged(parts: readonly string[], change: Partial<MergeOptions> = {}) {
  const out = temporaryFolder();
  const summary = await mergeRuns(parts, out, { ...OPTIONS, ...change });
  return { out, summary, client: summary.client! };
}

/** What does not depend on who sent what, with the one mean that is summed in another order set aside. */
function comparable({ event_log_sha256: _, itl_ms, client, ...rest }: Summary): unknown {
  const { segments: __, cpu: ___, sockets: ____, threads: _____, gc: ______, ...told } = client!;
  return { ...rest, itl_ms: itl_ms && { ...itl_ms, mean: itl_ms.mean.toPrecision(12) }, client: told };
}

describe('a merged record', () => {
  it('has the figures and the rows of the run that one machine would have recorded', async () => {
    const load = fc.array(anyStory, { minLength: 1, maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(load, fc.integer({ min: 1, max: 4 }), async (drawn, of) => {
        const stories = drawn
          .toSorted((a, b) => a.end.arrival_s - b.end.arrival_s)
          .map(({ end, gaps_s }, id): Story => ({ end: { ...end, id }, gaps_s }));
        const whole = recordLoad(temporaryFolder(), stories);
        const parts = Array.from({ length: of }, (_, index) => part(index, of, {}, stories));
        const { out, summary } = await merged(parts.reverse());
        expect(summarySchema.parse(summary)).toEqual(summary);
        expect(comparable(summary)).toEqual(comparable(readRun(whole).summary));
        const rows = (directory: string) => readFileSync(join(directory, 'requests.csv'), 'utf8').split('\n').sort();
        expect(rows(out)).toEqual(rows(whole));
        expect(readRun(out).timeline).toEqual(readRun(whole).timeline);
      }),
      { numRuns: 8 },
    );
  });

  it('is the record of a run, and no segment itself', async () => {
    const { out, summary } = await merged([part(0, 2), part(1, 2)]);
    expect(readdirSync(out).sort()).toEqual([
      'decisions.csv',
      'requests.csv',
      'run.json',
      'summary.json',
      'timeline.csv',
      'workers.csv',
    ]);
    expect(readRun(out).summary).toEqual(JSON.parse(JSON.stringify(summary)));
    expect(readRun(out).run).not.toHaveProperty('segment');
  });

  it('says what it was made of, by whom, and when it began', async () => {
    const started = (at: string) => ({ meta: { startedAt: new Date(at) } });
    const [a, b] = [part(0, 2, started('2026-01-01T00:00:07Z')), part(1, 2, started('2026-01-01T00:00:05Z'))];
    const { run } = readRun((await merged([a, b])).out);
    expect(run).toMatchObject({
      name: 'load',
      status: 'complete',
      tool: { version: '9.9.9' },
      command: ['merge', 'a', 'b'],
      seed: 1,
      scenario: readRun(a).run.scenario,
      traffic: readRun(a).run.traffic,
      wallClock: { started_at: '2026-01-01T00:00:05.000Z', start_at: '2026-01-01T00:00:00.000Z' },
    });
    expect(run.inputs).toEqual([
      { name: 'segment 1/2', sha256: readRun(a).run.event_log_sha256 },
      { name: 'segment 2/2', sha256: readRun(b).run.event_log_sha256 },
    ]);
  });

  it('has the same bytes whichever part is named first', async () => {
    const [a, b] = [part(0, 2), part(1, 2)];
    const [one, other] = [await merged([a, b]), await merged([b, a])];
    for (const name of ['requests.csv', 'timeline.csv', 'summary.json']) {
      expect(readFileSync(join(one.out, name), 'utf8'), name).toBe(readFileSync(join(other.out, name), 'utf8'));
    }
  });

  it('is as long as its longest part, and has the coarsest of their timelines', async () => {
    const parts = [part(0, 2, { end_s: 50, meta: { timelineInterval_s: 10 } }), part(1, 2, { end_s: 80 })];
    const { out, summary } = await merged(parts);
    expect(summary.throughput.requests_per_s).toBe(2 / 80);
    expect(readRun(out).run.timeline_interval_s).toBe(10);
  });

  it('leaves rows of requests out where the scenario does', async () => {
    const scenario = { sla: {}, run: { requests: 'none' } };
    const { out } = await merged([0, 1].map((index) => part(index, 2, { meta: { scenario } })));
    expect(readdirSync(out)).not.toContain('requests.csv');
  });
});

describe('the client of a merged record', () => {
  it('is that of all machines: sums, and the worst', async () => {
    const busy = clientHealth({ asked: 1, utilization: 0.5, threads: 3 });
    const { client } = await merged([part(0, 2), part(1, 2, { health: busy })]);
    expect(client).toMatchObject({ valid: true, asked: 2, sent: 2, utilization: 0.5, threads: 4 });
    expect(client.segments).toEqual([
      { segment: '1/2', offered: 1, valid: true, faults: [], lateness_p99_ms: 0, utilization: 0.1 },
      { segment: '2/2', offered: 1, valid: true, faults: [], lateness_p99_ms: 0, utilization: 0.5 },
    ]);
  });

  it('is invalid where one of them was, and says which', async () => {
    const slow = clientHealth({ asked: 1, utilization: 0.99 });
    const { client } = await merged([part(0, 2), part(1, 2, { health: slow })]);
    expect(client).toMatchObject({ valid: false, faults: [expect.stringContaining('segment 2/2: a sending thread')] });
    expect(client.segments!.map(({ valid }) => valid)).toEqual([true, false]);
  });

  it('tells how far each clock was off', async () => {
    const { client } = await merged([part(0, 1, { meta: { clock: { ahead_ms: 4, within_ms: 2 } } })]);
    expect(client.segments![0]).toMatchObject({ clock_ahead_ms: 4, clock_within_ms: 2 });
  });

  it('is invalid where nobody watched one of them, and absent where nobody watched any', async () => {
    const { client } = await merged([part(0, 2), part(1, 2, { health: undefined })]);
    expect(client).toMatchObject({ valid: false, faults: ['segment 2/2: nobody watched its client'] });
    const { summary } = await merged([0, 1].map((index) => part(index, 2, { health: undefined })));
    expect(summary).not.toHaveProperty('client');
  });
});

describe('parts that are not all there, or not complete', () => {
  it('are refused where one is missing, and marked invalid where that is wanted', async () => {
    const parts = [part(0, 3), part(1, 3)];
    await expect(merged(parts)).rejects.toThrow(/found 2 of 3 segments; missing: 3\/3/);
    const { client, summary } = await merged(parts, { isPartial: true });
    expect(client).toMatchObject({ valid: false, faults: ['segment 3/3: no record of it'] });
    expect(client.segments![2]).toEqual({ segment: '3/3', offered: 0, valid: false, faults: ['no record of it'] });
    expect(summary.requests.completed).toBe(2);
  });

  it.each<[RunStatus, RunStatus, RunStatus]>([
    ['complete', 'interrupted', 'interrupted'],
    ['interrupted', 'failed', 'failed'],
    ['failed', 'complete', 'failed'],
  ])('that are %s and %s make a whole that is %s', async (one, other, whole) => {
    const { out, client } = await merged([part(0, 2, { status: one }), part(1, 2, { status: other })]);
    expect(readRun(out).run.status).toBe(whole);
    const incomplete = [one, other].flatMap((status, i) =>
      status === 'complete' ? [] : [`segment ${i + 1}/2: its run is ${status}`],
    );
    expect(client).toMatchObject({ valid: false, faults: incomplete });
  });

  it('cannot be written over', async () => {
    const [a, b] = [part(0, 2), part(1, 2)];
    const before = readFileSync(join(b, 'summary.json'), 'utf8');
    await expect(mergeRuns([a, b], `${b}/`, OPTIONS)).rejects.toThrow(
      expect.objectContaining({
        code: 'HR_OUTPUT_FAILED',
        details: [
          { at: { file: `${b}/` }, message: 'is one of the segments', hint: 'Choose a new directory with --out.' },
        ],
      }),
    );
    expect(readFileSync(join(b, 'summary.json'), 'utf8')).toBe(before);
  });
});
