/**
 * Drives a policy on simulated time: scrapes the frontend's counters, builds each tick's observation from them, asks
 * the policy and hands its targets to the cluster.
 */
import type { Observation, PolicySession } from '../../planner-core/index.js';
import type { RunSink } from '../../reports/record/index.js';
import type { Cluster } from '../cluster/cluster.js';
import type { Kernel } from '../core/kernel.js';
import { PRIORITY } from '../core/priority.js';
import type { FrontendObserver } from '../observe/index.js';
import type { SimulationInput } from '../simulation-input.js';
import { checkDecision } from './invariants.js';

/** Starts the scrape and tick cycles; the first scrape is at 0, the first tick one interval later. */
export function drivePlanner(
  kernel: Kernel,
  cluster: Cluster,
  observer: FrontendObserver,
  sink: RunSink,
  input: SimulationInput,
): void {
  const { observing } = input;
  if (observing.metrics === 'scraped') {
    repeat(kernel, PRIORITY.scrape, 0, observing.scrape_interval_s, () => {
      cluster.sync();
      observer.scrape(kernel.now);
    });
  }
  const session = startPolicy(input);
  let state = session.initialState;
  repeat(kernel, PRIORITY.tick, observing.interval_s, observing.interval_s, () => {
    cluster.sync();
    const observation = observe(kernel.now, cluster, observer, observing.interval_s);
    const answer = session.tick(state, observation);
    state = answer.state;
    checkDecision(answer.decision, session.leastWorkers, kernel.now, input.seed);
    cluster.order(answer.decision.targets);
    const ordered = {
      prefill: cluster.prefill.fleet.counts().desired,
      decode: cluster.decode.fleet.counts().desired,
    };
    sink.tick({ time_s: kernel.now, observation, decision: answer.decision, ordered });
  });
}

/** Runs `action` at `first_s` and every `interval_s` after it; counted, so that times carry no rounding drift. */
export function repeat(
  kernel: Kernel,
  priority: number,
  first_s: number,
  interval_s: number,
  action: () => void,
): void {
  const kind = kernel.define<number>(priority, (round) => {
    action();
    kernel.at(first_s + (round + 1) * interval_s, kind, round + 1);
  });
  kernel.at(first_s, kind, 0);
}

function startPolicy(input: SimulationInput): PolicySession<unknown> {
  const { prefill, decode } = input.cluster;
  return input.policy.init({
    intervalSeconds: input.observing.interval_s,
    sla: input.sla,
    pools: {
      prefill: { profile: prefill.profile, replicas: prefill.spec.replicas },
      decode: { profile: decode.profile, replicas: decode.spec.replicas },
    },
  });
}

function observe(time_s: number, cluster: Cluster, observer: FrontendObserver, window_s: number): Observation {
  return {
    time: time_s,
    windowSeconds: window_s,
    ...observer.observe(time_s, window_s),
    workers: { prefill: cluster.prefill.fleet.counts(), decode: cluster.decode.fleet.counts() },
    queues: { prefill: cluster.prefill.queued.count, decode: cluster.decode.queued.count },
  };
}
