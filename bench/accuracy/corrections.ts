/**
 * Measured ÷ simulated, carried from measured points to others: what configuration, model, system, backend and load have in
 * common decides how much one point says about another.
 */
import { createKriging } from './kriging.js';
import { simulatePoint } from './operating-point.js';
import type { SiliconRow } from './silicon-rows.js';

/** A measured point with what the simulation said about it, in logarithms of measured ÷ simulated. */
export interface Correction {
  readonly configuration: string;
  readonly profile: string;
  readonly engine: string;
  readonly campaign: boolean;
  readonly model: string;
  readonly system: string;
  readonly precision: string;
  readonly concurrency: number;
  readonly isl: number;
  readonly osl: number;
  readonly ttft: number;
  readonly tpot: number;
  /** Equal for records of the same measurement, which the sources hold up to three times. */
  readonly measurement: number;
}

/** Simulates a row and compares it. */
export function correctionOf(
  row: SiliconRow,
): Correction & { readonly simulated: { ttft_ms: number; tpot_ms: number } } {
  const simulated = simulatePoint(row);
  return {
    simulated,
    configuration: row.configuration,
    profile: row.pools.map((pool) => pool.profile).join('+'),
    engine: engineOf(row),
    campaign: row.isDrawn,
    model: row.model,
    system: row.system,
    precision: row.precision,
    concurrency: row.concurrency,
    isl: row.isl,
    osl: row.osl,
    ttft: Math.log(row.ttft_ms / simulated.ttft_ms),
    tpot: Math.log(row.tpot_ms / simulated.tpot_ms),
    measurement: Math.round(row.ttft_ms * 1e3) * 1e6 + Math.round(row.tpot_ms * 1e3),
  };
}

/** Backend, and whether it is disaggregated over a known number of workers: each errs in its own way. */
function engineOf(row: SiliconRow): string {
  if (!row.isDisaggregated) return row.backend;
  return `${row.backend} ${row.pools[1]!.workers === undefined ? 'unknown' : 'known'} workers`;
}

/** Logarithms of measured ÷ simulated to expect, from all points but those that `isLeftOut` names. */
export type Expected = (isLeftOut: (point: Correction) => boolean) => { ttft: number; tpot: number };

/** What to expect at a place. */
export type Corrector = (place: Correction) => Expected;

/** A point with the logarithms that its kernel is made of. */
interface Located {
  readonly point: Correction;
  readonly load: number;
  readonly isl: number;
  readonly osl: number;
}

interface Settings {
  readonly kernel: (a: Located, b: Located) => number;
  readonly noise: number;
  /** Corrections beyond these are cut before they count for others. */
  readonly clip: { readonly ttft: readonly [number, number]; readonly tpot: readonly [number, number] };
}

/** From points of the same configuration and engines above all. */
export function calibratedCorrector(points: readonly Correction[]): Corrector {
  return corrector(points, {
    noise: 0.003,
    clip: { ttft: [-2, 3], tpot: [-2, 3] },
    kernel: (a, b) => {
      const [same, load] = [sameness(a.point, b.point), closeness(a, b, 2, 2)];
      return (
        0.1 * same.campaign +
        0.1 * same.family +
        0.05 * same.campaign * load +
        0.1 * same.model * load +
        same.profile * (0.1 + 0.05 * load + 0.1 * closeness(a, b, 1, 2) + 0.1 * closeness(a, b, 0.1, 0.5)) +
        same.configuration * (0.1 + 0.1 * load)
      );
    },
  });
}

/** From other configurations alone: what the backend, model, precision, system and load have in common. */
export function globalCorrector(points: readonly Correction[]): Corrector {
  return corrector(points, {
    noise: 0.03,
    clip: { ttft: [-0.5, 2], tpot: [-0.5, 0.5] },
    kernel: (a, b) => {
      const [same, load] = [sameness(a.point, b.point), closeness(a, b, 2, 2)];
      return (
        0.1 * same.campaign +
        0.1 * same.family +
        0.05 * same.campaign * load +
        0.1 * same.model * (load + closeness(a, b, 1, 2)) +
        0.02 * same.profile +
        same.configuration * (0.05 + 0.03 * load)
      );
    },
  });
}

function corrector(points: readonly Correction[], { kernel, noise, clip }: Settings): Corrector {
  const located = points.map(locate);
  const kriging = createKriging(points.length, (i, j) => kernel(located[i]!, located[j]!), noise);
  const cut = (value: number, [low, high]: readonly [number, number]) => Math.min(high, Math.max(low, value));
  const ttft = kriging.weights(Float64Array.from(points, (point) => cut(point.ttft, clip.ttft)));
  const tpot = kriging.weights(Float64Array.from(points, (point) => cut(point.tpot, clip.tpot)));
  return (place) => {
    const at = locate(place);
    const likeness = Float64Array.from(located, (other) => kernel(at, other));
    return (isLeftOut) => {
      const without = points.flatMap((point, i) => (isLeftOut(point) ? [i] : []));
      return { ttft: kriging.predict(likeness, ttft, without), tpot: kriging.predict(likeness, tpot, without) };
    };
  };
}

function locate(point: Correction): Located {
  const { concurrency, isl, osl } = point;
  return { point, load: Math.log2(concurrency), isl: Math.log2(isl), osl: Math.log2(osl) };
}

/** 1 where all that the name stands for agrees, else 0. */
function sameness(a: Correction, b: Correction) {
  const engine = Number(a.engine === b.engine);
  const model = engine * Number(a.model === b.model) * Number(a.precision === b.precision);
  return {
    campaign: engine * Number(a.campaign === b.campaign),
    model,
    family: model * Number(a.system === b.system),
    profile: Number(a.profile === b.profile),
    configuration: Number(a.configuration === b.configuration),
  };
}

/** Falls with the distance in load and lengths, in octaves. */
function closeness(a: Located, b: Located, load: number, lengths: number): number {
  const distance =
    ((a.load - b.load) / load) ** 2 + ((a.isl - b.isl) / lengths) ** 2 + ((a.osl - b.osl) / lengths) ** 2;
  return Math.exp(-distance / 2);
}
