/** What a tournament found. Plain data in the words of its JSON: units in names, figures that do not exist absent. */
import type { TrialFailure } from '../pool/trial-runner.js';
import type { Family } from './ladder.js';

/** A setting over its seeds. */
export interface SettingFigures {
  readonly policy: string;
  readonly family: Family;
  readonly setting: string;
  readonly sets: readonly string[];
  readonly attainment: number;
  readonly gpu_hours: number;
  readonly usd?: number;
}

/** An entrant in one world, by the setting that was chosen for it, on the judging seeds. */
export interface Standing extends SettingFigures {
  /** Comes within a point of the attainment on the judging seeds. */
  readonly reaches: boolean;
  readonly attainment_ci95?: readonly [number, number];
  readonly gpu_hours_ci95?: readonly [number, number];
  /** GPU-hours beyond the oracle's, as a share of them; paired by seed. */
  readonly regret?: number;
  readonly regret_ci95?: readonly [number, number];
  /** GPU-hours beyond those of the best entrant that does not know the traffic; paired by seed. */
  readonly behind_gpu_hours?: number;
  readonly behind_gpu_hours_ci95?: readonly [number, number];
  readonly scale_changes: number;
}

/** How all did in one world. */
export interface WorldResult {
  readonly world: string;
  /** Best first; those that never reach the attainment last, by how near they come. */
  readonly standings: readonly Standing[];
  /** Every setting that was tried. */
  readonly tried: readonly SettingFigures[];
  readonly cannot_play: readonly { readonly policy: string; readonly reason: TrialFailure }[];
}

/** An entrant over all worlds. */
export interface Ranked {
  readonly rank: number;
  readonly policy: string;
  readonly family: Family;
  readonly worlds_reached: number;
  /** Mean of the worlds. */
  readonly attainment: number;
  /** Sum of the worlds. */
  readonly gpu_hours: number;
  readonly usd?: number;
  /** Of the summed GPU-hours. */
  readonly regret?: number;
}

/** A tournament: who played which world, and how they rank. */
export interface Tournament {
  readonly scenario: string;
  readonly attainment: number;
  readonly seeds: readonly number[];
  readonly judging_seeds: readonly number[];
  readonly trials: number;
  readonly ranking: readonly Ranked[];
  readonly worlds: readonly WorldResult[];
}
