/** How far the simulated closed loops are from measured operating points, calibrated and not. */
import { shippedCorrections } from './calibrations.js';
import { type Correction, calibratedCorrector, correctionOf, globalCorrector } from './corrections.js';
import { median, quantile } from './kriging.js';
import { simulatePoint } from './operating-point.js';
import { profileCalibration } from './profile-calibration.js';
import { readSilicon, type SiliconRow } from './silicon-rows.js';

export interface Errors {
  readonly rows: number;
  readonly tpot_median_pct?: number;
  readonly tpot_p90_pct?: number;
  readonly ttft_median_pct?: number;
}

export type SplitErrors = Errors & Readonly<Record<string, Errors | number | undefined>>;

interface Scored {
  readonly engine: string;
  readonly ttft: number;
  readonly tpot: number;
}

export interface SiliconScore {
  readonly calibrated: SplitErrors;
  readonly uncalibrated: SplitErrors;
  readonly uncorrected: SplitErrors;
  readonly calibrated_profiles: Errors;
}

/**
 * Scores a folder's rows. Calibrated: those whose configuration ships a calibration, from every shipped point but the
 * records of the very same measurement. Uncalibrated: from points of other engine profiles alone.
 */
export function scoreSilicon(folder: string, progress: (line: string) => void): SiliconScore {
  const { rows, without } = readSilicon(folder);
  progress(`silicon: ${rows.length} points to simulate, ${without} without a profile or a concurrency`);
  const places = rows.map(correctionOf);
  const shipped = shippedCorrections();
  const configurations = new Set(shipped.map((point) => point.configuration));
  progress(`silicon: correcting from ${shipped.length} shipped points`);
  const [calibrated, others] = [calibratedCorrector(shipped), globalCorrector(shipped)];
  const within = places.filter((place) => configurations.has(place.configuration));
  const score = (place: Correction, correction: { ttft: number; tpot: number }): Scored => ({
    engine: place.engine,
    ttft: errorPct(correction.ttft - place.ttft),
    tpot: errorPct(correction.tpot - place.tpot),
  });
  const expected = within.map((place) => ({ place, expect: calibrated(place) }));
  const isSame = (place: Correction) => (one: Correction) => one.measurement === place.measurement;
  const isNear = (place: Correction) => (one: Correction) => one.profile === place.profile || isSame(place)(one);
  return {
    calibrated: {
      ...split(expected.map(({ place, expect }) => score(place, expect(isSame(place))))),
      each_record_alone_left_out: split(expected.map(({ place, expect }) => score(place, expect(onlyOne(place))))),
    },
    uncalibrated: split(places.map((place) => score(place, others(place)(isNear(place))))),
    uncorrected: split(places.map((place) => score(place, { ttft: 0, tpot: 0 }))),
    calibrated_profiles: scoreProfiles(rows, places),
  };
}

/** Profiles calibrated by every other load of their aggregated points and run at the rest, and the other way round. */
function scoreProfiles(rows: readonly SiliconRow[], places: readonly Correction[]): Errors {
  const scored: Scored[] = [];
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
        scored.push({
          engine: place.engine,
          ttft: errorPct(Math.log(ttft_ms / row.ttft_ms)),
          tpot: errorPct(Math.log(tpot_ms / row.tpot_ms)),
        });
      }
    }
  }
  return errors(scored);
}

/** Names the place's own record once: other records of the measurement stay. */
function onlyOne(place: Correction): (point: Correction) => boolean {
  let isFound = false;
  return (point) => {
    const isOwn = !isFound && point.measurement === place.measurement && point.configuration === place.configuration;
    isFound ||= isOwn;
    return isOwn;
  };
}

/** Of a guess that is off by this logarithm. */
function errorPct(logarithm: number): number {
  return Math.abs(Math.exp(logarithm) - 1) * 100;
}

/** A point of an unknown number of workers cannot be simulated as it was: it is in `all` alone. */
function split(scored: readonly Scored[]): SplitErrors {
  const isUnknown = (one: Scored) => one.engine.endsWith(' unknown workers');
  const isDisaggregated = (one: Scored) => one.engine.endsWith(' known workers');
  return {
    ...errors(scored.filter((one) => !isUnknown(one))),
    aggregated: errors(scored.filter((one) => !one.engine.endsWith('workers'))),
    disaggregated: errors(scored.filter(isDisaggregated)),
    disaggregated_unknown_workers: errors(scored.filter(isUnknown)),
    all: errors(scored),
  };
}

function errors(scored: readonly Scored[]): Errors {
  if (scored.length === 0) return { rows: 0 };
  const round = (value: number) => Math.round(value * 100) / 100;
  const tpot = scored.map((one) => one.tpot);
  return {
    rows: scored.length,
    tpot_median_pct: round(median(tpot)),
    tpot_p90_pct: round(quantile(tpot, 0.9)),
    ttft_median_pct: round(median(scored.map((one) => one.ttft))),
  };
}
