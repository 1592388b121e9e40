/** What to run: scenario files, traffic, engine profiles, prices. */

export { type DynamoConfig, readDynamoConfig } from './dynamo-config/index.js';
export { plannerFields, plannerPolicies } from './load/known-names.js';
export {
  type LoadedScenario,
  loadLiveScenario,
  loadPlannerFile,
  loadPolicyFile,
  loadScenario,
} from './load/load-scenario.js';
export { type LoadedSweep, loadSweep } from './load/load-sweep.js';
export { readyScenarios, readySweeps, scenarioPath } from './load/ready.js';
export { installCommand, optionalPackage } from './optional-package.js';
export { packageVersion, shippedPath } from './paths.js';
export { type Price, type Prices, resolvePrices } from './prices/price.js';
export type { ProfileFile } from './profiles/headroom-form.js';
export { type InputFile, inputFile, type LoadedProfile, loadProfile, shippedProfiles } from './profiles/load.js';
export { type MeasuredError, measuredError } from './profiles/measured-error.js';
export { type NpyArray, readNpz } from './profiles/npz.js';
export { gpuSystems } from './profiles/roofline.js';
export { writeProfile } from './profiles/write-profile.js';
export type { BenchSpec, ScheduleSpec } from './schema/bench.js';
export type { ClientsSpec, FrontendSpec } from './schema/clients.js';
export type {
  ClusterSpec,
  PoolGroupSpec,
  PoolSpec,
  TransferSpec,
} from './schema/cluster.js';
export { groupsOf, poolSpec, poolsOf, transferSpec } from './schema/cluster.js';
export type { FaultSpec } from './schema/faults.js';
export { FORECAST_KINDS, type ForecastSpec } from './schema/forecast.js';
export type { InfrastructureSpec, NodesSpec, StorageSpec } from './schema/infrastructure.js';
export { plannerFileJsonSchema, scenarioJsonSchema } from './schema/json-schema.js';
export type { PlanSpec } from './schema/plan.js';
export type { BehaviourSpec, DynamoPlannerSpec, DynamoSlaSpec, PlannerSpec } from './schema/planner.js';
export { REFERENCE_POLICIES } from './schema/planner.js';
export { type ConnectorSpec, type PlannerFile, type SourceSpec, sourceSpec } from './schema/planner-file.js';
export type { KvAwareSpec, RoutingSpec, SessionAffinitySpec, SignalsSpec } from './schema/routing.js';
export type { LiveScenario, PricesSpec, Scenario } from './schema/scenario.js';
export type { SlaSpec } from './schema/sla.js';
export type {
  LifeSpec,
  ProvisionSpec,
  StartFailureSpec,
  StartupSpec,
  StartupStageSpec,
  WarmPoolSpec,
} from './schema/startup.js';
export type { RangeSpec, SweepSpec } from './schema/sweep.js';
export type { TournamentSpec } from './schema/tournament.js';
export type { TrafficSpec } from './schema/traffic.js';
export { readTargetFile } from './target-file.js';
export { WORDS } from './tokens/lexicon.js';
export { loadTokenizer, promptWords, type Tokenizer } from './tokens/tokenizer.js';
export { tracePicture } from './traffic/inspect/picture.js';
export { inspectRows, type TraceStatistics } from './traffic/inspect/statistics.js';
export { statisticsTable } from './traffic/inspect/table.js';
export { type OpenRows, openRows } from './traffic/open-rows.js';
export { mayWait, openTraffic, type Traffic, type TrafficProvenance } from './traffic/open-traffic.js';
export type { Detected, TraceFormat } from './traffic/read/detect.js';
export type { TrafficRequest } from './traffic/request.js';
export { parseTraffic, TIME_UNITS, type TraceOptions, traceFile } from './traffic/trace-file.js';
export { type Written, writeTrace } from './traffic/write/write-trace.js';
export { type TargetFormat, WRITERS } from './traffic/write/writers.js';
