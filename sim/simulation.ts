/**
 * One simulated run: pulls requests from the traffic, lets the cluster and the planner's driver play, and tells the
 * sink. Resumable, so that a caller can show progress or stop it between two slices of events.
 */
import type { RunSink } from '../reports/record/index.js';
import type { Traffic, TrafficRequest } from '../scenarios/index.js';
import { Clients, type RequestTally } from './clients/clients.js';
import { Cluster } from './cluster/cluster.js';
import { type EventKind, Kernel } from './core/kernel.js';
import { PRIORITY } from './core/priority.js';
import { type TappedSink, tapEvents } from './drive/event-tap.js';
import { checkClosed, checkCluster, checkDrained } from './drive/invariants.js';
import { drivePlanner, repeat } from './drive/planner-driver.js';
import { createEngineModel } from './engine-model/index.js';
import { scheduleFaults } from './faults/faults.js';
import { createObserver } from './observe/index.js';
import type { SimulationInput } from './simulation-input.js';

export interface SimulationResult {
  readonly tally: Readonly<RequestTally>;
  readonly events: number;
  readonly simulated_s: number;
}

/** Where the requests come from; `next` gives what a client sends after a request of it has ended. */
export type SimulatedTraffic = Pick<Traffic, 'requests' | 'next'>;

/** A wait worth noticing where no TTFT is promised. */
const LONG_WAIT_S = 1;

export class Simulation {
  private readonly kernel = new Kernel();
  private readonly sink: TappedSink;
  private readonly clients: Clients;
  private readonly cluster: Cluster;
  private readonly traffic: Iterator<TrafficRequest>;
  private readonly arrivalKind: EventKind<TrafficRequest>;
  /** Brings the clock to a time at which nothing else may happen. */
  private readonly milestone: EventKind<undefined>;
  private trafficBegun = false;
  private trafficOver = false;
  private ended = false;

  /** `traffic.requests` come in order of arrival; `sink` gets every event, `runEnd` last. */
  constructor(
    private readonly input: SimulationInput,
    traffic: SimulatedTraffic,
    private readonly rawSink: RunSink,
  ) {
    const { kernel } = this;
    const { observing } = input;
    const observer = createObserver(observing.metrics, observing.interval_s);
    this.sink = tapEvents(rawSink, observer, () => kernel.now, input.seed);
    const prompts = input.cluster.pools.aggregated ?? input.cluster.pools.prefill!;
    this.clients = new Clients(kernel, this.sink, {
      ...input,
      overhead_s: createEngineModel(prompts.groups[0]!.profile).clientOverhead_s,
      next: traffic.next?.bind(traffic),
    });
    this.cluster = new Cluster(kernel, this.sink, input.seed, input.cluster, this.clients, promiseOf(input));
    this.clients.cluster = this.cluster;
    const faults = scheduleFaults(kernel, this.cluster, input.faults, input.seed);
    this.traffic = traffic.requests[Symbol.iterator]();
    this.arrivalKind = kernel.define<TrafficRequest>(PRIORITY.arrival, (request) => this.arrive(request));
    drivePlanner(kernel, this.cluster, observer, this.sink, input, faults);
    repeat(kernel, PRIORITY.sample, 0, input.timelineInterval_s, () => this.sample());
    this.milestone = kernel.define<undefined>(PRIORITY.runEnd, () => undefined);
    if (input.trafficDuration_s !== undefined) kernel.at(input.trafficDuration_s, this.milestone, undefined);
  }

  /** Simulated seconds so far. */
  get now_s(): number {
    return this.kernel.now;
  }

  /** Requests that have arrived so far. */
  get arrived(): number {
    return this.clients.tally.injected;
  }

  /** Runs up to `maxEvents` further events; true when the run is over. */
  advance(maxEvents: number): boolean {
    const { kernel } = this;
    if (!this.trafficBegun) this.scheduleNextArrival();
    for (let i = 0; i < maxEvents && !this.ended; i++) {
      if (this.isOver()) {
        this.finish();
        break;
      }
      kernel.step();
    }
    return this.ended;
  }

  /** Ends the run where it stands (or where it ended by itself) and returns its totals. */
  finish(): SimulationResult {
    if (!this.ended) {
      this.ended = true;
      this.closeBooks();
    }
    return { tally: this.clients.tally, events: this.kernel.processed, simulated_s: this.kernel.now };
  }

  /** Tells what is known so far after a failure: no checks, for they may be what failed. */
  abandon(): void {
    if (this.ended) return;
    this.ended = true;
    this.rawSink.runEnd({ time_s: this.kernel.now, events: this.kernel.processed });
  }

  /** Over once everybody has come, the traffic's time has passed and nobody is inside, or the drain limit is reached. */
  private isOver(): boolean {
    const { kernel, clients, input } = this;
    if (!this.trafficOver || clients.expected > 0) return false;
    const trafficEnd_s = Math.max(clients.lastArrival_s, input.trafficDuration_s ?? 0);
    if (this.isQuiet) return kernel.nextTime > trafficEnd_s;
    const limit_s = trafficEnd_s + input.drainLimit_s;
    if (kernel.nextTime <= limit_s) return false;
    if (kernel.now >= limit_s || limit_s === Number.POSITIVE_INFINITY) return true;
    kernel.at(limit_s, this.milestone, undefined);
    return false;
  }

  /** Nobody is inside. */
  private get isQuiet(): boolean {
    return this.clients.open === 0 && this.cluster.isQuiet;
  }

  private closeBooks(): void {
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

  private sample(): void {
    checkCluster(this.cluster, this.clients, this.kernel.now, this.input.seed);
    this.sink.sample(this.cluster.sample());
  }

  private arrive(request: TrafficRequest): void {
    this.scheduleNextArrival(); // first, so that whoever arrives at the same instant is known
    this.clients.arrive(request);
  }

  private scheduleNextArrival(): void {
    this.trafficBegun = true;
    const next = this.traffic.next();
    if (next.done) {
      this.trafficOver = true;
      return;
    }
    this.kernel.at(next.value.arrival_s, this.arrivalKind, next.value);
  }
}

/** The wait for capacity that endangers the TTFT promise: half of it, for the prompt must be computed too. */
function promiseOf({ sla }: SimulationInput): { wait_s: number; tpot_s: number } {
  return {
    wait_s: sla.ttft === undefined ? LONG_WAIT_S : sla.ttft / 2,
    tpot_s: sla.tpot ?? Number.POSITIVE_INFINITY,
  };
}

/** Runs a simulation to its end. */
export function simulate(input: SimulationInput, traffic: SimulatedTraffic, sink: RunSink): SimulationResult {
  const simulation = new Simulation(input, traffic, sink);
  simulation.advance(Number.POSITIVE_INFINITY);
  return simulation.finish();
}
