/** A load of a few requests, recorded whole or in the parts that machines sent, for tests of merging. */
import fc from 'fast-check';
import type { ClientHealth, RequestEnd } from '../record/events.js';
import { openRunDirectory, type RunMeta } from '../record/run-directory.js';
import type { RunStatus } from '../record/run-file.js';
import { clientHealth } from './client-health.js';
import { clientView, completed } from './requests.js';
import { runMeta, TRAFFIC } from './run-meta.js';

/** A request, and the gaps between its tokens. */
export interface Story {
  readonly end: RequestEnd;
  readonly gaps_s: readonly number[];
}

/** What a machine was told, where it was not as usual. */
export interface PartOptions {
  readonly meta?: Partial<RunMeta>;
  readonly status?: RunStatus;
  readonly end_s?: number;
  /** Absent: one that kept up; `undefined`: nobody watched. */
  readonly health?: ClientHealth | undefined;
}

/** What is promised to every request of a load. */
export const LOAD_SLA = { ttft_ms: 300, tpot_ms: 40 };
const START = new Date('2026-01-01T00:00:00Z');

/** Requests one second after the other, each with two tokens 10 ms apart, the first after 100 ms. */
export function evenStories(count: number): Story[] {
  return Array.from({ length: count }, (_, id) => ({
    gaps_s: [0.01],
    end: completed({
      id,
      arrival_s: id,
      inputTokens: 1,
      outputTokens: 2,
      deliveredTokens: 2,
      firstToken_s: id + 0.1,
      lastToken_s: id + 0.11,
      time_s: id + 0.5,
      client: clientView({
        started_s: id,
        sent_s: id,
        connect_s: 0,
        secondToken_s: id + 0.11,
        chunks: 2,
        sharedReads: 0,
      }),
    }),
  }));
}

/** Writes the record of `stories`, told in order of time. */
export function recordLoad(directory: string, stories: readonly Story[], options: PartOptions = {}): string {
  const { meta, status = 'complete', end_s = 100 } = options;
  const recorder = openRunDirectory(
    directory,
    runMeta({
      name: 'load',
      command: ['bench'],
      scenario: { sla: LOAD_SLA, run: { requests: 'csv' } },
      inputs: [],
      sla: LOAD_SLA,
      timelineMayCoarsen: true,
      startedAt: START,
      startAt: START,
      live: true,
      ...meta,
    }),
  );
  const { sink } = recorder;
  const moments = stories.flatMap(({ end, gaps_s }) => [
    { at_s: end.arrival_s, tell: () => sink.arrival({ ...end, time_s: end.arrival_s }) },
    {
      at_s: end.time_s,
      tell: () => {
        for (const gap_s of gaps_s) sink.tokenGaps(gap_s, 1, 1, 0);
        sink.requestEnd(end);
      },
    },
  ]);
  for (const { tell } of moments.sort((a, b) => a.at_s - b.at_s)) tell();
  sink.sample({ time_s: end_s, pools: {}, server: { running: 3 } });
  const client = 'health' in options ? options.health : clientHealth({ asked: stories.length });
  sink.runEnd({ time_s: end_s, ...(client && { client }) });
  recorder.close({ status, finishedAt: START, traffic: TRAFFIC });
  return directory;
}

const upTo = (most_s: number) => fc.double({ min: 0, max: most_s, noNaN: true });

/** Any request that a load generator can tell: when it comes, how long each stage takes, what becomes of it. */
export const anyStory: fc.Arbitrary<Story> = fc
  .record({
    arrival_s: upTo(60),
    lateness_s: upTo(0.01),
    ttft_s: upTo(1),
    gaps_s: fc.array(fc.double({ min: 0.001, max: 0.1, noNaN: true }), { maxLength: 5 }),
    hasToken: fc.boolean(),
    status: fc.constantFrom('completed', 'failed', 'timed_out', 'unfinished'),
    inputTokens: fc.integer({ min: 1, max: 100 }),
  })
  .map(({ arrival_s, lateness_s, ttft_s, gaps_s, hasToken, status, inputTokens }) => {
    const isServed = hasToken || status === 'completed';
    const tokens = gaps_s.length + 1;
    const started_s = arrival_s + lateness_s;
    const firstToken_s = started_s + ttft_s;
    const lastToken_s = firstToken_s + gaps_s.reduce((sum, gap_s) => sum + gap_s, 0);
    return {
      gaps_s: isServed ? gaps_s : [],
      end: {
        id: 0,
        time_s: lastToken_s,
        arrival_s,
        inputTokens,
        outputTokens: tokens,
        deliveredTokens: isServed ? tokens : 0,
        cachedTokens: 0,
        ...(isServed && { firstToken_s, lastToken_s }),
        status,
        attempts: 1,
        client: {
          started_s,
          sent_s: started_s,
          connect_s: 0,
          chunks: isServed ? tokens : 0,
          sharedReads: 0,
          ...(status === 'failed' && { errorClass: 'reset' }),
          target: 'http://a',
        },
      },
    };
  });
