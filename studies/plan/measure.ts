/**
 * Runs one deployment on one seed and says how well each promise was kept. Latencies of a deployment without a planner do not
 * depend on the promise, so one run answers for all of them. A run ends early once no promise can be kept any more.
 */
import type { EngineProfile } from '../../planner-core/index.js';
import { judge, LogHistogram, latencies, type RequestEnd, type RunSink } from '../../reports/index.js';
import type { LoadedScenario, Scenario, SlaSpec } from '../../scenarios/index.js';
import { Simulation } from '../../sim/index.js';
import { keptSources } from '../pool/kept-sources.js';
import { loadPools, simulationInput } from '../trial/simulation-input.js';
import { type Deployment, deployed } from './deployment.js';

/** How one promise was kept over one run. */
export interface Kept {
  /** Share of all offered requests; an upper bound where the run ended early. */
  readonly attainment: number;
  readonly byClass: Readonly<Record<string, number>>;
  readonly ttft: number;
  readonly tpot: number;
  readonly goodRequestsPerSecond: number;
}

/** What one run of a deployment showed. */
export interface Measure {
  /** By the name of the promise. */
  readonly kept: Readonly<Record<string, Kept>>;
  /** The latencies that the asked share of the requests stays within. */
  readonly tail: { readonly ttft_ms: number; readonly tpot_ms: number };
  /** It ended early, because every promise was beyond reach. */
  readonly hopeless: boolean;
}

/** Latency bounds by the name of the promise. */
export type Promises = Readonly<Record<string, SlaSpec>>;

/** How a deployment is run. */
export interface MeasureOptions {
  readonly seed: number;
  /** A run ends early once every promise is kept by less than this share; 0: never. */
  readonly hopelessBelow: number;
  /** Every step of every engine takes so many times as long; 1 as measured. */
  readonly slowdown?: number;
  /** The traffic's rate is multiplied by this; 1 as it is. */
  readonly growth?: number;
}

/** Whatever measures deployments. */
export interface Measuring {
  /** Runs a deployment once. */
  measure(deployment: Deployment, options: MeasureOptions): Measure;
}

/** Events after which a run is asked whether any hope is left. */
const SLICE_EVENTS = 20_000;

/** Measures deployments of one scenario; profiles and traffic are read once. */
export class Bench implements Measuring {
  private readonly sources = keptSources();

  constructor(
    private readonly loaded: LoadedScenario,
    private readonly promises: Promises,
  ) {}

  /** Throws what reading profiles and traffic throws. */
  measure(deployment: Deployment, options: MeasureOptions): Measure {
    const { slowdown = 1, growth = 1, seed } = options;
    const scenario = { ...grown(deployed(this.loaded.scenario, deployment), growth), seed };
    const loaded = { ...this.loaded, scenario };
    const pools = loadPools(loaded, this.sources).map(
      ([role, profiles]) =>
        [role, profiles.map((one) => ({ ...one, profile: slowed(one.profile, slowdown) }))] as const,
    );
    const traffic = this.sources.traffic(scenario.traffic, seed, loaded.resolve);
    // known once the traffic has been read and kept
    const offered = Array.isArray(traffic.requests) ? traffic.requests.length : undefined;
    const ledger = new Ledger(this.promises, this.loaded.scenario.plan.attainment);
    const input = simulationInput(loaded, pools, traffic);
    const simulation = new Simulation(input, traffic, ledger.sink);
    while (!simulation.advance(SLICE_EVENTS)) {
      if (offered !== undefined && ledger.bestPossible(offered) < options.hopelessBelow) {
        return { ...ledger.close(offered, simulation.now_s), hopeless: true };
      }
    }
    const { tally, simulated_s } = simulation.finish();
    return { ...ledger.close(tally.injected, simulated_s), hopeless: false };
  }
}

function grown(scenario: Scenario, growth: number): Scenario {
  const { traffic } = scenario;
  if (growth === 1 || !('rate_scale' in traffic)) return scenario;
  const { rate_scale } = traffic;
  const scaled =
    typeof rate_scale === 'number' ? rate_scale * growth : { ...rate_scale, factor: rate_scale.factor * growth };
  return { ...scenario, traffic: { ...traffic, rate_scale: scaled } };
}

