import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SummarySink } from '../measure/summary-sink.js';
import { TimelineSink } from '../measure/timeline-sink.js';
import { createEventHash } from './event-hash.js';
import type { RunSink } from './events.js';
import { readRun } from './read-run.js';
import { rowFormat } from './row-format.js';
import { openRunDirectory, type RunMeta } from './run-directory.js';
import { teeSinks } from './tee.js';

const sla = { ttft_ms: 1000, tpot_ms: 100 };
const prices = { h100_sxm: { usd_per_gpu_hour: 3.6, as_of: '2026-11-01', source: 'test' } };

/** A run of four requests on one worker of two GPUs: good, late, failed, unfinished. Every figure follows by hand. */
function tell(sink: RunSink): void {
  const kind = { gpuSystem: 'h100_sxm', ready: 1, starting: 0, draining: 0, gpus: 2 };
  const pool = { ready: 1, starting: 0, draining: 0, desired: 1, queued: 0, running: 0, kinds: [kind] };
  const end = { inputTokens: 100, outputTokens: 11, cachedTokens: 0, prefillWorker: 0, decodeWorker: 0 };
  sink.sample({ time_s: 0, pools: { decode: pool } });
  sink.worker({ time_s: 0, worker: 0, role: 'decode', gpus: 2, state: 'ready' });
  for (let id = 0; id < 4; id++) sink.arrival({ time_s: id, id, inputTokens: 100, outputTokens: 11 });
  sink.firstToken({ time_s: 0.5, id: 0, inputTokens: 100, ttft_s: 0.5 });
  sink.tokenGaps(0.05, 1, 10, 0);
  sink.requestEnd({
    ...end,
    time_s: 1,
    id: 0,
    arrival_s: 0,
    deliveredTokens: 11,
    firstToken_s: 0.5,
    lastToken_s: 1,
    status: 'completed',
  });
  sink.requestEnd({ ...end, time_s: 2, id: 2, arrival_s: 2, deliveredTokens: 0, status: 'failed' });
  sink.firstToken({ time_s: 3, id: 1, inputTokens: 100, ttft_s: 2 });
  sink.tokenGaps(0.05, 1, 10, 0);
  sink.requestEnd({
    ...end,
    time_s: 3.5,
    id: 1,
    arrival_s: 1,
    deliveredTokens: 11,
    firstToken_s: 3,
    lastToken_s: 3.5,
    status: 'completed',
  });
  sink.tick({
    time_s: 5,
    observation: {
      time: 5,
      windowSeconds: 5,
      traffic: { requests: Number.NaN },
      workers: { decode: { ready: 1, starting: 0, draining: 0, desired: 1 } },
    },
    decision: {
      targets: { decode: 2 },
      reasons: ['forecast', 'min_endpoint'],
      explanation: { decode_needed: 2 },
      log: [],
    },
    ordered: { decode: 2 },
  });
  sink.worker({ time_s: 5, worker: 1, role: 'decode', gpus: 2, state: 'starting', stage: 'load' });
  sink.sample({
    time_s: 5,
    pools: { decode: { ...pool, starting: 1, desired: 2, kinds: [{ ...kind, starting: 1, gpus: 4 }] } },
  });
  sink.requestEnd({ ...end, time_s: 10, id: 3, arrival_s: 3, deliveredTokens: 0, status: 'unfinished' });
  sink.workerEnd({
    worker: 1,
    role: 'decode',
    gpuSystem: 'h100_sxm',
    gpus: 2,
    ordered_s: 5,
    stages: [{ name: 'load', start_s: 5 }],
    seconds: { starting: 5, serving: 0, idle: 0, draining: 0 },
  });
  sink.workerEnd({
    worker: 0,
    role: 'decode',
    gpuSystem: 'h100_sxm',
    gpus: 2,
    ordered_s: 0,
    stages: [],
    ready_s: 0,
    seconds: { starting: 0, serving: 4, idle: 6, draining: 0 },
  });
  sink.runEnd({ time_s: 10, events: 42 });
}

