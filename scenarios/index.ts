/** What to run: scenario files, traffic, engine profiles, prices. */
export type { ClusterSpec, PoolSpec, StartupSpec, StartupStageSpec } from './schema/cluster.js';
export type { DynamoSlaSpec, PlannerSpec } from './schema/planner.js';
export type { PricesSpec, Scenario, SlaSpec } from './schema/scenario.js';
export type { TrafficSpec } from './schema/traffic.js';
export type { TrafficRequest } from './traffic/request.js';
