/** The record's tables: which event becomes which row of requests.csv, decisions.csv and workers.csv. */
import type { Observation, Role } from '../../planner-core/index.js';
import type { SlaSpec } from '../../scenarios/index.js';
import { judge, latencies, missCause } from '../measure/verdict.js';
import type { Cell } from './csv-file.js';
import type { RequestEnd, TickEvent, WorkerEnd } from './events.js';

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly Cell[][];
}

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
] as const;

/** Further columns of a live run: what the client saw. */
export const CLIENT_COLUMNS = [
  'lateness_ms',
  'sent_s',
  'delivered_tokens',
  'ttft_sent_ms',
  'e2e_sent_ms',
  'second_token_ms',
  'first_reasoning_ms',
  'first_answer_ms',
  'connect_ms',
  'chunks',
  'shared_reads',
  'usage_input_tokens',
  'usage_output_tokens',
  'http_status',
  'error_class',
  'target',
] as const;

/** The cells of {@link CLIENT_COLUMNS}; `…_sent_ms` count from the send, `second_token_ms` from the first token. */
export function clientCells({
  client,
  arrival_s,
  deliveredTokens,
  firstToken_s,
  lastToken_s,
  status,
}: RequestEnd): Cell[] {
  if (!client) return CLIENT_COLUMNS.map(() => undefined);
  const since = (from_s: number | undefined, to_s: number | undefined) =>
    from_s === undefined || to_s === undefined ? undefined : toMs(to_s - from_s);
  const { sent_s } = client;
  return [
    since(arrival_s, client.started_s),
    sent_s === undefined ? undefined : Math.round(sent_s * 1e6) / 1e6,
    deliveredTokens,
    since(sent_s, firstToken_s),
    status === 'completed' ? since(sent_s, lastToken_s) : undefined,
    since(firstToken_s, client.secondToken_s),
    since(sent_s, client.firstReasoning_s),
    since(sent_s, client.firstAnswer_s),
    toMs(client.connect_s),
    client.chunks,
    client.sharedReads,
    client.usageInputTokens,
    client.usageOutputTokens,
    client.httpStatus,
    client.errorClass,
    client.target,
  ];
}

export function requestRow(end: RequestEnd, sla: SlaSpec): Cell[] {
  const times = latencies(end);
  const verdict = judge(end, times, sla);
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
    missCause(end, verdict),
    end.attempts,
    end.preemptions,
  ];
}

/** Milliseconds to the nanosecond: what is below is rounding of doubles. */
function toMs(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : Math.round(seconds * 1e9) / 1e6;
}

/** One row a tick. Explanation columns are the union over all ticks, in order of first use. */
export function decisionTable(ticks: readonly TickEvent[]): Table {
  const roles = unique(ticks.flatMap(({ ordered }) => Object.keys(ordered) as Role[]));
  const explained = unique(ticks.flatMap(({ decision }) => Object.keys(decision.explanation)));
  const seen = unique(ticks.flatMap(({ observation }) => Object.keys(observed(observation))));
  const columns = [
    'time_s',
    ...seen,
    ...explained,
    ...roles.flatMap((role) => [`${role}_target`, `${role}_ordered`]),
    'reasons',
  ];
  const rows = ticks.map(({ time_s, observation, decision, ordered }): Cell[] => {
    const sight = observed(observation);
    return [
      time_s,
      ...seen.map((key) => sight[key]),
      ...explained.map((key) => decision.explanation[key]),
      ...roles.flatMap((role) => [decision.targets[role], ordered[role]]),
      decision.reasons.join('|'),
    ];
  });
  return { columns, rows };
}

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

/** One row a worker; one pair of columns for each startup stage that any worker went through. */
export function workerTable(ends: readonly WorkerEnd[]): Table {
  const stages = unique(ends.flatMap((end) => end.stages.map(({ name }) => name)));
  const someHeldNone = ends.some((end) => end.withoutGpus_s !== undefined);
  const columns = [
    'worker',
    'role',
    'gpus',
    'ordered_s',
    ...stages.flatMap((name) => [`${name}_start_s`, `${name}_end_s`]),
    'ready_s',
    'drain_s',
    'gone_s',
    'starting_gpu_s',
    'serving_gpu_s',
    'idle_gpu_s',
    'draining_gpu_s',
    ...(someHeldNone ? ['without_gpus_s'] : []),
  ];
  const rows = [...ends]
    .sort((a, b) => a.worker - b.worker)
    .map((end): Cell[] => [
      end.worker,
      end.role,
      end.gpus,
      end.ordered_s,
      ...stages.flatMap((name) => {
        const stage = end.stages.find((candidate) => candidate.name === name);
        return [stage?.start_s, stage?.end_s];
      }),
      end.ready_s,
      end.drain_s,
      end.gone_s,
      ...(['starting', 'serving', 'idle', 'draining'] as const).map((state) => end.seconds[state] * end.gpus),
      ...(someHeldNone ? [end.withoutGpus_s ?? 0] : []),
    ]);
  return { columns, rows };
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
