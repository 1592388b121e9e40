/**
 * The simulated cluster for somebody who sends requests as they come and keeps the time: nothing happens before its caller says
 * how late it is. Engines do every step, so that single tokens can be followed. Times only go forward: one that lies behind
 * counts as now.
 */
import type { Role, WorkerCounts, WorkerObservation } from '../planner-core/index.js';
import type { ClusterSample, RunSink, WorkerState } from '../reports/record/index.js';
import type { TrafficRequest } from '../scenarios/index.js';
import type { InFlight, PoolWorker } from './cluster/in-flight.js';
import type { EventKind } from './core/kernel.js';
import { PRIORITY } from './core/priority.js';
import { viewWorkers } from './drive/worker-view.js';
import { passedOn } from './faults/between.js';
import { createObserver } from './observe/index.js';
import type { WorldInput } from './simulation-input.js';
import { World } from './world.js';

/** What the cluster is made of; who sends, and how patiently, is outside. */
export type OpenSimulationInput = Omit<WorldInput, 'clients'>;

/** A request has `delivered` output tokens by now, the last of them at `time_s`. Told in the middle of a step: do not call back. */
export type TokenListener = (id: number, delivered: number, time_s: number) => void;

/** A request inside. */
export interface Ticket {
  readonly request: TrafficRequest;
}

/** A worker that is not gone. */
export interface WorkerRow {
  readonly id: number;
  readonly role: Role;
  readonly state: WorkerState;
  readonly gpus: number;
  readonly ordered_s: number;
  readonly ready_s?: number;
  /** The startup stage that it is in or was in last. */
  readonly stage?: string;
  readonly kvBlocks: { readonly used: number; readonly all: number };
  /** What the engine of a ready worker would report of itself. */
  readonly engine?: WorkerObservation;
}

/** How many faults of a kind hold now: the page cannot be read, or stands still; and how late it comes, seconds. */
export type MetricsFaults = Readonly<Pick<World['faults'], 'lost' | 'frozen' | 'delay_s'>>;

/** A real client is as patient as it is, and sends again as it likes. */
const CLIENTS_OUTSIDE: WorldInput['clients'] = { retries: { max: 0, backoff_s: 0, factor: 1 } };

/** A simulation whose requests come from outside and whose time the caller tells: what the emulator plays on the wall clock. */
export class OpenSimulation {
  private readonly world: World;
  private readonly act: EventKind<() => void>;
  private ordered: Readonly<Partial<Record<Role, number>>> = {};
  private ended = false;

  /** `sink` gets every event, `runEnd` last. */
  constructor(input: OpenSimulationInput, sink: RunSink, onTokens: TokenListener) {
    const stepping = { ...input, cluster: { ...input.cluster, engine: 'stepping' as const }, clients: CLIENTS_OUTSIDE };
    this.world = new World(stepping, createObserver('exact', 0), sink, {
      onTokens: ({ request, delivered, lastToken_s }) => onTokens(request.id, delivered, lastToken_s!),
    });
    this.act = this.world.kernel.define<() => void>(PRIORITY.arrival, (action) => action());
  }

  get now_s(): number {
    return this.world.kernel.now;
  }

  /** When something happens next if nobody acts; Infinity when nothing will. */
  get next_s(): number {
    return this.world.kernel.nextTime;
  }

  /** Lets everything happen that is due at `time_s`. */
  advance(time_s: number): void {
    this.world.kernel.runUntil(time_s);
  }

  /** A request arrives at its `arrival_s`. */
  send(request: TrafficRequest): Ticket {
    let ticket!: InFlight;
    this.do(request.arrival_s, () => {
      ticket = this.world.clients.arrive(request);
    });
    return ticket;
  }

  /** The client of a request has gone. */
  cancel(ticket: Ticket, time_s: number): void {
    this.do(time_s, () => this.world.clients.cancel(ticket as InFlight));
  }

  /** Orders worker counts; roles left out stay as they are, and those that a fault has made deaf. */
  order(targets: Readonly<Partial<Record<Role, number>>>, time_s: number): void {
    this.do(time_s, () => {
      this.world.cluster.order(passedOn(targets, this.ordered, this.world.faults));
      this.ordered = { ...this.ordered, ...targets };
    });
  }

  /** The faults under way between the frontend's metrics and those who read them. */
  get metricsFaults(): MetricsFaults {
    return this.world.faults;
  }

  counts(): Partial<Record<Role, WorkerCounts>> {
    return Object.fromEntries(this.world.cluster.pools.map((pool) => [pool.role, pool.counts()]));
  }

  /** The pools as the timeline sees them. */
  sample(): ClusterSample {
    return this.world.cluster.sample();
  }

  /** Everybody who is not gone. */
  workers(): WorkerRow[] {
    const { cluster } = this.world;
    cluster.sync();
    const engines = viewWorkers(cluster);
    return cluster.pools.flatMap((pool) =>
      Array.from(pool.members(), (worker) =>
        rowOf(
          worker,
          engines[pool.role]?.find(({ id }) => id === String(worker.id)),
        ),
      ),
    );
  }

  /** Ends the run at `time_s`: whoever is inside is unfinished. */
  finish(time_s: number): void {
    if (this.ended) return;
    this.ended = true;
    this.do(time_s, () => undefined);
    this.world.close();
  }

  /** Tells what is known so far after a failure. */
  abandon(): void {
    if (this.ended) return;
    this.ended = true;
    this.world.abandon();
  }

  private do(time_s: number, action: () => void): void {
    const { kernel } = this.world;
    const at_s = Math.max(time_s, kernel.now);
    kernel.at(at_s, this.act, action);
    this.advance(at_s);
  }
}

function rowOf(worker: PoolWorker, engine: WorkerObservation | undefined): WorkerRow {
  const { id, role, state, gpus, ordered_s, ready_s, stages } = worker;
  const { kv } = worker.engine;
  return {
    id,
    role,
    state,
    gpus,
    ordered_s,
    ...(ready_s !== undefined && { ready_s }),
    ...(stages.length > 0 && { stage: stages.at(-1)!.name }),
    kvBlocks: { used: kv.used(), all: kv.capacity },
    ...(engine && { engine }),
  };
}
