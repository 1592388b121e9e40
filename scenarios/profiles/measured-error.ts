/** How far a shipped profile's step times are from operating points measured on real engines, where any were measured. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { shippedPath } from '../paths.js';

/** Medians of |measured ÷ simulated − 1| over the operating points. */
export interface MeasuredError {
  readonly points: number;
  readonly tpot: number;
  readonly ttft: number;
}

const FILE = shippedPath('scenarios', 'calibrations', 'silicon.json');

/** Columns: concurrency, ISL, OSL, simulated TTFT and TPOT, then the logarithms of measured ÷ simulated of both. */
const LN_TTFT = 5;
const LN_TPOT = 6;

const fileSchema = z.looseObject({
  configurations: z.array(z.looseObject({ profile: z.string(), points: z.array(z.array(z.number())) })),
});

let points: Map<string, number[][]> | undefined;

/** The error of the uncalibrated profile of this id; `undefined` where nothing was measured. */
export function measuredError(profileId: string): MeasuredError | undefined {
  points ??= readPoints();
  const mine = points.get(profileId);
  if (!mine) return undefined;
  const error = (column: number) => median(mine.map((row) => Math.abs(Math.exp(row[column]!) - 1)));
  return { points: mine.length, tpot: error(LN_TPOT), ttft: error(LN_TTFT) };
}

function readPoints(): Map<string, number[][]> {
  const { configurations } = fileSchema.parse(JSON.parse(readFileSync(FILE, 'utf8')));
  const byProfile = new Map<string, number[][]>();
  for (const { profile, points: rows } of configurations) {
    byProfile.set(profile, [...(byProfile.get(profile) ?? []), ...rows]);
  }
  return byProfile;
}

function median(values: number[]): number {
  const sorted = values.sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
