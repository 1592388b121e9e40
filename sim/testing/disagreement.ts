/** Whether two engines told the same run: same order, times within a microsecond, the same gaps. */
import type { RequestEnd } from '../../reports/record/index.js';
import type { Collected } from './collecting-sink.js';

const MICROSECOND = 1e-6;
const HOLD_UPS = [
  'idleElsewhere_s',
  'promptsShortSince_s',
  'roomShortSince_s',
  'paceShortSince_s',
  'preempted_s',
  'slowPrompt_s',
  'slowTokens_s',
  'freshPrompt_s',
  'freshTokens_s',
  'lost_s',
  'redone_s',
] as const;

/** The first difference in words; `undefined` when there is none. */
export function disagreement(a: Collected, b: Collected): string | undefined {
  return (
    compare('end', a.ends, b.ends, (end) => [
      [end.id, end.status, end.prefillWorker, end.decodeWorker, end.deliveredTokens, end.cachedTokens, end.preemptions],
      [end.firstToken_s, end.lastToken_s, end.time_s, ...stageTimes(end)],
    ]) ??
    compare('worker event', a.workers, b.workers, ({ worker, state, stage, time_s }) => [
      [worker, state, stage],
      [time_s],
    ]) ??
    compare('tick', a.ticks, b.ticks, ({ ordered, observation, decision }) => [
      [ordered.prefill, ordered.decode, ordered.aggregated, decision.reasons.join()],
      [observation.latency?.itl, observation.latency?.ttft, observation.latency?.requestDuration],
    ]) ??
    compare('gap', ascending(a.gaps), ascending(b.gaps), (gap) => [[], [gap]])
  );
}

/** Every instant and every hold-up, in one order. */
function stageTimes({ stages }: RequestEnd): (number | undefined)[] {
  const { queued_s, started_s, prefilled_s, granted_s, transferred_s, holdUps = {} } = stages!;
  const { lackedRoom } = holdUps;
  const seconds = HOLD_UPS.map((name) => holdUps[name]);
  return [queued_s, started_s, prefilled_s, granted_s, transferred_s, Number(lackedRoom ?? false), ...seconds];
}

type Facts = [exact: readonly unknown[], times_s: readonly (number | undefined)[]];

function compare<E>(name: string, a: readonly E[], b: readonly E[], facts: (event: E) => Facts): string | undefined {
  if (a.length !== b.length) return `${a.length} and ${b.length} ${name}s`;
  for (let i = 0; i < a.length; i++) {
    const [exactA, timesA] = facts(a[i]!);
    const [exactB, timesB] = facts(b[i]!);
    const same =
      exactA.every((fact, k) => Object.is(fact, exactB[k])) && timesA.every((time, k) => isClose(time, timesB[k]));
    if (!same) return `${name} ${i}: ${JSON.stringify(a[i])} and ${JSON.stringify(b[i])}`;
  }
  return undefined;
}

function isClose(a: number | undefined, b: number | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return Object.is(a, b) || Math.abs(a - b) < MICROSECOND;
}

function ascending(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}