const meta: RunMeta = {
  name: 'by hand',
  toolVersion: '0.0.0',
  command: ['simulate', 'hand.yaml'],
  scenario: { seed: 1 },
  seed: 1,
  inputs: [{ name: 'hand.yaml', sha256: 'abc' }],
  profiles: {},
  sla,
  prices,
  requests: await rowFormat('csv'),
  timelineInterval_s: 5,
  timelineMayCoarsen: false,
  startedAt: new Date('2026-11-24T00:00:00Z'),
};
const traffic = {
  format: 'generated',
  rows_read: 4,
  rows_kept: 4,
  copies: 0,
  dropped: {},
  requests: 4,
  input_tokens: 400,
  output_tokens: 44,
  span_s: 3,
  transforms: [],
  warnings: [],
} as const;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-record-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function record(name: string, status: 'complete' | 'failed' = 'complete'): string {
  const directory = join(folder, name);
  const recorder = openRunDirectory(directory, meta);
  tell(recorder.sink);
  recorder.close({ status, finishedAt: new Date('2026-11-24T00:00:02Z'), traffic });
  return directory;
}

describe('the summary', () => {
  it('is what follows by hand', () => {
    const sink = new SummarySink(sla, prices);
    tell(teeSinks(sink));
    const summary = sink.summary('hash');
    expect(summary).toMatchObject({
      requests: { offered: 4, completed: 2, failed: 1, unfinished: 1 },
      tokens: { input: 400, output: 44, delivered: 22 },
      attainment: { overall: 0.25, ttft: 0.25, tpot: 0.5, by_class: {} },
      goodput: { requests_per_s: 0.1, output_tokens_per_s: 1.1 },
      throughput: { requests_per_s: 0.2, input_tokens_per_s: 40, output_tokens_per_s: 2.2 },
      scaling: { decisions: 1, scale_ups: 1, scale_downs: 0, max_workers_by_role: { decode: 2 } },
      simulation: { events: 42, simulated_s: 10 },
      event_log_sha256: 'hash',
    });
    expect(summary.gpu_hours.total * 3600).toBeCloseTo(30, 9);
    expect(summary.cost?.usd).toBeCloseTo(0.03, 9);
    expect(summary.cost?.usd_per_good_request).toBeCloseTo(0.03, 9);
    expect(summary.ttft_ms).toMatchObject({ count: 2, mean: 1250, max: 2000 });
    expect(summary.itl_ms?.count).toBe(20);
    expect(summary.attainment.ci95![0]).toBeLessThan(0.25);
  });

  it('comes out the same when the events are told again', () => {
    const tellTwice = [new SummarySink(sla, prices), new SummarySink(sla, prices)].map((sink) => {
      const hash = createEventHash();
      tell(teeSinks(sink, hash));
      return sink.summary(hash.digest());
    });
    expect(tellTwice[0]).toEqual(tellTwice[1]);
  });

  it('changes its event hash with any event', () => {
    const digest = (extra?: (sink: RunSink) => void) => {
      const hash = createEventHash();
      tell(hash);
      extra?.(hash);
      return hash.digest();
    };
    expect(digest()).toBe(digest());
    expect(digest((sink) => sink.tokenGaps(0.05, 1, 1, 0))).not.toBe(digest());
  });
});

it('the timeline counts requests where they arrived and completions where they happened', () => {
  const sink = new TimelineSink(2, sla, prices);
  tell(teeSinks(sink));
  const rows = sink.rows();
  expect(rows.map(({ offered_rps }) => offered_rps)).toEqual([1, 1, 0]);
  expect(rows.map(({ completed_rps }) => completed_rps)).toEqual([0.5, 0.5, 0]);
  expect(rows.map(({ attainment }) => attainment)).toEqual([0.5, 0, undefined]);
  expect(rows[2]).toMatchObject({ decode_ready: 1, decode_starting: 1, decode_desired: 2, usd_per_hour: 14.4 });
});

