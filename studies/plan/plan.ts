/**
 * `headroom plan`: the cheapest deployment that keeps a promise, and the runs that say so. The search runs on some seeds; its
 * answer is held to others, and to the traffic as it was recorded. What fails there is too few, and the search goes on.
 */
import type { LoadedScenario, PlanSpec, Scenario, SlaSpec } from '../../scenarios/index.js';
import { type Choice, choiceOf, choose, type Engine, enginesOf, type Refused, refusal } from './choices.js';
import { type Deployment, workersOf } from './deployment.js';
import { Evidence, type Standing } from './evidence.js';
import { Bench, type Promises } from './measure.js';
import { cheaperNeighbours } from './search.js';
import { type Sensitivity, sensitivityOf } from './sensitivity.js';

export interface CheckedChoice extends Choice {
  /** On seeds that the search did not use. */
  readonly checked: Standing;
  /** On the traffic as the scenario gives it. */
  readonly asGiven: Standing;
}

export interface PlanAnswer {
  readonly promise: string;
  readonly sla: SlaSpec;
  /** Absent where the promise is infeasible. */
  readonly best?: CheckedChoice;
  /** Deployments with a worker less than the best, on the seeds of its check. */
  readonly cheaper: readonly { readonly deployment: Deployment; readonly checked: Standing }[];
  /** The best of every engine and way of serving, best first. */
  readonly choices: readonly Choice[];
  readonly refused: readonly Refused[];
  readonly sensitivity?: Sensitivity;
  /** The best stays the best until its GPU costs so many times as much. */
  readonly priceMayRise?: number;
}

export interface PlanResult {
  readonly objective: PlanSpec['objective'];
  readonly answers: readonly PlanAnswer[];
  readonly seeds: { readonly search: readonly number[]; readonly check: readonly number[] };
  readonly resampled: boolean;
  /** Simulated runs behind the answers. */
  readonly runs: number;
  /** Every deployment that was run on all seeds of the search, for the front of cost and attainment. */
  readonly seen: readonly SeenDeployment[];
}

export interface SeenDeployment {
  readonly deployment: Deployment;
  readonly gpus: number;
  readonly usdPerHour?: number;
  /** By promise. */
  readonly attainment: Readonly<Record<string, number>>;
}

const MOST_ATTEMPTS = 12;
export const RESAMPLE = { block_s: 60, reach: 2 };

/** Plans for each promise. `onRun` hears of every simulated run. Throws HR_PROFILE_…, HR_PRICE_INVALID, HR_TRACE_…. */
export function plan(loaded: LoadedScenario, onRun?: () => void): PlanResult {
  return new Planning(loaded, onRun).result();
}

class Planning {
  private readonly spec: PlanSpec;
  private readonly promises: Promises;
  private readonly bench: Bench;
  private readonly evidence: Evidence;
  private readonly given: Evidence;
  private readonly engines: readonly Engine[];
  private readonly seeds: { readonly search: readonly number[]; readonly check: readonly number[] };
  private readonly resampled: boolean;

  constructor(loaded: LoadedScenario, onRun?: () => void) {
    const { scenario } = loaded;
    this.spec = scenario.plan;
    this.promises = promisesOf(scenario);
    this.resampled = needsResampling(scenario);
    this.bench = new Bench({ ...loaded, scenario: otherTraffic(scenario) }, this.promises);
    this.evidence = new Evidence(this.bench, this.spec, onRun);
    this.given = new Evidence(new Bench(loaded, this.promises), this.spec, onRun);
    this.engines = enginesOf(loaded);
    this.seeds = seedsOf(scenario);
  }

  result(): PlanResult {
    const answers = Object.keys(this.promises).map((promise) => this.answer(promise));
    return {
      objective: this.spec.objective,
      answers,
      seeds: this.seeds,
      resampled: this.resampled,
      runs: this.evidence.runs + this.given.runs,
      seen: this.seen(),
    };
  }

