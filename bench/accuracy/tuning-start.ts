/** Where `npm run accuracy:tune` begins. */
import type { Shares } from './likeness.js';
import type { QuantitySettings } from './settings.js';

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

/** Of settings.ts's `CALIBRATED`. */
export const CALIBRATED_START: QuantitySettings = {
  ttft: { shares: NEAR, noise: 0.003, least: -3, most: 3 },
  tpot: { shares: NEAR, noise: 0.003, least: -3, most: 3 },
};

/** Of its `UNCALIBRATED`. */
export const UNCALIBRATED_START: QuantitySettings = {
  ttft: { shares: { ...FAR, engineTime: 0.6, modelNear: 0.03 }, noise: 0.03, least: -3, most: 1 },
  tpot: { shares: FAR, noise: 0.03, least: -0.5, most: 0.5 },
};
