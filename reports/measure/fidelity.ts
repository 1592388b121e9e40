/**
 * Whether a live run measured the server or its own client. Each tolerance is a named limit; a run beyond one is invalid, and
 * what it says names the figure. A limit of a 99th percentile is passed when the sample shows it with 99 % confidence: one late
 * send of fifty is no evidence.
 */
import type { SlaSpec } from '../../scenarios/index.js';
import { type ClientHealth, EVENT_LOOP_LAG_S } from '../record/client-health.js';
import type { ClientSummary } from '../record/client-summary.js';
import { excusable } from './confidence.js';

/** The limits beyond which a run is invalid. */
export const TOLERANCE = {
  /** Least share of the asked requests that must have been sent. */
  sentRatio: 0.98,
  /** Of lateness and of looks at the event loop: the share that must be in time. */
  quantile: 0.99,
  /** Most lateness at that quantile, ms; 5 % of the TTFT promise where that is more. */
  lateness_ms: 25,
  latenessShareOfTtft: 0.05,
  /** The longest stop, ms; lags are counted from EVENT_LOOP_LAG_S on. */
  eventLoopMax_ms: 500,
  /** From this share of a core on the client is saturated. */
  utilization: 0.95,
  /** With this much of the core used, pieces of output that share a read mean that the client reads late. */
  busyUtilization: 0.85,
  sharedReadRatio: 0.5,
} as const;

type Measured = Pick<
  ClientSummary,
  'asked' | 'sent' | 'event_loop_ms' | 'utilization' | 'shared_read_ratio' | 'errors'
> & {
  /** What the 99th percentile is at least; `undefined` where the run is too short to say. */
  readonly latenessP99AtLeast_ms: number | undefined;
  readonly eventLoop: Pick<ClientHealth['eventLoop'], 'looks' | 'lagging'>;
};

/** What speaks against the run, in whole sentences; empty when the client kept up. */
export function fidelityFaults(figures: Measured, openLoop: boolean, sla: SlaSpec): string[] {
  const { asked, sent, event_loop_ms, utilization, shared_read_ratio } = figures;
  const { latenessP99AtLeast_ms: late_ms = 0, eventLoop } = figures;
  const faults: string[] = [];
  const unsent = asked - sent - connectionErrors(figures.errors);
  if (asked > 0 && 1 - unsent / asked < TOLERANCE.sentRatio) {
    faults.push(`only ${sent} of ${asked} requests were sent`);
  }
  const latest_ms = Math.max(TOLERANCE.lateness_ms, TOLERANCE.latenessShareOfTtft * (sla.ttft_ms ?? 0));
  if (openLoop && late_ms > latest_ms) {
    faults.push(`requests were sent late: p99 at least ${ms(late_ms)}, tolerated ${ms(latest_ms)}`);
  }
  if (eventLoop.lagging > excusable(eventLoop.looks, TOLERANCE.quantile)) {
    const { lagging, looks } = eventLoop;
    faults.push(`the event loop lagged by more than ${ms(EVENT_LOOP_LAG_S * 1000)} at ${lagging} of ${looks} looks`);
  } else if (event_loop_ms.max > TOLERANCE.eventLoopMax_ms) {
    faults.push(`the client stood still for ${ms(event_loop_ms.max)}, tolerated ${ms(TOLERANCE.eventLoopMax_ms)}`);
  }
  if (utilization > TOLERANCE.utilization) {
    faults.push(`a sending thread was busy ${(utilization * 100).toFixed(0)} % of the time; add bench.workers`);
  } else if (utilization > TOLERANCE.busyUtilization && (shared_read_ratio ?? 0) > TOLERANCE.sharedReadRatio) {
    faults.push(`tokens were read ${((shared_read_ratio ?? 0) * 100).toFixed(0)} % in bundles: the client reads late`);
  }
  return faults;
}

/** A target that takes no connection is the target's fault, not the client's. */
function connectionErrors(errors: Readonly<Record<string, number>>): number {
  return ['connect_refused', 'connect_timeout', 'connect_failed', 'dns', 'tls'].reduce(
    (sum, name) => sum + (errors[name] ?? 0),
    0,
  );
}

function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}
