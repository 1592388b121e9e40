/** Whether a request kept its promise. Definitions: TTFT = first token − scheduled arrival; TPOT = (last − first) ÷ (tokens − 1). */
import type { SlaSpec } from '../../scenarios/index.js';
import type { RequestEnd } from '../record/events.js';

/** A request's latencies, seconds; absent where they were never reached or do not exist. */
export interface Latencies {
  readonly ttft_s?: number | undefined;
  readonly tpot_s?: number | undefined;
  readonly e2e_s?: number | undefined;
}

/** What became of each bound that the request has; a bound that does not exist is undefined, not passed. */
export interface Verdict {
  readonly ttft: boolean | undefined;
  readonly tpot: boolean | undefined;
  readonly e2e: boolean | undefined;
  /** All of them; undefined when the request has none. */
  readonly all: boolean | undefined;
}

type Bounds = Pick<SlaSpec, 'ttft_ms' | 'tpot_ms' | 'e2e_ms'>;

const NONE: Latencies = { ttft_s: undefined, tpot_s: undefined, e2e_s: undefined };

/** The latencies that the request came to. */
export function latencies(end: RequestEnd): Latencies {
  const { firstToken_s, lastToken_s, arrival_s, deliveredTokens } = end;
  if (lastToken_s === undefined) return NONE;
  const streamed = firstToken_s !== undefined; // an answer that was not streamed has no first token
  return {
    ttft_s: streamed ? firstToken_s - arrival_s : undefined,
    tpot_s: streamed && deliveredTokens > 1 ? (lastToken_s - firstToken_s) / (deliveredTokens - 1) : undefined,
    e2e_s: end.status === 'completed' ? lastToken_s - arrival_s : undefined,
  };
}

/** What was promised to a request: the bounds of its class. */
export function boundsOf({ class: name }: RequestEnd, sla: SlaSpec): Bounds {
  const { classes } = sla;
  return name !== undefined && classes && Object.hasOwn(classes, name) ? classes[name]! : sla;
}

/** Judges a request against the bounds of its class. Failed and unfinished requests miss every bound they have. */
export function judge(end: RequestEnd, times: Latencies, sla: SlaSpec): Verdict {
  const bounds = boundsOf(end, sla);
  const completed = end.status === 'completed';
  const ttft = within(completed, bounds.ttft_ms, times.ttft_s);
  const tpot = within(completed, bounds.tpot_ms, times.tpot_s);
  const e2e = within(completed, bounds.e2e_ms, times.e2e_s);
  const hasBound = ttft !== undefined || tpot !== undefined || e2e !== undefined;
  const all = hasBound ? ttft !== false && tpot !== false && e2e !== false : undefined;
  return { ttft, tpot, e2e, all };
}

/** A completed request without the latency (one token has no TPOT) has nothing to miss. */
function within(completed: boolean, bound_ms: number | undefined, time_s: number | undefined): boolean | undefined {
  if (bound_ms === undefined) return undefined;
  return completed && (time_s === undefined || time_s * 1000 <= bound_ms);
}

/** Which bounds were missed, or why the request never had a chance; empty when it met them all. */
export function missedBounds(end: RequestEnd, verdict: Verdict): string {
  if (verdict.all !== false) return '';
  if (end.status !== 'completed') return end.status;
  return (['ttft', 'tpot', 'e2e'] as const).filter((bound) => verdict[bound] === false).join('+');
}
