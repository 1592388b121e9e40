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

/** For points whose configuration or profile has been measured at other loads. */
export const CALIBRATED: QuantitySettings = {
  ttft: {
    shares: {
      trend: 0.009,
      backendLoad: 0.15,
      engine: 0.3,
      engineLoad: 0.017,
      engineTime: 0.2,
      version: 0.15,
      versionLoad: 0.3,
      modelLoad: 0.1,
      modelNear: 0.017,
      family: 0.1,
      profile: 0.3,
      profileLoad: 0.15,
      profileNear: 0.033,
      profileSame: 0.1,
      configuration: 0.033,
      configurationLoad: 0.3,
    },
    noise: 0.009,
    least: -3,
    most: 3,
  },
  tpot: {
    shares: {
      trend: 0.009,
      backendLoad: 0.15,
      engine: 0.3,
      engineLoad: 0.017,
      engineTime: 0.6,
      version: 0.05,
      versionLoad: 0.033,
      modelLoad: 0.033,
      modelNear: 0.017,
      family: 0.1,
      profile: 0.3,
      profileLoad: 0.15,
      profileNear: 0.033,
      profileSame: 0.1,
      configuration: 0.3,
      configurationLoad: 0.033,
    },
    noise: 0.009,
    least: -3,
    most: 1,
  },
};

/** For points of engine profiles that have not been measured. */
export const UNCALIBRATED: QuantitySettings = {
  ttft: {
    shares: {
      trend: 0.03,
      backendLoad: 0.017,
      engine: 0.033,
      engineLoad: 0.017,
      engineTime: 0.6,
      version: 0.1,
      versionLoad: 0.3,
      modelLoad: 0.1,
      modelNear: 0.09,
      family: 0.033,
      profile: 0.0067,
      profileLoad: 0.06,
      profileNear: 0.06,
      profileSame: 0.06,
      configuration: 0.017,
      configurationLoad: 0.01,
    },
    noise: 0.09,
    least: -2,
    most: 2,
  },
  tpot: {
    shares: {
      trend: 0.03,
      backendLoad: 0.15,
      engine: 0.3,
      engineLoad: 0.15,
      engineTime: 0.6,
      version: 0.1,
      versionLoad: 0.033,
      modelLoad: 0.033,
      modelNear: 0.033,
      family: 0.1,
      profile: 0.0067,
      profileLoad: 0.02,
      profileNear: 0.06,
      profileSame: 0.02,
      configuration: 0.017,
      configurationLoad: 0.03,
    },
    noise: 0.09,
    least: -0.5,
    most: 3,
  },
};
