import { describe, expect, it } from 'vitest';
import { MissCauses } from '../measure/causes/miss-causes.js';
import { FIVE_ENDS, FIVE_SLA, FIVE_WORKERS } from '../testing/five-requests.js';
import { clientView, completed, unserved } from '../testing/requests.js';
import type { Cell } from './csv-file.js';
import type { ClientView, RequestEnd, TickEvent, WorkerEnd } from './events.js';
import { CLIENT_COLUMNS, clientCells, decisionRow, REQUEST_COLUMNS, requestRow, workerRow } from './tables.js';

const named = (columns: readonly string[], cells: readonly Cell[]) =>
  Object.fromEntries(columns.map((column, i) => [column, cells[i]] as const).filter(([, cell]) => cell !== undefined));

const request = (end: RequestEnd, sla = FIVE_SLA) =>
  named(REQUEST_COLUMNS, requestRow(end, sla, new MissCauses(sla, undefined)));

describe('the row of a request', () => {
  it('has a cell for each column', () => {
    for (const end of FIVE_ENDS) {
      expect(requestRow(end, FIVE_SLA, new MissCauses(FIVE_SLA, undefined))).toHaveLength(REQUEST_COLUMNS.length);
    }
  });

  it('that kept its promise', () => {
    expect(request(FIVE_ENDS[0]!)).toEqual({
      id: 0,
      arrival_s: 0,
      input_tokens: 100,
      output_tokens: 11,
      cached_tokens: 0,
      prefill_worker: 0,
      decode_worker: 1,
      ttft_ms: 500,
      tpot_ms: 100,
      e2e_ms: 1500,
      status: 'completed',
      met_sla: true,
      miss_cause: '',
      preemptions: 0,
    });
  });

  it('that came too late says which bound it missed', () => {
    expect(request(FIVE_ENDS[1]!)).toMatchObject({ ttft_ms: 2000, met_sla: false, miss_cause: 'ttft', preemptions: 1 });
  });

  it('of one token has no TPOT', () => {
    expect(request(FIVE_ENDS[2]!)).not.toHaveProperty('tpot_ms');
    expect(request(FIVE_ENDS[2]!)).toMatchObject({ class: 'batch', ttft_ms: 6000, e2e_ms: 6000, met_sla: true });
  });

  it('that failed has no latency', () => {
    const row = request(FIVE_ENDS[3]!);
    expect(Object.keys(row)).not.toEqual(expect.arrayContaining(['ttft_ms', 'tpot_ms', 'e2e_ms', 'decode_worker']));
    expect(row).toMatchObject({ status: 'failed', met_sla: false, miss_cause: 'failed' });
  });

  it('that was not done has the latencies it came to', () => {
    const row = request(FIVE_ENDS[4]!);
    expect(row).toMatchObject({ ttft_ms: 1000, tpot_ms: 400, status: 'unfinished', met_sla: false });
    expect(row).not.toHaveProperty('e2e_ms');
  });

  it('to which nothing was promised has no verdict', () => {
    const row = request(completed(), {});
    expect(row).not.toHaveProperty('met_sla');
    expect(row).toMatchObject({ miss_cause: '' });
  });

  it('has its times in milliseconds to the nanosecond, without the rounding of doubles', () => {
    const end = completed({ arrival_s: 0.1, firstToken_s: 0.3, lastToken_s: 1.1, deliveredTokens: 4 });
    expect(0.3 - 0.1).not.toBe(0.2);
    expect(request(end)).toMatchObject({ ttft_ms: 200, tpot_ms: 266.666667, e2e_ms: 1000 });
  });
});

describe('the cells of what a client saw', () => {
  const cells = (end: RequestEnd) => named(CLIENT_COLUMNS, clientCells(end));
  const seen = (change: Partial<ClientView> = {}, end: Partial<RequestEnd> = {}) =>
    cells(completed({ ...end, client: clientView(change) }));

  it('count from the send and from the first token', () => {
    expect(seen({ firstReasoning_s: 10.4, firstAnswer_s: 11 })).toEqual({
      lateness_ms: 20,
      sent_s: 10.1,
      delivered_tokens: 11,
      ttft_sent_ms: 400,
      e2e_sent_ms: 1400,
      second_token_ms: 100,
      first_reasoning_ms: 300,
      first_answer_ms: 900,
      connect_ms: 80,
      chunks: 11,
      shared_reads: 5,
      usage_input_tokens: 100,
      usage_output_tokens: 11,
      http_status: 200,
      target: 'http://a',
    });
  });

  it('are as many for a request that nobody watched, and empty', () => {
    expect(clientCells(completed())).toEqual(CLIENT_COLUMNS.map(() => undefined));
  });

  it('of a request that was never sent have nothing that counts from the send', () => {
    const row = seen({ sent_s: undefined, connect_s: undefined, errorClass: 'connect_refused' }, { status: 'failed' });
    expect(row).toMatchObject({ lateness_ms: 20, error_class: 'connect_refused' });
    expect(Object.keys(row).filter((column) => /sent|connect_ms/.test(column))).toEqual([]);
  });

  it('of one that failed on the way have its first token, and no whole length', () => {
    const row = seen({}, { status: 'failed' });
    expect(row).toMatchObject({ ttft_sent_ms: 400 });
    expect(row).not.toHaveProperty('e2e_sent_ms');
  });

  it('of one without a first token have no second', () => {
    const client = clientView();
    expect(cells({ ...unserved('timed_out'), client })).not.toHaveProperty('second_token_ms');
  });

  it('tell when it was sent to the microsecond', () => {
    expect(seen({ sent_s: 10.123_456_789 })).toMatchObject({ sent_s: 10.123457 });
  });
});

