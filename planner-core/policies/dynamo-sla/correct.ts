/**
 * Correction factors: measured latency ÷ the latency that the profile expects under the measured load. Prefill's is
 * meant to catch queueing, decode's to catch everything the profile does not know.
 */
import { itlAt } from '../../interpolate/index.js';
import { divide, fixed, PythonError } from '../python.js';
import type { TickNotes } from '../tick-notes.js';
import type { Metrics } from './metrics.js';
import type { CorrectionFactors, Sizing } from './size.js';

/** Ready workers, by role. */
export interface LiveWorkers {
  readonly prefill: number;
  readonly decode: number;
}

/** What became of the factors; `ok: false` when the planner gave up, with the factors as far as it came. */
export interface Correction {
  readonly ok: boolean;
  readonly factors: CorrectionFactors;
}

/** The factors after this tick's latencies; the log lines go into the notes. */
export function correct(
  sizing: Sizing,
  metrics: Metrics,
  workers: LiveWorkers,
  before: CorrectionFactors,
  notes: TickNotes,
): Correction {
  notes.info(`Number of prefill workers: ${workers.prefill}, number of decode workers: ${workers.decode}`);
  let factors = before;
  try {
    const expectedTtft = sizing.prefill.ttftMs(metrics.isl) / (sizing.rules.profileTtftInMs ? 1 : 1000);
    factors = { ...factors, prefill: metrics.ttft_s / expectedTtft };
    if (sizing.rules.keepsFactorWithoutDecode && workers.decode === 0) return { ok: true, factors };
    factors = { ...factors, decode: metrics.itl_s / expectedItl(sizing, metrics, workers) };
  } catch (error) {
    if (!(error instanceof PythonError)) throw error;
    notes.error(`Failed to correct prediction factors: ${error.message}`);
    return { ok: false, factors };
  }
  notes.info(`Correction factors: TTFT: ${fixed(factors.prefill, 3)}, ITL: ${fixed(factors.decode, 3)}`);
  return { ok: true, factors };
}

/** ITL of the profile at the concurrency that Little's law gives a worker, at the mean context. */
function expectedItl(sizing: Sizing, metrics: Metrics, workers: LiveWorkers): number {
  const perWorker = divide(metrics.requests, workers.decode);
  const concurrency = (perWorker * metrics.requestDuration_s) / sizing.interval_s;
  if (Number.isNaN(concurrency)) throw new PythonError('cannot convert float NaN to integer');
  return itlAt(sizing.decode, concurrency, metrics.isl + metrics.osl / 2);
}
