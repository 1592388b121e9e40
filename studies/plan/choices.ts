/** One engine in one way of serving: its smallest deployment that keeps a promise, or why there is none. */
import type { EngineProfile } from '../../planner-core/index.js';
import { type LoadedScenario, loadProfile, type PlanSpec, poolsOf, resolvePrices } from '../../scenarios/index.js';
import { type Deployment, keyOf, type Mode, ROLES, workersOf } from './deployment.js';
import type { Evidence, Standing } from './evidence.js';
import type { Measuring, Promises } from './measure.js';
import { smallest } from './search.js';

/** An engine in one way of serving, and what its GPUs cost. */
export interface Engine {
  readonly engine: string;
  readonly mode: Mode;
  readonly gpusPerWorker: number;
  readonly system?: string;
  /** Absent where nobody knows its price. */
  readonly usdPerGpuHour?: number;
}

/** A deployment that keeps the promise, with what it costs. */
export interface Choice extends Engine {
  readonly deployment: Deployment;
  readonly gpus: number;
  readonly usdPerHour?: number;
  readonly standing: Standing;
}

/** An engine for which no deployment keeps the promise. */
export interface Refused extends Engine {
  readonly because: string;
}

/** Engines × ways of serving that the scenario lets choose from. Throws HR_PROFILE_… and HR_PRICE_INVALID. */
export function enginesOf({ scenario, resolve }: LoadedScenario): Engine[] {
  const { plan, cluster, prices } = scenario;
  const names = plan.engines ?? [...new Set(poolsOf(cluster).map(([, { profile }]) => profile))];
  const modes = plan.modes ?? [cluster.mode];
  return names.flatMap((engine) => {
    const { profile } = loadProfile(engine, resolve);
    const { system, gpusPerWorker } = profile;
    const price = priceOf(profile, prices);
    return modes.map((mode) => ({
      engine,
      mode,
      gpusPerWorker,
      ...(system !== undefined && { system }),
      ...(price !== undefined && { usdPerGpuHour: price }),
    }));
  });
}

/** A price that is meant for another system of the plan is no mistake here. */
function priceOf({ system }: EngineProfile, spec: LoadedScenario['scenario']['prices']): number | undefined {
  const { by_system = {}, ...general } = spec;
  const own = system === undefined ? undefined : by_system[system];
  return resolvePrices({ ...(own ?? general) }, [system])[system ?? 'unknown']?.usd_per_gpu_hour;
}

/** The smallest deployment of an engine, as the search's runs say. `tooFew`: keys of deployments that failed on other runs. */
export function choose(
  engine: Engine,
  promise: string,
  plan: PlanSpec,
  evidence: Evidence,
  seeds: readonly number[],
  tooFew: ReadonlySet<string>,
): Choice | undefined {
  const mostWorkers = Math.floor(plan.max_gpus / engine.gpusPerWorker);
  const deployment = smallest({ ...engine, mostWorkers }, (one) => {
    return !tooFew.has(keyOf(one)) && evidence.standing(one, promise, seeds).meets;
  });
  return deployment && choiceOf(engine, deployment, evidence.standing(deployment, promise, seeds));
}

/** A deployment of an engine with its GPUs, and its dollars an hour where the price is known. */
export function choiceOf(engine: Engine, deployment: Deployment, standing: Standing): Choice {
  const gpus = workersOf(deployment) * engine.gpusPerWorker;
  const { usdPerGpuHour } = engine;
  return { ...engine, deployment, gpus, standing, ...(usdPerGpuHour && { usdPerHour: gpus * usdPerGpuHour }) };
}

/** Share of the load at which nobody waits for anybody. */
const ALONE = 0.02;

/** Why no deployment of this engine keeps the promise: too slow by itself, or too few GPUs. */
export function refusal(
  engine: Engine,
  promise: string,
  promises: Promises,
  plan: PlanSpec,
  bench: Measuring,
  seed: number,
): string {
  const roles = ROLES[engine.mode];
  const workers = Math.max(1, Math.floor(plan.max_gpus / engine.gpusPerWorker / roles.length));
  if (workers * roles.length * engine.gpusPerWorker > plan.max_gpus) {
    return `one worker of each role takes ${roles.length * engine.gpusPerWorker} GPUs, more than ${plan.max_gpus}`;
  }
  const counts = Object.fromEntries(roles.map((role) => [role, workers]));
  const { engine: profile, mode } = engine;
  const alone = bench.measure({ engine: profile, mode, counts }, { seed, hopelessBelow: 0, growth: ALONE });
  if (alone.kept[promise]!.attainment >= plan.attainment) {
    return `${plan.max_gpus} GPUs do not carry the load within the promise`;
  }
  const { ttft_ms, tpot_ms } = promises[promise]!;
  const late = [...tooLate('TTFT', alone.tail.ttft_ms, ttft_ms), ...tooLate('TPOT', alone.tail.tpot_ms, tpot_ms)];
  const share = percent(plan.attainment);
  return late.length === 0
    ? `even without load, ${percent(alone.kept[promise]!.attainment)} of the requests keep the promise`
    : `too slow without any load: ${share} of the requests have ${late.join(' and ')}`;
}

function tooLate(name: string, ms: number, bound_ms: number | undefined): string[] {
  if (bound_ms === undefined || ms <= bound_ms) return [];
  return [`an unloaded ${name} of up to ${ms.toFixed(0)} ms, promised ${bound_ms} ms`];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
