/** Small clusters, random runs and what to hold them to; for tests and `npm run soak`. */
export { ClockRig } from './clock-rig.js';
export { type Collected, collect } from './collecting-sink.js';
export { disagreement } from './disagreement.js';
export { drawRun, unevenProfile } from './draw-run.js';
export { type Played, play, playInput, type Rows, withPrefixes } from './play.js';
export { requestOf } from './request.js';
export {
  poolSpec,
  requests,
  type SmallClusterOptions,
  scriptedPolicy,
  smallInput,
  smallProfile,
} from './small-cluster.js';
