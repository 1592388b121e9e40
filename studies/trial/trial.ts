/** One simulated run of a scenario, in memory: what every study is made of. */
import { createEventHash, type RunSink, type Summary, SummarySink, teeSinks } from '../../reports/index.js';
import { type LoadedScenario, openTraffic, type Prices, resolvePrices, type Traffic } from '../../scenarios/index.js';
import { type SimulationInput, simulate } from '../../sim/index.js';
import { type LoadedPools, loadPools, simulationInput } from './simulation-input.js';

/** A scenario with everything it names read and checked, ready for one run: its traffic can be read once. */
export interface PreparedTrial {
  readonly pools: LoadedPools;
  readonly prices: Prices;
  readonly traffic: Traffic;
  readonly input: SimulationInput;
}

/** Reads profiles, prices and traffic of a scenario. Throws HR_SCENARIO_…, HR_PROFILE_…, HR_TRACE_…, HR_PLANNER_CONFIG_INVALID. */
export function prepareTrial(loaded: LoadedScenario): PreparedTrial {
  const { scenario, resolve } = loaded;
  const pools = loadPools(loaded);
  const prices = resolvePrices(scenario.prices, systemsOf(pools));
  const traffic = openTraffic(scenario.traffic, scenario.seed, resolve);
  return { pools, prices, traffic, input: simulationInput(loaded, pools, traffic) };
}

/** Runs a scenario to its end and returns its figures; `also` hears every event too. Throws what `prepareTrial` throws. */
export function runTrial(loaded: LoadedScenario, also: Partial<RunSink> = {}): Summary {
  const { input, traffic, prices } = prepareTrial(loaded);
  const hash = createEventHash();
  const figures = new SummarySink(loaded.scenario.sla, prices);
  simulate(input, traffic, teeSinks(hash, figures, also));
  return figures.summary(hash.digest());
}

/** The GPU system of every kind of worker. */
function systemsOf(pools: LoadedPools): (string | undefined)[] {
  return pools.flatMap(([, profiles]) => profiles.map(({ profile }) => profile.system));
}