function slowed(profile: EngineProfile, slowdown: number): EngineProfile {
  if (slowdown === 1) return profile;
  const { prefillFactor, decodeFactors, source } = profile.calibration ?? {
    prefillFactor: 1,
    decodeFactors: { batch: [1], factor: [1] },
    source: 'none',
  };
  return {
    ...profile,
    calibration: {
      prefillFactor: prefillFactor * slowdown,
      decodeFactors: { ...decodeFactors, factor: decodeFactors.factor.map((factor) => factor * slowdown) },
      source: `${source} × ${slowdown}`,
    },
  };
}

/** Who kept what, counted as requests end. */
class Ledger {
  private readonly accounts: { readonly name: string; readonly sla: SlaSpec; readonly account: PromiseAccount }[];
  private readonly times = { ttft: new LogHistogram(), tpot: new LogHistogram() };

  /** `share`: of the requests, for the tail. */
  constructor(
    promises: Promises,
    private readonly share: number,
  ) {
    this.accounts = Object.entries(promises).map(([name, sla]) => ({ name, sla, account: new PromiseAccount() }));
  }

  readonly sink: RunSink = {
    arrival: () => undefined,
    firstToken: () => undefined,
    tokenGaps: () => undefined,
    requestEnd: (end) => this.add(end),
    tick: () => undefined,
    worker: () => undefined,
    workerEnd: () => undefined,
    sample: () => undefined,
    runEnd: () => undefined,
  };

  /** The most that any promise can still be kept by, of so many requests in all. */
  bestPossible(offered: number): number {
    return Math.max(...this.accounts.map(({ account }) => 1 - account.missed / offered));
  }

  close(offered: number, seconds: number): Omit<Measure, 'hopeless'> {
    const { ttft, tpot } = this.times;
    return {
      kept: Object.fromEntries(this.accounts.map(({ name, account }) => [name, account.kept(offered, seconds)])),
      tail: { ttft_ms: ttft.quantile(this.share) * 1000, tpot_ms: tpot.quantile(this.share) * 1000 },
    };
  }

  private add(end: RequestEnd): void {
    const times = latencies(end);
    if (times.ttft_s !== undefined) this.times.ttft.record(times.ttft_s);
    if (times.tpot_s !== undefined) this.times.tpot.record(times.tpot_s);
    for (const { sla, account } of this.accounts) account.add(end.class, judge(end, times, sla));
  }
}

class PromiseAccount {
  missed = 0;
  private good = 0;
  private readonly ttft = { missed: 0, judged: 0 };
  private readonly tpot = { missed: 0, judged: 0 };
  private readonly classes = new Map<string, { missed: number; judged: number }>();

  add(requestClass: string | undefined, verdict: ReturnType<typeof judge>): void {
    count(this.ttft, verdict.ttft);
    count(this.tpot, verdict.tpot);
    if (verdict.all === undefined) return;
    if (verdict.all) this.good++;
    else this.missed++;
    if (requestClass === undefined) return;
    const share = this.classes.get(requestClass) ?? { missed: 0, judged: 0 };
    this.classes.set(requestClass, share);
    count(share, verdict.all);
  }

  kept(offered: number, seconds: number): Kept {
    return {
      attainment: 1 - this.missed / offered,
      byClass: Object.fromEntries([...this.classes].sort().map(([name, share]) => [name, shareOf(share)])),
      ttft: shareOf(this.ttft),
      tpot: shareOf(this.tpot),
      goodRequestsPerSecond: seconds > 0 ? this.good / seconds : 0,
    };
  }
}

function count(share: { missed: number; judged: number }, met: boolean | undefined): void {
  if (met === undefined) return;
  share.judged++;
  if (!met) share.missed++;
}

function shareOf({ missed, judged }: { missed: number; judged: number }): number {
  return judged === 0 ? 1 : 1 - missed / judged;
}
