/** From the trials of the judging seeds to standings in a world, and from those to one ranking. */
import { meanInterval, meanOf, type Summary } from '../../reports/index.js';
import type { Family } from './ladder.js';
import type { Ranked, SettingFigures, Standing, WorldResult } from './result.js';

/** Attainment on other seeds scatters; so near to the target still counts as matched. */
const TOLERANCE = 0.01;

const REFERENCE = 'oracle';
const KNOWING: Family = 'knows the traffic';

/** An entrant's chosen setting, and its runs on the judging seeds. */
export interface Judged {
  readonly chosen: SettingFigures;
  readonly runs: readonly Summary[];
}

/** The mean figures of a setting over the runs of its seeds. */
export function figuresOf(runs: readonly Summary[]): Pick<SettingFigures, 'attainment' | 'gpu_hours' | 'usd'> {
  const costs = runs.flatMap(({ cost }) => (cost ? [cost.usd] : []));
  return {
    attainment: meanOf(runs.map(attainmentOf)),
    gpu_hours: meanOf(runs.map(gpuHoursOf)),
    ...(costs.length === runs.length && { usd: meanOf(costs) }),
  };
}

/** The cheapest setting that reaches the target; where none does, the one that comes nearest. */
export function choose<T extends SettingFigures>(tried: readonly T[], target: number): T {
  const reaching = tried.filter(({ attainment }) => attainment >= target);
  return reaching.length > 0
    ? reaching.reduce((best, one) => (one.gpu_hours < best.gpu_hours ? one : best))
    : tried.reduce((best, one) => (one.attainment > best.attainment ? one : best));
}

/** Best first. Intervals are of paired differences: every entrant met the same requests on the same seeds. */
export function standingsOf(judged: readonly Judged[], target: number): Standing[] {
  const plain = judged.map((one) => {
    const figures = figuresOf(one.runs);
    return { ...one, figures, reaches: figures.attainment >= target - TOLERANCE };
  });
  const order = plain.sort(
    (a, b) =>
      Number(b.reaches) - Number(a.reaches) ||
      (a.reaches ? a.figures.gpu_hours - b.figures.gpu_hours : b.figures.attainment - a.figures.attainment) ||
      (a.chosen.policy < b.chosen.policy ? -1 : 1),
  );
  const oracle = order.find(({ chosen, reaches }) => chosen.policy === REFERENCE && reaches);
  const best = order.find(({ chosen, reaches }) => chosen.family !== KNOWING && reaches);
  return order.map(({ chosen, figures, reaches, runs }) => {
    const { ci95: attainment_ci95 } = meanInterval(runs.map(attainmentOf));
    const { ci95: gpu_hours_ci95 } = meanInterval(runs.map(gpuHoursOf));
    return {
      ...chosen,
      ...figures,
      reaches,
      ...(attainment_ci95 && { attainment_ci95: attainment_ci95.map(asShare) as [number, number] }),
      ...(gpu_hours_ci95 && { gpu_hours_ci95 }),
      ...(oracle && reaches && regretOf(runs, oracle.runs)),
      ...(best && reaches && chosen.family !== KNOWING && behindOf(runs, best.runs)),
      scale_changes: meanOf(runs.map(({ scaling }) => scaling.scale_ups + scaling.scale_downs)),
    };
  });
}

/** Over all worlds: who reaches the target in more of them, then who needs fewer GPU-hours in all. */
export function rankingOf(worlds: readonly WorldResult[]): Ranked[] {
  const names = [...new Set(worlds.flatMap(({ standings }) => standings.map(({ policy }) => policy)))];
  const oracle = totalsOf(REFERENCE, worlds);
  const rows = names.map((policy) => totalsOf(policy, worlds)!);
  rows.sort(
    (a, b) =>
      b.worlds_reached - a.worlds_reached ||
      (a.worlds_reached > 0 ? a.gpu_hours - b.gpu_hours : b.attainment - a.attainment) ||
      (a.policy < b.policy ? -1 : 1),
  );
  return rows.map((row, i) => ({
    rank: i + 1,
    ...row,
    ...(oracle?.worlds_reached === worlds.length &&
      row.worlds_reached === worlds.length && { regret: row.gpu_hours / oracle.gpu_hours - 1 }),
  }));
}

function totalsOf(policy: string, worlds: readonly WorldResult[]): Omit<Ranked, 'rank' | 'regret'> | undefined {
  const own = worlds.flatMap(({ standings }) => standings.filter((standing) => standing.policy === policy));
  if (own.length === 0) return undefined;
  const costs = own.flatMap(({ usd }) => (usd === undefined ? [] : [usd]));
  return {
    policy,
    family: own[0]!.family,
    worlds_reached: own.filter((standing) => standing.reaches).length,
    attainment: meanOf(own.map(({ attainment }) => attainment)),
    gpu_hours: sumOf(own.map(({ gpu_hours }) => gpu_hours)),
    ...(costs.length === own.length && { usd: sumOf(costs) }),
  };
}

function regretOf(runs: readonly Summary[], oracle: readonly Summary[]) {
  const scale = meanOf(oracle.map(gpuHoursOf));
  const { mean, ci95 } = meanInterval(differences(runs, oracle).map((hours) => hours / scale));
  return { regret: mean, ...(ci95 && { regret_ci95: ci95 }) };
}

function behindOf(runs: readonly Summary[], best: readonly Summary[]) {
  const { mean, ci95 } = meanInterval(differences(runs, best));
  return { behind_gpu_hours: mean, ...(ci95 && { behind_gpu_hours_ci95: ci95 }) };
}

/** GPU-hours beyond those of another, seed by seed. */
function differences(runs: readonly Summary[], others: readonly Summary[]): number[] {
  return runs.map((run, i) => gpuHoursOf(run) - gpuHoursOf(others[i]!));
}

function attainmentOf({ attainment }: Summary): number {
  return attainment.overall ?? 1;
}

function asShare(value: number): number {
  return Math.max(0, Math.min(1, value));
}

function gpuHoursOf({ gpu_hours }: Summary): number {
  return gpu_hours.total;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
