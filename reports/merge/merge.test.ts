/** Merging the segments of a run gives the run: the record that one machine would have written of the same requests. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClientHealth, RequestEnd } from '../record/events.js';
import { readRun } from '../record/read-run.js';
import { CSV_ROWS } from '../record/row-format.js';
import { openRunDirectory } from '../record/run-directory.js';
import type { SegmentOf } from '../record/run-file.js';
import { type Summary, summarySchema } from '../record/summary.js';
import { mergeRuns } from './merge-runs.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-merge-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Story {
  readonly end: RequestEnd;
  readonly gaps_s: readonly number[];
}

const SLA = { ttft_ms: 300, tpot_ms: 40 };
const START = new Date('2026-01-01T00:00:00Z');
const TRAFFIC = {
  format: 'generated' as const,
  rows_read: 0,
  rows_kept: 0,
  copies: 0,
  dropped: {},
  requests: 0,
  input_tokens: 0,
  output_tokens: 0,
  span_s: 0,
  transforms: [],
  warnings: [],
};

const health = (asked: number): ClientHealth => ({
  asked,
  openLoop: true,
  steady_s: [1, 20],
  eventLoop: { delayP50_s: 0, delayP99_s: 0.001, delayMax_s: 0.002, looks: 100, lagging: 0 },
  utilization: 0.1,
  gc: { count: 0, total_s: 0, max_s: 0 },
  cpu: { user_s: 0, system_s: 0 },
  sockets: { opened: 1, most: 1 },
  maxRss_mb: 100,
  threads: 1,
});

/** Writes the record of `stories`, told in order of time. */
function record(
  name: string,
  stories: readonly Story[],
  more: { segment?: SegmentOf; end_s?: number; seed?: number; health?: ClientHealth } = {},
): string {
  const directory = join(folder, name);
  const recorder = openRunDirectory(directory, {
    name: 'load',
    toolVersion: '0',
    command: ['bench'],
    scenario: { sla: SLA, run: { requests: 'csv' } },
    seed: more.seed ?? 1,
    inputs: [],
    profiles: {},
    sla: SLA,
    prices: {},
    requests: CSV_ROWS,
    timelineInterval_s: 5,
    timelineMayCoarsen: true,
    startedAt: START,
    live: true,
    segment: more.segment,
    startAt: START,
  });
  const { sink } = recorder;
  const moments = stories.flatMap(({ end, gaps_s }) => [
    {
      at: end.arrival_s,
      tell: () =>
        sink.arrival({
          time_s: end.arrival_s,
          id: end.id,
          inputTokens: end.inputTokens,
          outputTokens: end.outputTokens,
        }),
    },
    {
      at: end.time_s,
      tell: () => {
        for (const gap_s of gaps_s) sink.tokenGaps(gap_s, 1, 1, 0);
        sink.requestEnd(end);
      },
    },
  ]);
  for (const { tell } of moments.sort((a, b) => a.at - b.at)) tell();
  sink.sample({ time_s: 2, pools: {}, server: { running: 3 } });
  sink.runEnd({ time_s: more.end_s ?? 100, client: more.health ?? health(stories.length) });
  recorder.close({ status: 'complete', finishedAt: START, traffic: TRAFFIC });
  return directory;
}

const time = (most: number) => fc.double({ min: 0, max: most, noNaN: true });
/** A request by its parts: when it comes, how long each stage takes, what becomes of it. */
const story = fc
  .record({
    arrival_s: time(60),
    lateness_s: time(0.01),
    ttft_s: time(1),
    gaps_s: fc.array(fc.double({ min: 0.001, max: 0.1, noNaN: true }), { maxLength: 5 }),
    hasToken: fc.boolean(),
    status: fc.constantFrom('completed', 'failed', 'timed_out', 'unfinished'),
    inputTokens: fc.integer({ min: 1, max: 100 }),
  })
  .map(
    ({
      arrival_s,
      lateness_s,
      ttft_s,
      gaps_s,
      hasToken,
      status,
      inputTokens,
    }): Omit<Story, 'end'> & { end: Omit<RequestEnd, 'id'> } => {
      const tokens = gaps_s.length + 1;
      const gaps = gaps_s.reduce((sum, gap) => sum + gap, 0);
      const first_s = arrival_s + lateness_s + ttft_s;
      const isToken = hasToken || status === 'completed';
      return {
        gaps_s: isToken ? gaps_s : [],
        end: {
          time_s: first_s + gaps,
          arrival_s,
          inputTokens,
          outputTokens: tokens,
          deliveredTokens: isToken ? tokens : 0,
          cachedTokens: 0,
          ...(isToken && { firstToken_s: first_s, lastToken_s: first_s + gaps }),
          status: status as RequestEnd['status'],
          attempts: 1,
          client: {
            started_s: arrival_s + lateness_s,
            sent_s: arrival_s + lateness_s,
            connect_s: 0,
            chunks: isToken ? tokens : 0,
            sharedReads: 0,
            ...(status === 'failed' && { errorClass: 'reset' }),
            target: 'http://t',
          },
        },
      };
    },
  );

