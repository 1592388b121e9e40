/** One simulated run of a scenario, in memory: what every study is made of. */
import {
  type CauseContext,
  createEventHash,
  type LatencyHistograms,
  MissCauses,
  type RunSink,
  type Summary,
  SummarySink,
  teeSinks,
} from '../../reports/index.js';
import { type LoadedScenario, type Prices, resolvePrices, type SlaSpec, type Traffic } from '../../scenarios/index.js';
import { type SimulationInput, simulate } from '../../sim/index.js';
import { causeContext } from './cause-context.js';
import { type LoadedPools, loadPools, simulationInput } from './simulation-input.js';
import { FRESH_SOURCES, type TrialSources } from './sources.js';

/** A scenario with everything it names read and checked, ready for one run: its traffic can be read once. */
export interface PreparedTrial {
  readonly pools: LoadedPools;
  readonly prices: Prices;
  readonly traffic: Traffic;
  readonly input: SimulationInput;
  /** What its misses are explained from. */
  readonly causes: CauseContext;
}

/** Reads profiles, prices and traffic of a scenario. Throws HR_SCENARIO_…, HR_PROFILE_…, HR_TRACE_…, HR_PLANNER_CONFIG_INVALID. */
export function prepareTrial(loaded: LoadedScenario, sources: TrialSources = FRESH_SOURCES): PreparedTrial {
  const { scenario, resolve } = loaded;
  const pools = loadPools(loaded, sources);
  const prices = resolvePrices(scenario.prices, systemsOf(pools));
  const traffic = sources.traffic(scenario.traffic, scenario.seed, resolve);
  const input = simulationInput(loaded, pools, traffic, sources);
  return { pools, prices, traffic, input, causes: causeContext(scenario, input) };
}

/** Runs a scenario to its end and returns its figures; `also` hears every event too. Throws what `prepareTrial` throws. */
export function runTrial(loaded: LoadedScenario, also: Partial<RunSink> = {}): Summary {
  return measureTrial(loaded, { also }).summary;
}

/** What a trial gave: its figures, and its latencies' distributions for whoever merges several runs. */
export interface TrialMeasures {
  readonly summary: Summary;
  readonly histograms: LatencyHistograms;
}

/** As {@link runTrial}, with the distributions, and with inputs that may be kept between trials. */
export function measureTrial(
  loaded: LoadedScenario,
  { also = {}, sources = FRESH_SOURCES }: { readonly also?: Partial<RunSink>; readonly sources?: TrialSources } = {},
): TrialMeasures {
  return measurePrepared(prepareTrial(loaded, sources), loaded.scenario.sla, also);
}

/** As {@link measureTrial}, of a trial that is at hand. */
export function measurePrepared(
  { input, traffic, prices, causes: context }: PreparedTrial,
  sla: SlaSpec,
  also: Partial<RunSink> = {},
): TrialMeasures {
  const hash = createEventHash();
  const causes = new MissCauses(sla, context);
  const figures = new SummarySink(sla, prices, causes);
  simulate(input, traffic, teeSinks(causes.sink, hash, figures, also));
  return { summary: figures.summary(hash.digest()), histograms: figures.histograms() };
}

/** The GPU system of every kind of worker. */
function systemsOf(pools: LoadedPools): (string | undefined)[] {
  return pools.flatMap(([, profiles]) => profiles.map(({ profile }) => profile.system));
}