it('a timeline that coarsens has the rows of one that was coarse from the start', () => {
  const fine = new TimelineSink(15, sla, prices, true);
  const coarse = new TimelineSink(60, sla, prices);
  for (let id = 0; id < 3000; id++) {
    const arrival_s = id * 5.3;
    const done = {
      id,
      arrival_s,
      inputTokens: 1,
      outputTokens: 2,
      deliveredTokens: 2,
      cachedTokens: 0,
      status: 'completed',
    } as const;
    for (const sink of [fine, coarse]) {
      sink.arrival({ time_s: arrival_s, id, inputTokens: 1, outputTokens: 2 });
      const firstToken_s = arrival_s + 0.1 + (id % 7) / 3;
      sink.requestEnd({ ...done, time_s: firstToken_s + 0.02, firstToken_s, lastToken_s: firstToken_s + 0.02 });
    }
  }
  for (const sink of [fine, coarse]) sink.runEnd({ time_s: 3000 * 5.3 });
  expect(fine.interval_s).toBe(60);
  expect(fine.rows()).toEqual(coarse.rows());
});

describe('the directory', () => {
  it('holds the tables', () => {
    const directory = record('whole');
    const lines = (name: string) => readFileSync(join(directory, name), 'utf8').trimEnd().split('\n');
    expect(lines('requests.csv')).toEqual([
      'id,class,arrival_s,input_tokens,output_tokens,cached_tokens,prefill_worker,decode_worker,ttft_ms,tpot_ms,e2e_ms,status,met_sla,miss_cause,attempts,preemptions,planner_late_s',
      '0,,0,100,11,0,0,0,500,50,1000,completed,true,,,,',
      '2,,2,100,11,0,0,0,,,,failed,false,failed,,,',
      '1,,1,100,11,0,0,0,2000,50,2500,completed,false,ttft,,,',
      '3,,3,100,11,0,0,0,,,,unfinished,false,unfinished,,,',
    ]);
    expect(lines('decisions.csv')[1]).toBe('5,NaN,,,,,,1,0,0,2,2,2,forecast|min_endpoint');
    expect(lines('workers.csv')).toEqual([
      'worker,role,kind,gpu_system,gpus,ordered_s,load_start_s,load_end_s,ready_s,drain_s,gone_s,starting_gpu_s,serving_gpu_s,idle_gpu_s,draining_gpu_s',
      '1,decode,,h100_sxm,2,5,5,,,,,10,0,0,0',
      '0,decode,,h100_sxm,2,0,,,0,,,0,8,12,0',
    ]);
  });

  it('is read back as it was written', () => {
    const { run, summary, decisions, workers } = readRun(record('back'));
    expect(run).toMatchObject({
      schema: 'headroom-run/1',
      name: 'by hand',
      status: 'complete',
      wallClock: { elapsed_s: 2 },
    });
    expect(summary.requests.offered).toBe(4);
    expect(decisions[0]).toMatchObject({ time_s: 5, observed_requests: Number.NaN, reasons: 'forecast|min_endpoint' });
    expect(workers[1]).toMatchObject({ role: 'decode', ready_s: undefined });
  });

  it('may be written again, but never over something else', () => {
    expect(() => record('back')).not.toThrow();
    const other = mkdtempSync(join(folder, 'other-'));
    writeFileSync(join(other, 'notes.txt'), 'mine');
    expect(() => openRunDirectory(other, meta)).toThrow(expect.objectContaining({ code: 'HR_OUTPUT_FAILED' }));
  });

  it.skipIf(!existsSync('/dev/full'))('says when the disk is full', () => {
    expect(() => openRunDirectory('/dev/full/run', meta)).toThrow(
      expect.objectContaining({ code: 'HR_OUTPUT_FAILED' }),
    );
  });

  it.each([
    ['run.json', 30, /run\.json: is not valid JSON/],
    ['timeline.csv', 12, /timeline\.csv:\d+: found \d+ cells; expected \d+/],
  ])('refuses a cut %s', (name, bytes, message) => {
    const directory = record(`cut-${name}`);
    const length = readFileSync(join(directory, name)).length;
    truncateSync(join(directory, name), length - bytes);
    expect(() => readRun(directory)).toThrow(message);
  });

  it('refuses a directory that is no record', () => {
    expect(() => readRun(folder)).toThrow(expect.objectContaining({ code: 'HR_RECORD_INVALID' }));
  });
});
