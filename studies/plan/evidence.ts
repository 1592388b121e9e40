/** Every run of the search, kept: what was measured is asked for once, and stands behind the answer. */
import type { PlanSpec } from '../../scenarios/index.js';
import { lowerBound } from './confidence.js';
import { type Deployment, keyOf } from './deployment.js';
import type { Kept, Measure, Measuring } from './measure.js';

/** How a deployment did on several seeds. */
export interface Standing {
  readonly meets: boolean;
  /** Means over the runs. */
  readonly attainment: number;
  readonly ttft: number;
  readonly tpot: number;
  readonly goodRequestsPerSecond: number;
  /** What the true attainment exceeds with the asked confidence. */
  readonly atLeast: number;
  readonly runs: number;
  /** A run was ended early, beyond hope: its attainment is an upper bound. */
  readonly upperBound: boolean;
}

/** So far below the target on its first seed, no further seed is asked. */
const CLEAR_MISS = 0.03;

/** Runs deployments on a bench and remembers how each did, by seed. */
export class Evidence {
  private readonly known = new Map<
    string,
    { readonly deployment: Deployment; readonly bySeed: Map<number, Measure> }
  >();
  /** Simulated runs so far. */
  runs = 0;

  constructor(
    private readonly bench: Measuring,
    private readonly spec: PlanSpec,
    private readonly onRun: () => void = () => undefined,
  ) {}

  /** Whether a deployment keeps a promise on all these seeds together, with its spare workers gone. Ends early on a clear miss. */
  standing(deployment: Deployment, promise: string, seeds: readonly number[]): Standing {
    const hit = lessSpare(deployment, this.spec.spare_workers);
    if (!isWhole(hit)) return NONE;
    const first = this.measure(hit, seeds[0]!).kept[promise]!;
    const clear = first.attainment < this.spec.attainment - CLEAR_MISS;
    return this.judge(promise, clear ? seeds.slice(0, 1) : seeds, (seed) => this.measure(hit, seed));
  }

  /** The same, every run to its end. */
  wholeStanding(deployment: Deployment, promise: string, seeds: readonly number[]): Standing {
    const hit = lessSpare(deployment, this.spec.spare_workers);
    if (!isWhole(hit)) return NONE;
    return this.judge(promise, seeds, (seed) => this.measure(hit, seed, 0));
  }

  /** Everything that was run. */
  seen(): readonly { readonly deployment: Deployment; readonly measures: readonly Measure[] }[] {
    return [...this.known.values()].map(({ deployment, bySeed }) => ({ deployment, measures: [...bySeed.values()] }));
  }

  private judge(promise: string, seeds: readonly number[], measure: (seed: number) => Measure): Standing {
    const measures = seeds.map(measure);
    const kept = measures.map((one) => one.kept[promise]!);
    const atLeast = lowerBound(
      kept.map(({ attainment }) => attainment),
      this.spec.confidence,
    );
    return {
      meets: atLeast >= this.spec.attainment && this.meetsClasses(kept),
      attainment: mean(kept, 'attainment'),
      ttft: mean(kept, 'ttft'),
      tpot: mean(kept, 'tpot'),
      goodRequestsPerSecond: mean(kept, 'goodRequestsPerSecond'),
      atLeast,
      runs: kept.length,
      upperBound: measures.some(({ hopeless }) => hopeless),
    };
  }

  private meetsClasses(kept: readonly Kept[]): boolean {
    return Object.entries(this.spec.attainment_by_class).every(
      ([name, least]) =>
        lowerBound(
          kept.map(({ byClass }) => byClass[name] ?? 1),
          this.spec.confidence,
        ) >= least,
    );
  }

  private measure(
    deployment: Deployment,
    seed: number,
    hopelessBelow = this.spec.attainment - 2 * CLEAR_MISS,
  ): Measure {
    const key = keyOf(deployment);
    const entry = this.known.get(key) ?? { deployment, bySeed: new Map<number, Measure>() };
    this.known.set(key, entry);
    const known = entry.bySeed.get(seed);
    if (known && (hopelessBelow > 0 || !known.hopeless)) return known;
    const measure = this.bench.measure(deployment, { seed, hopelessBelow });
    entry.bySeed.set(seed, measure);
    this.runs++;
    this.onRun();
    return measure;
  }
}

const NONE: Standing = {
  meets: false,
  attainment: 0,
  ttft: 0,
  tpot: 0,
  goodRequestsPerSecond: 0,
  atLeast: 0,
  runs: 0,
  upperBound: false,
};

function isWhole({ counts }: Deployment): boolean {
  return Object.values(counts).every((count) => count >= 1);
}

function lessSpare(deployment: Deployment, spare: number): Deployment {
  if (spare === 0) return deployment;
  const counts = Object.fromEntries(Object.entries(deployment.counts).map(([role, count]) => [role, count - spare]));
  return { ...deployment, counts };
}

function mean(kept: readonly Kept[], key: 'attainment' | 'ttft' | 'tpot' | 'goodRequestsPerSecond'): number {
  return kept.reduce((sum, one) => sum + one[key], 0) / kept.length;
}
