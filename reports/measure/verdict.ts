/** Whether a request kept its promise. Definitions: TTFT = first token − scheduled arrival; TPOT = (last − first) ÷ (tokens − 1). */
import type { SlaSpec } from '../../scenarios/index.js';
import type { RequestEnd } from '../record/events.js';

/** A request's latencies, seconds; absent where they were never reached or do not exist. */
export interface Latencies {
  readonly ttft_s?: number;
  readonly tpot_s?: number;
  readonly e2e_s?: number;
}

/** What became of each bound that the request has; a bound that does not exist is absent, not passed. */
export interface Verdict {
  readonly ttft?: boolean;
  readonly tpot?: boolean;
  readonly e2e?: boolean;
  /** All of them; absent when the request has none. */
  readonly all?: boolean;
}

type Bounds = Pick<SlaSpec, 'ttft_ms' | 'tpot_ms' | 'e2e_ms'>;

export function latencies(end: RequestEnd): Latencies {
  const { firstToken_s, lastToken_s, arrival_s, deliveredTokens } = end;
  if (firstToken_s === undefined || lastToken_s === undefined) return {};
  return {
    ttft_s: firstToken_s - arrival_s,
    ...(deliveredTokens > 1 && { tpot_s: (lastToken_s - firstToken_s) / (deliveredTokens - 1) }),
    ...(end.status === 'completed' && { e2e_s: lastToken_s - arrival_s }),
  };
}

/** Judges a request against the bounds of its class. Failed and unfinished requests miss every bound they have. */
export function judge(end: RequestEnd, times: Latencies, sla: SlaSpec): Verdict {
  const bounds: Bounds = (end.class !== undefined && sla.classes?.[end.class]) || sla;
  const completed = end.status === 'completed';
  const within = (bound_ms: number | undefined, time_s: number | undefined) =>
    bound_ms === undefined ? undefined : completed && (time_s === undefined || time_s * 1000 <= bound_ms);
  const verdict = {
    ttft: within(bounds.ttft_ms, times.ttft_s),
    tpot: within(bounds.tpot_ms, times.tpot_s), // one token has no TPOT to miss
    e2e: within(bounds.e2e_ms, times.e2e_s),
  };
  const judged = Object.entries(verdict).filter(([, met]) => met !== undefined) as [keyof Verdict, boolean][];
  return { ...Object.fromEntries(judged), ...(judged.length > 0 && { all: judged.every(([, met]) => met) }) };
}

/** Which bounds were missed, or why the request never had a chance; empty when it met them all. */
export function missCause(end: RequestEnd, verdict: Verdict): string {
  if (verdict.all !== false) return '';
  if (end.status !== 'completed') return end.status;
  return (['ttft', 'tpot', 'e2e'] as const).filter((bound) => verdict[bound] === false).join('+');
}
