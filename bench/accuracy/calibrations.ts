/** The shipped calibrations: corrections of measured points, grouped by configuration, as a compact file. */
import { readFileSync } from 'node:fs';
import { shippedPath } from '../../scenarios/index.js';
import type { Correction } from './correction.js';

const FILE = shippedPath('scenarios', 'calibrations', 'silicon.json');

type Configuration = Pick<
  Correction,
  'configuration' | 'profile' | 'engine' | 'version' | 'campaign' | 'model' | 'system' | 'precision'
>;

/** Concurrency, ISL, OSL, simulated milliseconds and ln(measured ÷ simulated) of TTFT and TPOT, the measurement's number. */
type Point = readonly [number, number, number, number, number, number, number, number];

export interface CalibrationFile {
  readonly schema: 'headroom-calibrations/1';
  readonly provenance: { readonly source: string; readonly licence: string; readonly made_by: string };
  readonly columns: readonly string[];
  readonly configurations: readonly (Configuration & { readonly points: readonly Point[] })[];
}

export function toFile(corrections: readonly Correction[]): CalibrationFile {
  const groups = new Map<string, Configuration & { points: Point[] }>();
  for (const correction of corrections) {
    const { configuration, profile, engine, version, campaign, model, system, precision } = correction;
    const shared = { configuration, profile, engine, version, campaign, model, system, precision };
    const key = JSON.stringify(shared);
    const group = groups.get(key) ?? { ...shared, points: [] };
    const { concurrency, isl, osl, simulated, ttft, tpot, measurement } = correction;
    const [ttft_ms, tpot_ms] = [round(simulated.ttft, 2), round(simulated.tpot, 3)];
    group.points.push([concurrency, isl, osl, ttft_ms, tpot_ms, round(ttft, 4), round(tpot, 4), measurement]);
    groups.set(key, group);
  }
  return {
    schema: 'headroom-calibrations/1',
    provenance: {
      source: 'operating points measured with InferenceX and by NVIDIA, as shipped in aiconfigurator-core 0.12.0',
      licence: 'Apache-2.0',
      made_by: 'npm run calibrations',
    },
    columns: [
      'concurrency',
      'isl',
      'osl',
      'simulated_ttft_ms',
      'simulated_tpot_ms',
      'ln_ttft_measured_over_simulated',
      'ln_tpot_measured_over_simulated',
      'measurement',
    ],
    configurations: [...groups.values()],
  };
}

/** All points of the shipped file. */
export function shippedCorrections(): Correction[] {
  const file = JSON.parse(readFileSync(FILE, 'utf8')) as CalibrationFile;
  return file.configurations.flatMap(({ points, ...shared }) =>
    points.map(([concurrency, isl, osl, ttft_ms, tpot_ms, ttft, tpot, measurement]) => ({
      ...shared,
      simulated: { ttft: ttft_ms, tpot: tpot_ms },
      concurrency,
      isl,
      osl,
      ttft,
      tpot,
      measurement,
    })),
  );
}

function round(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