const options = { isPartial: false, toolVersion: '0', command: ['merge'] };

/** What does not depend on who sent what, with the one mean that is summed in another order set aside. */
function comparable({ event_log_sha256: _, itl_ms, client, ...rest }: Summary): unknown {
  const { segments: __, cpu: ___, sockets: ____, threads: _____, ...told } = client!;
  return { ...rest, itl_ms: itl_ms && { ...itl_ms, mean: itl_ms.mean.toPrecision(12) }, client: told };
}

describe('merging segments', () => {
  it('gives the figures and the rows of the run that one machine would have recorded', async () => {
    let round = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(story, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 4 }),
        async (drawn, of) => {
          round++;
          const stories = drawn
            .sort((a, b) => a.end.arrival_s - b.end.arrival_s)
            .map(({ end, gaps_s }, id): Story => ({ end: { ...end, id }, gaps_s }));
          const whole = record(`whole-${round}`, stories);
          const parts = Array.from({ length: of }, (_, index) =>
            record(
              `part-${round}-${index}`,
              stories.filter(({ end }) => end.id % of === index),
              { segment: { index, of } },
            ),
          );
          const merged = join(folder, `merged-${round}`);
          const summary = await mergeRuns(parts.reverse(), merged, options);
          expect(summarySchema.parse(summary)).toEqual(summary);
          expect(comparable(summary)).toEqual(comparable(readRun(whole).summary));
          const rows = (directory: string) => readFileSync(join(directory, 'requests.csv'), 'utf8').split('\n').sort();
          expect(rows(merged)).toEqual(rows(whole));
          expect(readRun(merged).timeline).toEqual(readRun(whole).timeline);
        },
      ),
      { numRuns: 25 },
    );
  }, 30_000);

  const two = (): Story[] =>
    [0, 1].map((id) => ({
      gaps_s: [0.01],
      end: {
        id,
        time_s: id + 0.5,
        arrival_s: id,
        inputTokens: 1,
        outputTokens: 2,
        deliveredTokens: 2,
        cachedTokens: 0,
        firstToken_s: id + 0.1,
        lastToken_s: id + 0.11,
        status: 'completed',
        client: { started_s: id, sent_s: id, chunks: 2, sharedReads: 0, target: 'http://t' },
      },
    }));
  const part = (name: string, index: number, of: number, more = {}) =>
    record(name, two().slice(index, index + 1), { segment: { index, of }, ...more });

  it('an invalid part makes the whole invalid, and is named', async () => {
    const slow = { ...health(1), utilization: 0.99 };
    const parts = [part('a', 0, 2), part('b', 1, 2, { health: slow })];
    const { client } = await mergeRuns(parts, join(folder, 'out'), options);
    expect(client).toMatchObject({ valid: false, faults: [expect.stringContaining('segment 2/2: a sending thread')] });
    expect(client!.segments!.map(({ valid }) => valid)).toEqual([true, false]);
  });

  it('a missing part is named and refused, or with partial marks the whole invalid', async () => {
    const parts = [part('a', 0, 3), part('b', 1, 3)];
    await expect(mergeRuns(parts, join(folder, 'out'), options)).rejects.toThrow(/2 of 3 segments; missing: 3\/3/);
    const { client, requests } = await mergeRuns(parts, join(folder, 'out'), { ...options, isPartial: true });
    expect(client).toMatchObject({ valid: false, faults: ['segment 3/3: no record of it'] });
    expect(requests.completed).toBe(2);
  });

  it('refuses what does not belong together, a segment told twice, a whole run, a cut one, and its own parts as --out', async () => {
    const [a, b] = [part('a', 0, 2), part('b', 1, 2)];
    const merge = (parts: string[], out = 'out') => mergeRuns(parts, join(folder, out), options);
    await expect(merge([a, part('other', 1, 2, { seed: 2 })])).rejects.toThrow(/another run .* differs in seed/);
    await expect(merge([a, part('again', 0, 2)])).rejects.toThrow(/is segment 1\/2, and so is/);
    await expect(merge([record('whole', two())])).rejects.toThrow(/is a whole run/);
    await expect(merge([a, b], 'b')).rejects.toThrow(/is one of the segments/);
    const file = join(b, 'segment.jsonl');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.slice(0, -20));
    await expect(merge([a, b])).rejects.toThrow(/was cut off/);
    appendFileSync(file, text.slice(-20));
    expect((await merge([a, b])).requests.completed).toBe(2);
  });
});
