/**
 * What every run has, whoever sends its requests: clock, cluster, clients, faults, regular samples with their checks, and the
 * books at the end.
 */
import type { RunSink } from '../reports/record/index.js';
import { Clients, type ClientsOptions } from './clients/clients.js';
import { Cluster } from './cluster/cluster.js';
import { Kernel } from './core/kernel.js';
import { PRIORITY } from './core/priority.js';
import { repeat } from './core/repeat.js';
import { type TappedSink, tapEvents } from './drive/event-tap.js';
import { checkClosed, checkCluster, checkDrained } from './drive/invariants.js';
import { createEngineModel } from './engine-model/index.js';
import { scheduleFaults } from './faults/faults.js';
import type { FrontendObserver } from './observe/index.js';
import type { WorldInput } from './simulation-input.js';

/** A wait worth noticing where no TTFT is promised. */
const LONG_WAIT_S = 1;

/** One simulated world on one clock. */
export class World {
  readonly kernel = new Kernel();
  readonly sink: TappedSink;
  readonly clients: Clients;
  readonly cluster: Cluster;
  /** What faults change for a planner that looks at this cluster. */
  readonly faults: ReturnType<typeof scheduleFaults>;

  /** `sink` gets every event, `runEnd` last; `observer` sees those of the frontend. */
  constructor(
    private readonly input: WorldInput,
    observer: FrontendObserver,
    private readonly rawSink: RunSink,
    more: Pick<ClientsOptions, 'next' | 'onTokens'>,
  ) {
    const { kernel } = this;
    this.sink = tapEvents(rawSink, observer, () => kernel.now, input.seed);
    const prompts = input.cluster.pools.aggregated ?? input.cluster.pools.prefill!;
    this.clients = new Clients(kernel, this.sink, {
      ...input,
      overhead_s: createEngineModel(prompts.groups[0]!.profile).clientOverhead_s,
      ...more,
    });
    this.cluster = new Cluster(kernel, this.sink, input.seed, input.cluster, this.clients, promiseOf(input));
    this.clients.cluster = this.cluster;
    this.faults = scheduleFaults(kernel, this.cluster, input.faults, input.seed);
    repeat(kernel, PRIORITY.sample, 0, input.timelineInterval_s, () => this.sample());
  }

  /** Nobody is inside. */
  get isQuiet(): boolean {
    return this.clients.open === 0 && this.cluster.isQuiet;
  }

  /** Ends the run: whoever is still open is unfinished, every account is closed and checked. */
  close(): void {
    const { kernel, cluster, clients, input } = this;
    this.sample();
    if (this.isQuiet) checkDrained(cluster, kernel.now, input.seed);
    clients.close();
    cluster.close();
    checkClosed(cluster, this.sink.workerGpu_s, kernel.now, input.seed);
    const nodes = cluster.infrastructure.nodes?.nodeTime();
    this.sink.runEnd({
      time_s: kernel.now,
      events: kernel.processed,
      steps: cluster.steps,
      ...(nodes && { nodes }),
    });
  }

  /** Tells what is known so far after a failure: no checks, for they may be what failed. */
  abandon(): void {
    this.rawSink.runEnd({ time_s: this.kernel.now, events: this.kernel.processed });
  }

  private sample(): void {
    checkCluster(this.cluster, this.clients, this.kernel.now, this.input.seed);
    this.sink.sample(this.cluster.sample());
  }
}

/** The wait for capacity that endangers the TTFT promise: half of it, for the prompt must be computed too. */
function promiseOf({ sla }: WorldInput): { wait_s: number; tpot_s: number } {
  return {
    wait_s: sla.ttft === undefined ? LONG_WAIT_S : sla.ttft / 2,
    tpot_s: sla.tpot ?? Number.POSITIVE_INFINITY,
  };
}
