/** Which event becomes which row of the record's tables of requests, decisions and workers. */
import type { Observation, Role } from '../../planner-core/index.js';
import type { SlaSpec } from '../../scenarios/index.js';
import type { MissCauses } from '../measure/causes/miss-causes.js';
import { clientTimes, TIMES_FROM_SEND } from '../measure/client-times.js';
import { judge, latencies } from '../measure/verdict.js';
import type { Cell } from './csv-file.js';
import type { RequestEnd, TickEvent, WorkerEnd } from './events.js';
import type { SectionedRow } from './growing-csv.js';

/** Columns of a request. */
export const REQUEST_COLUMNS = [
  'id',
  'class',
  'arrival_s',
  'input_tokens',
  'output_tokens',
  'cached_tokens',
  'prefill_worker',
  'decode_worker',
  'ttft_ms',
  'tpot_ms',
  'e2e_ms',
  'status',
  'met_sla',
  'miss_cause',
  'attempts',
  'preemptions',
  'planner_late_s',
] as const;

/** Further columns of a live run: what the client saw. */
export const CLIENT_COLUMNS = [
  'lateness_ms',
  'sent_s',
  'delivered_tokens',
  ...TIMES_FROM_SEND,
  'chunks',
  'shared_reads',
  'usage_input_tokens',
  'usage_output_tokens',
  'http_status',
  'error_class',
  'target',
] as const;

/** The cells of {@link CLIENT_COLUMNS}; `…_sent_ms` count from the send, `second_token_ms` from the first token. */
export function clientCells(end: RequestEnd): Cell[] {
  const { client } = end;
  if (!client) return CLIENT_COLUMNS.map(() => undefined);
  const times = clientTimes(end, client);
  return [
    toMs(times.lateness_ms),
    client.sent_s === undefined ? undefined : Math.round(client.sent_s * 1e6) / 1e6,
    end.deliveredTokens,
    ...TIMES_FROM_SEND.map((name) => toMs(times[name])),
    client.chunks,
    client.sharedReads,
    client.usageInputTokens,
    client.usageOutputTokens,
    client.httpStatus,
    client.errorClass,
    client.target,
  ];
}

/** The cells of {@link REQUEST_COLUMNS}; a cause is told by `causes`, which has heard the run so far. */
export function requestRow(end: RequestEnd, sla: SlaSpec, causes: MissCauses): Cell[] {
  const times = latencies(end);
  const verdict = judge(end, times, sla);
  const miss = causes.of(end, verdict);
  return [
    end.id,
    end.class,
    end.arrival_s,
    end.inputTokens,
    end.outputTokens,
    end.cachedTokens,
    end.prefillWorker,
    end.decodeWorker,
    toMs(times.ttft_s),
    toMs(times.tpot_s),
    toMs(times.e2e_s),
    end.status,
    verdict.all,
    miss?.cause ?? '',
    end.attempts,
    end.preemptions,
    miss?.late_s,
  ];
}

/** Milliseconds to the nanosecond: what is below is rounding of doubles. */
function toMs(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : Math.round(seconds * 1e9) / 1e6;
}

/** One row a tick: what was seen, what was computed, what was asked for and ordered, and why. */
export function decisionRow({ time_s, observation, decision, ordered }: TickEvent): SectionedRow {
  const orders = (Object.keys(ordered) as Role[]).flatMap((role): [string, Cell][] => [
    [`${role}_target`, decision.targets[role]],
    [`${role}_ordered`, ordered[role]],
  ]);
  return [
    { time_s },
    observed(observation),
    decision.explanation,
    Object.fromEntries(orders),
    { reasons: decision.reasons.join('|'), ...complaints(decision) },
  ];
}

/** What the planner warned of, where it did; its other lines are those of a log. */
function complaints({ log }: TickEvent['decision']): { readonly warnings?: string } {
  const texts = log.flatMap(({ level, text }) => (level === 'info' ? [] : [text]));
  return texts.length === 0 ? {} : { warnings: texts.join('|') };
}

/** Columns of decisions.csv where there was no tick. */
export const DECISION_COLUMNS = ['time_s', 'reasons'] as const;

function observed({ traffic, latency, workers, queues }: Observation): Record<string, number | undefined> {
  const ms = (seconds: number | undefined) => (seconds === undefined ? undefined : seconds * 1000);
  const columns: Record<string, number | undefined> = {
    observed_requests: traffic?.requests,
    observed_input_tokens: traffic?.inputTokensMean,
    observed_output_tokens: traffic?.outputTokensMean,
    observed_ttft_ms: ms(latency?.ttft),
    observed_itl_ms: ms(latency?.itl),
    observed_duration_ms: ms(latency?.requestDuration),
  };
  for (const [role, counts] of Object.entries(workers)) {
    for (const state of ['ready', 'starting', 'draining'] as const)
      columns[`observed_${role}_${state}`] = counts[state];
    if (counts.pending !== undefined) columns[`observed_${role}_pending`] = counts.pending;
    if (counts.warm !== undefined) columns[`observed_${role}_warm`] = counts.warm;
  }
  for (const [role, queued] of Object.entries(queues ?? {})) columns[`observed_${role}_queued`] = queued;
  return columns;
}

/** One row a worker, with the start and the end of every startup stage that it went through. */
export function workerRow(end: WorkerEnd): SectionedRow {
  const { worker, role, kind, gpuSystem, gpus, ordered_s, seconds } = end;
  const stages: Record<string, Cell> = {};
  for (const { name, start_s, end_s } of end.stages) {
    if (`${name}_start_s` in stages) continue; // of a stage that was gone through again, the first time
    stages[`${name}_start_s`] = start_s;
    stages[`${name}_end_s`] = end_s;
  }
  return [
    { worker, role, kind, gpu_system: gpuSystem, gpus, ordered_s },
    stages,
    {
      ready_s: end.ready_s,
      drain_s: end.drain_s,
      gone_s: end.gone_s,
      starting_gpu_s: seconds.starting * gpus,
      serving_gpu_s: seconds.serving * gpus,
      idle_gpu_s: seconds.idle * gpus,
      draining_gpu_s: seconds.draining * gpus,
    },
    end.withoutGpus_s === undefined ? {} : { without_gpus_s: end.withoutGpus_s },
  ];
}

/** Columns of workers.csv where there was no worker. */
export const WORKER_COLUMNS = ['worker', 'role'] as const;
