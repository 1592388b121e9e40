/**
 * Drives a policy on simulated time: scrapes the frontend's counters, builds each tick's observation from them, asks
 * the policy and hands its targets to the cluster.
 */
import type { Decision, EngineProfile, Observation, PolicySession, Role } from '../../planner-core/index.js';
import type { RunSink } from '../../reports/record/index.js';
import type { Cluster } from '../cluster/cluster.js';
import type { Pool } from '../cluster/pool.js';
import type { Kernel } from '../core/kernel.js';
import { PRIORITY } from '../core/priority.js';
import { repeat } from '../core/repeat.js';
import { distort, passedOn } from '../faults/between.js';
import type { PlannerFaults } from '../faults/faults.js';
import type { FrontendObserver } from '../observe/index.js';
import type { PoolInput, SimulationInput } from '../simulation-input.js';
import { checkDecision } from './invariants.js';
import { viewWorkers } from './worker-view.js';

/** Starts the scrape and tick cycles; the first scrape is at 0, the first tick one interval later. */
export function drivePlanner(
  kernel: Kernel,
  cluster: Cluster,
  observer: FrontendObserver,
  sink: RunSink,
  input: SimulationInput,
  faults: PlannerFaults,
): void {
  const { observing } = input;
  if (observing.metrics === 'scraped') scrapeRegularly(kernel, cluster, observer, observing.scrape_interval_s, faults);
  const session = startPolicy(input);
  let state = session.initialState;
  let lastTargets: Decision['targets'] = {};
  repeat(kernel, PRIORITY.tick, observing.interval_s, observing.interval_s, () => {
    cluster.sync();
    const observation = distort(observe(kernel.now, cluster, observer, observing.interval_s), faults);
    const answer = session.tick(state, observation);
    state = answer.state;
    checkDecision(answer.decision, session.leastWorkers, kernel.now, input.seed);
    cluster.order(passedOn(answer.decision.targets, lastTargets, faults));
    lastTargets = { ...lastTargets, ...answer.decision.targets };
    sink.tick({ time_s: kernel.now, observation, decision: answer.decision, ordered: cluster.ordered() });
  });
}

/** Scrapes at every interval as far as the faults of the metrics let it. */
function scrapeRegularly(
  kernel: Kernel,
  cluster: Cluster,
  observer: FrontendObserver,
  interval_s: number,
  faults: PlannerFaults,
): void {
  const scrape = () => {
    cluster.sync();
    observer.scrape(kernel.now, faults.frozen > 0);
  };
  const late = kernel.define<undefined>(PRIORITY.scrape, () => {
    if (faults.lost === 0) scrape();
  });
  repeat(kernel, PRIORITY.scrape, 0, interval_s, () => {
    if (faults.lost > 0) return;
    if (faults.delay_s > 0) kernel.at(kernel.now + faults.delay_s, late, undefined);
    else scrape();
  });
}

function startPolicy(input: SimulationInput): PolicySession<unknown> {
  const pools: Partial<Record<Role, { profile: EngineProfile; replicas: number }>> = {};
  for (const [role, { groups }] of Object.entries(input.cluster.pools) as [Role, PoolInput][]) {
    const replicas = groups.reduce((sum, { spec }) => sum + spec.replicas, 0);
    pools[role] = { profile: groups[0]!.profile, replicas };
  }
  return input.policy.init({ intervalSeconds: input.observing.interval_s, sla: input.sla, pools });
}

function observe(time_s: number, cluster: Cluster, observer: FrontendObserver, window_s: number): Observation {
  const byRole = <T>(figure: (pool: Pool) => T) =>
    Object.fromEntries(cluster.pools.map((pool) => [pool.role, figure(pool)])) as Partial<Record<Role, T>>;
  return {
    time: time_s,
    windowSeconds: window_s,
    ...observer.observe(time_s, window_s),
    workers: byRole((pool) => pool.counts()),
    queues: byRole((pool) => pool.queue.meter.count),
    workersDetail: viewWorkers(cluster),
  };
}
