/** How far the simulated closed loops are from measured operating points, calibrated and not. */
import { shippedCorrections } from './calibrations.js';
import { type Correction, correctionOf } from './correction.js';
import { type Corrector, corrector } from './corrections.js';
import { heldOutHalf } from './halves.js';
import { median, quantile } from './kriging.js';
import { type LeftOut, leftOutCalibrated, leftOutUncalibrated } from './left-out.js';
import { simulatePoint } from './operating-point.js';
import { profileCalibration } from './profile-calibration.js';
import { CALIBRATED, type QuantitySettings, UNCALIBRATED } from './settings.js';
import { readSilicon, type SiliconRow } from './silicon-rows.js';

export interface Errors {
  readonly rows: number;
  readonly tpot_median_pct?: number;
  readonly tpot_p90_pct?: number;
  readonly ttft_median_pct?: number;
}

/** Of all rows, and of those of one kind; the counts are those of the workers of disaggregated rows. */
export interface KindErrors extends Errors {
  readonly aggregated: Errors;
  readonly disaggregated: Errors;
  readonly counts_known: Errors;
  readonly counts_unknown: Errors;
}

export interface SplitErrors extends KindErrors {
  readonly held_out: KindErrors;
}

interface Scored {
  readonly engine: string;
  readonly configuration: string;
  readonly ttft: number;
  readonly tpot: number;
}

export interface SiliconScore {
  readonly calibrated: SplitErrors;
  readonly uncalibrated: SplitErrors;
  readonly uncorrected: SplitErrors;
  readonly calibrated_profiles: Errors;
  /** Rows that have no profile, an unknown one, or no concurrency. */
  readonly skipped: number;
}

/**
 * Scores a folder's rows. Calibrated: those whose configuration ships a calibration, from every shipped point but the
 * records of the very same measurement. Uncalibrated: from points of other engine profiles alone.
 */
export function scoreSilicon(folder: string, progress: (line: string) => void): SiliconScore {
  const { rows, skipped } = readSilicon(folder);
  progress(`silicon: ${rows.length} points to simulate, ${skipped} without a profile or a concurrency`);
  const places = rows.map(correctionOf);
  const shipped = shippedCorrections();
  const configurations = new Set(shipped.map((point) => point.configuration));
  const isHeldOut = heldOutHalf(shipped);
  const within = places.filter((place) => configurations.has(place.configuration));
  progress(`silicon: correcting from ${shipped.length} shipped points`);
  const near = corrected(within, correctors(shipped, CALIBRATED), leftOutCalibrated);
  const far = corrected(places, correctors(shipped, UNCALIBRATED), leftOutUncalibrated);
  const raw = places.map((place) => scored(place, 0, 0));
  return {
    calibrated: split(near, isHeldOut),
    uncalibrated: split(far, isHeldOut),
    uncorrected: split(raw, isHeldOut),
    calibrated_profiles: scoreProfiles(rows, places),
    skipped,
  };
}

interface Correctors {
  readonly ttft: Corrector;
  readonly tpot: Corrector;
}

function correctors(points: readonly Correction[], { ttft, tpot }: QuantitySettings): Correctors {
  return { ttft: corrector(points, 'ttft', ttft), tpot: corrector(points, 'tpot', tpot) };
}

function corrected(
  places: readonly Correction[],
  { ttft, tpot }: Correctors,
  leftOut: (place: Correction) => LeftOut,
): Scored[] {
  return places.map((place) => {
    const isLeftOut = leftOut(place);
    return scored(place, ttft(place)(isLeftOut), tpot(place)(isLeftOut));
  });
}

/** The errors of a guess of the corrections. */
function scored({ engine, configuration, ...measured }: Correction, ttft: number, tpot: number): Scored {
  return { engine, configuration, ttft: errorPct(ttft - measured.ttft), tpot: errorPct(tpot - measured.tpot) };
}

/** Profiles calibrated by every other load of their aggregated points and run at the rest, and the other way round. */
function scoreProfiles(rows: readonly SiliconRow[], places: readonly Correction[]): Errors {
  const results: Scored[] = [];
  const all = rows.map((row, i) => ({ row, place: places[i]! })).filter(({ row }) => !row.isDisaggregated);
  for (const profile of new Set(all.map(({ place }) => place.profile))) {
    const same = all.filter(({ place }) => place.profile === profile);
    const loads = [...new Set(same.map(({ place }) => place.concurrency))].sort((a, b) => a - b);
    for (const half of [0, 1]) {
      const isScored = ({ place }: { place: Correction }) => loads.indexOf(place.concurrency) % 2 === half;
      const fitted = same.filter((one) => !isScored(one)).map(({ place }) => place);
      const calibration = profileCalibration(fitted, 'the other loads');
      if (!calibration) continue;
      for (const { row, place } of same.filter(isScored)) {
        const { ttft_ms, tpot_ms } = simulatePoint(row, calibration);
        const [ttft, tpot] = [Math.log(ttft_ms / place.simulated.ttft), Math.log(tpot_ms / place.simulated.tpot)];
        results.push(scored(place, ttft, tpot));
      }
    }
  }
  return errors(results);
}

/** Of a guess that is off by this logarithm. */
function errorPct(logarithm: number): number {
  return Math.abs(Math.exp(logarithm) - 1) * 100;
}

/** All, and by kind; `held_out` is the half of the configurations that no setting was chosen on. */
function split(all: readonly Scored[], isHeldOut: (configuration: string) => boolean): SplitErrors {
  return { ...byKind(all), held_out: byKind(all.filter((one) => isHeldOut(one.configuration))) };
}

function byKind(all: readonly Scored[]): KindErrors {
  const disaggregated = all.filter((one) => one.engine.endsWith(' workers'));
  return {
    ...errors(all),
    aggregated: errors(all.filter((one) => !one.engine.endsWith(' workers'))),
    disaggregated: errors(disaggregated),
    counts_known: errors(disaggregated.filter((one) => one.engine.endsWith(' known workers'))),
    counts_unknown: errors(disaggregated.filter((one) => one.engine.endsWith(' unknown workers'))),
  };
}

function errors(some: readonly Scored[]): Errors {
  if (some.length === 0) return { rows: 0 };
  const round = (value: number) => Math.round(value * 100) / 100;
  const tpot = some.map((one) => one.tpot);
  return {
    rows: some.length,
    tpot_median_pct: round(median(tpot)),
    tpot_p90_pct: round(quantile(tpot, 0.9)),
    ttft_median_pct: round(median(some.map((one) => one.ttft))),
  };
}
