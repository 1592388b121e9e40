/**
 * The simulated cluster under the wall clock, and who hears what becomes of each request in it. All that enters it (requests,
 * cancellations, orders) goes through here; whoever is told of a request is told in the middle of a step and must not call back.
 */

import type { Role } from '../../planner-core/index.js';
import { type RequestEnd, type RunSink, teeSinks } from '../../reports/index.js';
import { OpenSimulation, type OpenSimulationInput, type Ticket } from '../../sim/index.js';
import type { Prompt } from './prompt.js';
import { WallClock } from './wall-clock.js';

/** Who waits for the tokens of one request. Times are simulated seconds. */
export interface Hearer {
  /** It has `delivered` tokens by now, the last of them at `time_s`. */
  tokens(delivered: number, time_s: number): void;
  ended(end: RequestEnd): void;
}

/** What is simulated, how fast, and who hears of it. */
export interface ServiceOptions {
  readonly input: OpenSimulationInput;
  readonly speedup: number;
  /** Gets every event of the run. */
  readonly sink: Partial<RunSink>;
  /** By how many seconds of the wall clock a wake-up came late. */
  readonly onLate: (late_s: number) => void;
  /** The simulation has failed; nothing goes on. */
  readonly onError: (error: unknown) => void;
}

/** One cluster that runs from its making to {@link finish}; requests are known by their ids. */
export class Service {
  private readonly simulation: OpenSimulation;
  private readonly clock: WallClock;
  private readonly inside = new Map<number, { hearer: Hearer; ticket?: Ticket }>();
  private ids = 0;

  constructor({ input, speedup, sink, onLate, onError }: ServiceOptions) {
    const toHearers = { requestEnd: (end: RequestEnd) => this.tellEnd(end) };
    this.simulation = new OpenSimulation(input, teeSinks(sink, toHearers), (id, delivered, time_s) =>
      this.inside.get(id)?.hearer.tokens(delivered, time_s),
    );
    this.clock = new WallClock(this.simulation, speedup, onLate, (error) => {
      this.simulation.abandon();
      onError(error);
    });
    this.clock.start();
  }

  now_s(): number {
    return this.clock.now_s();
  }

  /** Ids count from 0. */
  nextId(): number {
    return this.ids++;
  }

  /** A request that came at `arrival_s` enters. */
  send(id: number, arrival_s: number, prompt: Prompt, outputTokens: number, hearer: Hearer): void {
    const entry: { hearer: Hearer; ticket?: Ticket } = { hearer };
    this.inside.set(id, entry);
    this.clock.do(() => {
      entry.ticket = this.simulation.send({ id, arrival_s, outputTokens, ...prompt });
    });
  }

  /** The client of a request has gone. */
  cancel(id: number): void {
    const ticket = this.inside.get(id)?.ticket;
    if (ticket) this.clock.do((now_s) => this.simulation.cancel(ticket, now_s));
  }

  order(targets: Readonly<Partial<Record<Role, number>>>): void {
    this.clock.do((now_s) => this.simulation.order(targets, now_s));
  }

  /** Reads the cluster as it is now. */
  look<T>(read: (simulation: OpenSimulation) => T): T {
    return this.clock.do(() => read(this.simulation));
  }

  /** Ends the run: whoever is inside hears that it is unfinished. */
  finish(): void {
    this.clock.stop();
    this.simulation.finish(this.clock.now_s());
  }

  private tellEnd(end: RequestEnd): void {
    const entry = this.inside.get(end.id);
    this.inside.delete(end.id);
    entry?.hearer.ended(end);
  }
}