describe('the row of a tick', () => {
  const tick: TickEvent = {
    time_s: 60,
    observation: {
      time: 60,
      windowSeconds: 60,
      traffic: { requests: 120, inputTokensMean: 1000.5, outputTokensMean: Number.NaN },
      latency: { ttft: 0.25, itl: 0.02, requestDuration: 5 },
      workers: {
        prefill: { ready: 1, starting: 0, draining: 0, desired: 1 },
        decode: { ready: 2, starting: 1, draining: 3, desired: 3, pending: 4, warm: 5 },
      },
      queues: { prefill: 7 },
    },
    decision: {
      targets: { prefill: 1, decode: 9 },
      reasons: ['forecast', 'max_replicas'],
      explanation: { needed: 8.5, bound: 4 },
      log: [],
    },
    ordered: { prefill: 1, decode: 4 },
  };

  it('tells what was seen, computed, asked for, ordered, and why, in this order', () => {
    expect(decisionRow(tick)).toEqual([
      { time_s: 60 },
      {
        observed_requests: 120,
        observed_input_tokens: 1000.5,
        observed_output_tokens: Number.NaN,
        observed_ttft_ms: 250,
        observed_itl_ms: 20,
        observed_duration_ms: 5000,
        observed_prefill_ready: 1,
        observed_prefill_starting: 0,
        observed_prefill_draining: 0,
        observed_decode_ready: 2,
        observed_decode_starting: 1,
        observed_decode_draining: 3,
        observed_decode_pending: 4,
        observed_decode_warm: 5,
        observed_prefill_queued: 7,
      },
      { needed: 8.5, bound: 4 },
      { prefill_target: 1, prefill_ordered: 1, decode_target: 9, decode_ordered: 4 },
      { reasons: 'forecast|max_replicas' },
    ]);
  });

  it('has the warnings of the planner, not the rest of its log', () => {
    const log = [
      { level: 'info', text: 'sized' },
      { level: 'warning', text: 'no figures' },
      { level: 'error', text: 'no workers' },
    ] as const;
    const row = decisionRow({ ...tick, decision: { ...tick.decision, log } });
    expect(row.at(-1)).toEqual({ reasons: 'forecast|max_replicas', warnings: 'no figures|no workers' });
  });

  it('has empty cells for what was not seen', () => {
    const [, observed] = decisionRow({ ...tick, observation: { time: 60, windowSeconds: 60, workers: {} } });
    expect(observed).toEqual({
      observed_requests: undefined,
      observed_input_tokens: undefined,
      observed_output_tokens: undefined,
      observed_ttft_ms: undefined,
      observed_itl_ms: undefined,
      observed_duration_ms: undefined,
    });
  });

  it('has an empty target for a role that the policy said nothing of', () => {
    const decision = { ...tick.decision, targets: {}, reasons: [] };
    const [, , , orders, why] = decisionRow({ ...tick, decision, ordered: { decode: 2 } });
    expect(orders).toEqual({ decode_target: undefined, decode_ordered: 2 });
    expect(why).toEqual({ reasons: '' });
  });
});

describe('the row of a worker', () => {
  it('has GPU-seconds: its seconds times its GPUs', () => {
    expect(workerRow(FIVE_WORKERS[0]!)).toEqual([
      { worker: 2, role: 'decode', kind: undefined, gpu_system: 'h100_sxm', gpus: 2, ordered_s: 5 },
      { load_start_s: 5, load_end_s: 8 },
      {
        ready_s: 8,
        drain_s: 9,
        gone_s: 10,
        starting_gpu_s: 6,
        serving_gpu_s: 2,
        idle_gpu_s: 0,
        draining_gpu_s: 2,
      },
      {},
    ]);
  });

  const worker: WorkerEnd = {
    worker: 3,
    role: 'decode',
    kind: 'decode/1',
    gpus: 1,
    ordered_s: 0,
    stages: [],
    seconds: { starting: 0, serving: 0, idle: 0, draining: 0 },
  };

  it('that never became ready has empty cells, and an open stage', () => {
    const [first, stages, times] = workerRow({ ...worker, stages: [{ name: 'load', start_s: 4 }] });
    expect(first).toMatchObject({ kind: 'decode/1', gpu_system: undefined });
    expect(stages).toEqual({ load_start_s: 4, load_end_s: undefined });
    expect(times).toMatchObject({ ready_s: undefined, drain_s: undefined, gone_s: undefined });
  });

  it('tells of a stage that it went through again the first time', () => {
    const stages = [
      { name: 'load', start_s: 0, end_s: 5 },
      { name: 'warm', start_s: 5, end_s: 6 },
      { name: 'load', start_s: 6, end_s: 20 },
    ];
    expect(workerRow({ ...worker, stages })[1]).toEqual({
      load_start_s: 0,
      load_end_s: 5,
      warm_start_s: 5,
      warm_end_s: 6,
    });
  });

  it('tells how long it had no GPUs where it ever had none', () => {
    expect(workerRow({ ...worker, withoutGpus_s: 12 })[3]).toEqual({ without_gpus_s: 12 });
  });
});
