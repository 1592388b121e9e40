/** What to run: scenario files, traffic, engine profiles, prices. */

export { packageRoot, shippedPath } from './paths.js';
export type { ProfileFile } from './profiles/headroom-form.js';
export { type InputFile, inputFile, type LoadedProfile, loadProfile, shippedProfiles } from './profiles/load.js';
export { type NpyArray, readNpz } from './profiles/npz.js';
export type { ClusterSpec, PoolSpec, StartupSpec, StartupStageSpec } from './schema/cluster.js';
export type { DynamoSlaSpec, PlannerSpec } from './schema/planner.js';
export type { PricesSpec, Scenario, SlaSpec } from './schema/scenario.js';
export type { TrafficSpec } from './schema/traffic.js';
export type { TrafficRequest } from './traffic/request.js';
