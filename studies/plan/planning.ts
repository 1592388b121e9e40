/**
 * The search for the cheapest deployment that keeps a promise, on benches that say how well it does. It searches on some seeds; the
 * answer is held to others, and to the traffic as it was recorded. What fails there is too few, and the search goes on.
 */
import type { PlanSpec } from '../../scenarios/index.js';
import type { CheckedChoice, PlanAnswer, PlanResult, Seeds, SeenDeployment } from './answer.js';
import { type Choice, choiceOf, choose, type Engine, type Refused, refusal } from './choices.js';
import { keyOf, workersOf } from './deployment.js';
import { Evidence } from './evidence.js';
import type { Measuring, Promises } from './measure.js';
import { cheaperNeighbours } from './search.js';
import { sensitivityOf } from './sensitivity.js';

/** What is to be found, among what. */
export interface Question {
  readonly spec: PlanSpec;
  readonly promises: Promises;
  readonly engines: readonly Engine[];
  readonly seeds: Seeds;
}

/** Where deployments are run: on traffic that each seed makes anew, and on the traffic as the scenario gives it. */
export interface Benches {
  readonly other: Measuring;
  readonly given: Measuring;
}

const MOST_ATTEMPTS = 12;

/** Answers for every promise. `onRun` hears of every run. Throws what the benches throw. */
export function planOn(question: Question, benches: Benches, onRun?: () => void): Omit<PlanResult, 'resampled'> {
  return new Planning(question, benches, onRun).result();
}

class Planning {
  private readonly spec: PlanSpec;
  private readonly evidence: Evidence;
  private readonly given: Evidence;

  constructor(
    private readonly question: Question,
    private readonly benches: Benches,
    onRun?: () => void,
  ) {
    this.spec = question.spec;
    this.evidence = new Evidence(benches.other, this.spec, onRun);
    this.given = new Evidence(benches.given, this.spec, onRun);
  }

  result(): Omit<PlanResult, 'resampled'> {
    const answers = Object.keys(this.question.promises).map((promise) => this.answer(promise));
    return {
      objective: this.spec.objective,
      answers,
      seeds: this.question.seeds,
      runs: this.evidence.runs + this.given.runs,
      seen: this.seen(),
    };
  }

  private answer(promise: string): PlanAnswer {
    const tooFew = new Set<string>();
    const found = this.question.engines.map((engine) => this.choose(engine, promise, tooFew));
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      const best = this.ranked(found)[0];
      if (!best) break;
      const checked = this.check(best, promise);
      const cheaper = this.cheaper(best, promise);
      const better = cheaper.find(({ deployment, checked: { meets } }) => meets && !tooFew.has(keyOf(deployment)));
      const at = found.indexOf(best);
      if (better) found[at] = choiceOf(best, better.deployment, better.checked);
      else if (checked.checked.meets && checked.asGiven.meets) return this.told(promise, found, checked, cheaper);
      else {
        tooFew.add(keyOf(best.deployment));
        found[at] = this.choose(best, promise, tooFew);
      }
    }
    return this.told(promise, found, undefined, []);
  }

  private choose(engine: Engine, promise: string, tooFew: ReadonlySet<string>): Choice | undefined {
    return choose(engine, promise, this.spec, this.evidence, this.question.seeds.search, tooFew);
  }

  private check(choice: Choice, promise: string): CheckedChoice {
    return {
      ...choice,
      checked: this.evidence.wholeStanding(choice.deployment, promise, this.question.seeds.check),
      asGiven: this.given.wholeStanding(choice.deployment, promise, this.question.seeds.search.slice(0, 1)),
    };
  }

  private cheaper({ deployment }: Choice, promise: string): PlanAnswer['cheaper'] {
    return cheaperNeighbours(deployment).map((neighbour) => ({
      deployment: neighbour,
      checked: this.evidence.wholeStanding(neighbour, promise, this.question.seeds.check),
    }));
  }

  private told(
    promise: string,
    found: readonly (Choice | undefined)[],
    best: CheckedChoice | undefined,
    cheaper: PlanAnswer['cheaper'],
  ): PlanAnswer {
    const choices = this.ranked(found);
    const refused = this.question.engines.filter((_, i) => !found[i]).map((engine) => this.refuse(engine, promise));
    const sla = this.question.promises[promise]!;
    if (!best) return { promise, sla, cheaper, choices, refused };
    const rival = choices.find(({ system }) => system !== best.system);
    const priceMayRise = rival && this.score(rival) / this.score(best);
    const { attainment, growth_percent_per_month } = this.spec;
    const sensitivity = sensitivityOf(
      best.deployment,
      promise,
      this.benches.other,
      this.question.seeds.check.slice(0, 2),
      attainment,
      growth_percent_per_month,
    );
    const told = { promise, sla, best, cheaper, choices, refused, sensitivity };
    return priceMayRise !== undefined && this.spec.objective === 'usd' ? { ...told, priceMayRise } : told;
  }

  private refuse(engine: Engine, promise: string): Refused {
    return {
      ...engine,
      because: refusal(
        engine,
        promise,
        this.question.promises,
        this.spec,
        this.benches.other,
        this.question.seeds.search[0]!,
      ),
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
      const engine = this.question.engines.find(
        (one) => one.engine === deployment.engine && one.mode === deployment.mode,
      )!;
      const gpus = workersOf(deployment) * engine.gpusPerWorker;
      const mean = (promise: string) =>
        measures.reduce((sum, { kept }) => sum + kept[promise]!.attainment, 0) / measures.length;
      const attainment = Object.fromEntries(
        Object.keys(this.question.promises).map((promise) => [promise, mean(promise)]),
      );
      const { usdPerGpuHour } = engine;
      return [{ deployment, gpus, attainment, ...(usdPerGpuHour && { usdPerHour: gpus * usdPerGpuHour }) }];
    });
  }
}
