/**
 * One simulated run: pulls requests from the traffic, lets the cluster and the planner's driver play, and tells the
 * sink. Resumable, so that a caller can show progress or stop it between two slices of events.
 */
import type { RunSink } from '../reports/record/index.js';
import type { Traffic, TrafficRequest } from '../scenarios/index.js';
import type { RequestTally } from './clients/clients.js';
import type { EventKind } from './core/kernel.js';
import { PRIORITY } from './core/priority.js';
import { drivePlanner } from './drive/planner-driver.js';
import { createObserver } from './observe/index.js';
import type { SimulationInput } from './simulation-input.js';
import { World } from './world.js';

/** Totals of a run. */
export interface SimulationResult {
  readonly tally: Readonly<RequestTally>;
  readonly events: number;
  readonly simulated_s: number;
}

/** Where the requests come from; `next` gives what a client sends after a request of it has ended. */
export type SimulatedTraffic = Pick<Traffic, 'requests' | 'next'>;

/** One run, in slices of events, for a caller who shows progress or may stop it; {@link simulate} runs to the end. */
export class Simulation {
  private readonly world: World;
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
    sink: RunSink,
  ) {
    const { observing } = input;
    const observer = createObserver(observing.metrics, observing.interval_s);
    const next = traffic.next?.bind(traffic);
    this.world = new World(input, observer, sink, { ...(next && { next }) });
    const { kernel, cluster, faults } = this.world;
    this.traffic = traffic.requests[Symbol.iterator]();
    this.arrivalKind = kernel.define<TrafficRequest>(PRIORITY.arrival, (request) => this.arrive(request));
    drivePlanner(kernel, cluster, observer, this.world.sink, input, faults);
    this.milestone = kernel.define<undefined>(PRIORITY.runEnd, () => undefined);
    if (input.trafficDuration_s !== undefined) kernel.at(input.trafficDuration_s, this.milestone, undefined);
  }

  /** Simulated seconds so far. */
  get now_s(): number {
    return this.world.kernel.now;
  }

  /** Requests that have arrived so far. */
  get arrived(): number {
    return this.world.clients.tally.injected;
  }

  /** Runs up to `maxEvents` further events; true when the run is over. */
  advance(maxEvents: number): boolean {
    const { kernel } = this.world;
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
    const { world } = this;
    if (!this.ended) {
      this.ended = true;
      world.close();
    }
    return { tally: world.clients.tally, events: world.kernel.processed, simulated_s: world.kernel.now };
  }

  /** Tells what is known so far after a failure. */
  abandon(): void {
    if (this.ended) return;
    this.ended = true;
    this.world.abandon();
  }

  /** Over once everybody has come, the traffic's time has passed and nobody is inside, or the drain limit is reached. */
  private isOver(): boolean {
    const { input } = this;
    const { kernel, clients } = this.world;
    if (!this.trafficOver || clients.expected > 0) return false;
    const trafficEnd_s = Math.max(clients.lastArrival_s, input.trafficDuration_s ?? 0);
    if (this.world.isQuiet) return kernel.nextTime > trafficEnd_s;
    const limit_s = trafficEnd_s + input.drainLimit_s;
    if (kernel.nextTime <= limit_s) return false;
    if (kernel.now >= limit_s || limit_s === Number.POSITIVE_INFINITY) return true;
    kernel.at(limit_s, this.milestone, undefined);
    return false;
  }

  private arrive(request: TrafficRequest): void {
    this.scheduleNextArrival(); // first, so that whoever arrives at the same instant is known
    this.world.clients.arrive(request);
  }

  private scheduleNextArrival(): void {
    this.trafficBegun = true;
    const next = this.traffic.next();
    if (next.done) {
      this.trafficOver = true;
      return;
    }
    this.world.kernel.at(next.value.arrival_s, this.arrivalKind, next.value);
  }
}

/** Runs a simulation to its end. */
export function simulate(input: SimulationInput, traffic: SimulatedTraffic, sink: RunSink): SimulationResult {
  const simulation = new Simulation(input, traffic, sink);
  simulation.advance(Number.POSITIVE_INFINITY);
  return simulation.finish();
}
