/**
 * Settings of the corrections, chosen by `npm run accuracy:tune` on one half of the configurations (halves.ts); the other half
 * had no say.
 */
import type { Shares } from './likeness.js';

export interface Settings {
  readonly shares: Shares;
  readonly noise: number;
  /** Corrections beyond these are cut before they count for others, in logarithms. */
  readonly least: number;
  readonly most: number;
}

export interface QuantitySettings {
  readonly ttft: Settings;
  readonly tpot: Settings;
}

const NEAR: Shares = {
  trend: 0.003,
  backendLoad: 0.05,
  engine: 0.1,
  engineLoad: 0.05,
  engineTime: 0.2,
  version: 0.05,
  versionLoad: 0.1,
  modelLoad: 0.1,
  modelNear: 0.05,
  family: 0.1,
  profile: 0.1,
  profileLoad: 0.05,
  profileNear: 0.1,
  profileSame: 0.1,
  configuration: 0.1,
  configurationLoad: 0.1,
};
const FAR: Shares = {
  trend: 0.01,
  backendLoad: 0.05,
  engine: 0.1,
  engineLoad: 0.05,
  engineTime: 0.2,
  version: 0.1,
  versionLoad: 0.1,
  modelLoad: 0.1,
  modelNear: 0.1,
  family: 0.1,
  profile: 0.02,
  profileLoad: 0.02,
  profileNear: 0.02,
  profileSame: 0.02,
  configuration: 0.05,
  configurationLoad: 0.03,
};

/** For points whose configuration or profile has been measured at other loads. */
export const CALIBRATED: QuantitySettings = {
  ttft: { shares: NEAR, noise: 0.003, least: -3, most: 3 },
  tpot: { shares: NEAR, noise: 0.003, least: -3, most: 3 },
};

/** For points of engine profiles that have not been measured. */
export const UNCALIBRATED: QuantitySettings = {
  ttft: { shares: { ...FAR, engineTime: 0.6, modelNear: 0.03 }, noise: 0.03, least: -3, most: 1 },
  tpot: { shares: FAR, noise: 0.03, least: -0.5, most: 0.5 },
};
