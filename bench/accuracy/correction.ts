/** A measured operating point beside its simulation. */
import { simulatePoint } from './operating-point.js';
import type { SiliconRow } from './silicon-rows.js';

export type Quantity = 'ttft' | 'tpot';

/** A measured point with what the simulation said about it, in logarithms of measured ÷ simulated. */
export interface Correction {
  readonly configuration: string;
  readonly profile: string;
  readonly engine: string;
  readonly version: string;
  readonly campaign: boolean;
  readonly model: string;
  readonly system: string;
  readonly precision: string;
  readonly concurrency: number;
  readonly isl: number;
  readonly osl: number;
  readonly ttft: number;
  readonly tpot: number;
  /** Simulated milliseconds. */
  readonly simulated: { readonly ttft: number; readonly tpot: number };
  /** Equal for records of the same measurement, which the sources hold up to three times. */
  readonly measurement: number;
}

/** Simulates a row and compares it. */
export function correctionOf(row: SiliconRow): Correction {
  const { ttft_ms, tpot_ms } = simulatePoint(row);
  return {
    simulated: { ttft: ttft_ms, tpot: tpot_ms },
    configuration: row.configuration,
    profile: row.pools.map((pool) => pool.profile).join('+'),
    engine: engineOf(row),
    version: row.version,
    campaign: row.isDrawn,
    model: row.model,
    system: row.system,
    precision: row.precision,
    concurrency: row.concurrency,
    isl: row.isl,
    osl: row.osl,
    ttft: Math.log(row.ttft_ms / ttft_ms),
    tpot: Math.log(row.tpot_ms / tpot_ms),
    measurement: Math.round(row.ttft_ms * 1e3) * 1e6 + Math.round(row.tpot_ms * 1e3),
  };
}

/** Backend, and whether it is disaggregated over a known number of workers: each errs in its own way. */
function engineOf(row: SiliconRow): string {
  if (!row.isDisaggregated) return row.backend;
  return `${row.backend} ${row.pools[1]!.workers === undefined ? 'unknown' : 'known'} workers`;
}
