/**
 * Whether a live run measured the server or its own client. Each tolerance is a named limit; a run beyond one is invalid, and
 * what it says names the figure.
 */
import type { SlaSpec } from '../../scenarios/index.js';
import type { ClientSummary } from '../record/client-summary.js';

export const TOLERANCE = {
  /** Least share of the asked requests that must have been sent. */
  sentRatio: 0.98,
  /** Most lateness at the 99th percentile, ms; 5 % of the TTFT promise where that is more. */
  latenessP99_ms: 25,
  latenessShareOfTtft: 0.05,
  /** Most delay of the event loop, ms. */
  eventLoopP99_ms: 50,
  eventLoopMax_ms: 500,
  /** From this share of a core on the client is saturated. */
  utilization: 0.95,
  /** With this much of the core used, pieces of output that share a read mean that the client reads late. */
  busyUtilization: 0.85,
  sharedReadRatio: 0.5,
} as const;

type Measured = Pick<
  ClientSummary,
  'asked' | 'sent' | 'lateness_ms' | 'event_loop_ms' | 'utilization' | 'shared_read_ratio' | 'errors'
>;

/** What speaks against the run, in whole sentences; empty when the client kept up. */
export function fidelityFaults(figures: Measured, openLoop: boolean, sla: SlaSpec): string[] {
  const { asked, sent, lateness_ms, event_loop_ms, utilization, shared_read_ratio } = figures;
  const faults: string[] = [];
  const unsent = asked - sent - connectionErrors(figures.errors);
  if (asked > 0 && 1 - unsent / asked < TOLERANCE.sentRatio) {
    faults.push(`only ${sent} of ${asked} requests were sent`);
  }
  const latest_ms = Math.max(TOLERANCE.latenessP99_ms, TOLERANCE.latenessShareOfTtft * (sla.ttft_ms ?? 0));
  if (openLoop && lateness_ms && lateness_ms.p99 > latest_ms) {
    faults.push(`requests were sent late: p99 ${ms(lateness_ms.p99)}, tolerated ${ms(latest_ms)}`);
  }
  if (event_loop_ms.p99 > TOLERANCE.eventLoopP99_ms) {
    faults.push(`the event loop lagged: p99 ${ms(event_loop_ms.p99)}, tolerated ${ms(TOLERANCE.eventLoopP99_ms)}`);
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