  private answer(promise: string): PlanAnswer {
    const tooFew = new Set<string>();
    const found = this.engines.map((engine) => this.choose(engine, promise, tooFew));
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      const best = this.ranked(found)[0];
      if (!best) break;
      const checked = this.check(best, promise);
      const cheaper = this.cheaper(best, promise);
      const better = cheaper.find((neighbour) => neighbour.checked.meets);
      const at = found.indexOf(best);
      if (better) found[at] = choiceOf(best, better.deployment, better.checked);
      else if (checked.checked.meets && checked.asGiven.meets) return this.told(promise, found, checked, cheaper);
      else {
        tooFew.add(JSON.stringify(best.deployment));
        found[at] = this.choose(best, promise, tooFew);
      }
    }
    return this.told(promise, found, undefined, []);
  }

  private choose(engine: Engine, promise: string, tooFew: ReadonlySet<string>): Choice | undefined {
    return choose(engine, promise, this.spec, this.evidence, this.seeds.search, tooFew);
  }

  private check(choice: Choice, promise: string): CheckedChoice {
    return {
      ...choice,
      checked: this.evidence.wholeStanding(choice.deployment, promise, this.seeds.check),
      asGiven: this.given.wholeStanding(choice.deployment, promise, this.seeds.search.slice(0, 1)),
    };
  }

  private cheaper({ deployment }: Choice, promise: string): PlanAnswer['cheaper'] {
    return cheaperNeighbours(deployment).map((neighbour) => ({
      deployment: neighbour,
      checked: this.evidence.wholeStanding(neighbour, promise, this.seeds.check),
    }));
  }

  private told(
    promise: string,
    found: readonly (Choice | undefined)[],
    best: CheckedChoice | undefined,
    cheaper: PlanAnswer['cheaper'],
  ): PlanAnswer {
    const choices = this.ranked(found);
    const refused = this.engines.filter((_, i) => !found[i]).map((engine) => this.refuse(engine, promise));
    const sla = this.promises[promise]!;
    if (!best) return { promise, sla, cheaper, choices, refused };
    const rival = choices.find(({ system }) => system !== best.system);
    const priceMayRise = rival && this.score(rival) / this.score(best);
    const { attainment, growth_percent_per_month } = this.spec;
    const sensitivity = sensitivityOf(
      best.deployment,
      promise,
      this.bench,
      this.seeds.check.slice(0, 2),
      attainment,
      growth_percent_per_month,
    );
    const told = { promise, sla, best, cheaper, choices, refused, sensitivity };
    return priceMayRise !== undefined && this.spec.objective === 'usd' ? { ...told, priceMayRise } : told;
  }

  private refuse(engine: Engine, promise: string): Refused {
    return {
      ...engine,
      because: refusal(engine, promise, this.promises, this.spec, this.bench, this.seeds.search[0]!),
    };
  }

  /** Those that there are, best first; with dollars to save, those without a price come last. */
  private ranked(found: readonly (Choice | undefined)[]): Choice[] {
    return found
      .filter((choice) => choice !== undefined)
      .sort((a, b) => this.score(a) - this.score(b) || a.gpus - b.gpus || b.standing.atLeast - a.standing.atLeast);
  }

  private score({ gpus, usdPerHour, standing }: Choice): number {
    switch (this.spec.objective) {
      case 'gpus':
        return gpus;
      case 'usd':
        return usdPerHour ?? Number.POSITIVE_INFINITY;
      case 'goodput_per_gpu':
        return -standing.goodRequestsPerSecond / gpus;
    }
  }

  private seen(): SeenDeployment[] {
    return this.evidence.seen().flatMap(({ deployment, measures }) => {
      if (measures.length < this.spec.seeds || measures.some(({ hopeless }) => hopeless)) return [];
      const engine = this.engines.find((one) => one.engine === deployment.engine && one.mode === deployment.mode)!;
      const gpus = workersOf(deployment) * engine.gpusPerWorker;
      const mean = (promise: string) =>
        measures.reduce((sum, { kept }) => sum + kept[promise]!.attainment, 0) / measures.length;
      const attainment = Object.fromEntries(Object.keys(this.promises).map((promise) => [promise, mean(promise)]));
      const { usdPerGpuHour } = engine;
      return [{ deployment, gpus, attainment, ...(usdPerGpuHour && { usdPerHour: gpus * usdPerGpuHour }) }];
    });
  }
}

/** The promises to plan for, by name; `sla` where the scenario has but one. */
export function promisesOf({ plan, sla }: Scenario): Promises {
  return plan.promises ?? { sla };
}

/** Seeds of the search, and others that its answer is held to. */
export function seedsOf({ seed, plan }: Scenario): PlanResult['seeds'] {
  const all = Array.from({ length: plan.seeds + plan.check_seeds }, (_, i) => seed + i);
  return { search: all.slice(0, plan.seeds), check: all.slice(plan.seeds) };
}

/** Traffic that a seed makes other traffic of the same kind: a trace is drawn anew block by block; generators do so anyway. */
function otherTraffic(scenario: Scenario): Scenario {
  const { traffic } = scenario;
  if (!needsResampling(scenario)) return scenario;
  return { ...scenario, traffic: { ...traffic, resample: RESAMPLE } as Scenario['traffic'] };
}

/** Whether a seed alone gives no other traffic. */
export function needsResampling({ traffic }: Scenario): boolean {
  return !['generated', 'closed_loop', 'servegen'].includes(traffic.format) && !('resample' in traffic);
}
