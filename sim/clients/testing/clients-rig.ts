/** Clients before a cluster that does nothing by itself: the test says when a token comes, who ends and whose work is lost. */
import type { LostTo } from '../../../reports/record/index.js';
import type { ClientsSpec, FrontendSpec, TrafficRequest } from '../../../scenarios/index.js';
import type { InFlight } from '../../cluster/in-flight.js';
import { ClockRig, type Collected, collect, requestOf } from '../../testing/index.js';
import { Clients, type ClientsOptions, type ClusterDoor } from '../clients.js';

/** What the clients and the frontend are; as little as possible where nothing is said. */
export interface ClientsRigOptions extends Partial<Omit<ClientsOptions, 'clients' | 'frontend'>> {
  readonly clients?: Partial<ClientsSpec>;
  readonly frontend?: Partial<FrontendSpec>;
}

/** The clients, their clock and the cluster that the test plays. */
export class ClientsRig extends ClockRig {
  readonly collected: Collected = collect();
  readonly clients: Clients;
  /** Who is inside the cluster, in the order in which they came. */
  readonly inside: InFlight[] = [];
  /** What the cluster was asked, in order: `submit 0`, `abandon 0`, … by request. */
  readonly asked: string[] = [];

  constructor({ clients, frontend, ...more }: ClientsRigOptions = {}) {
    super();
    this.clients = new Clients(this.kernel, this.collected.sink, {
      seed: 1,
      overhead_s: 0,
      clients: { retries: { max: 0, backoff_s: 1, factor: 2 }, ...clients },
      frontend: { lost_work: 'fail', ...frontend },
      ...more,
    });
    this.clients.cluster = this.door();
  }

  /** A request arrives at `time_s`, when the clock comes there. */
  arrive(time_s: number, of: Partial<TrafficRequest> = {}): void {
    this.at(time_s, () => this.clients.arrive(requestOf({ arrival_s: time_s, ...of })));
  }

  /** The first token of the request that came first of those inside. */
  firstToken(time_s: number): void {
    this.at(time_s, () => {
      const inFlight = this.inside[0]!;
      inFlight.firstToken_s = time_s;
      inFlight.lastToken_s = time_s;
      inFlight.delivered = 1;
      this.clients.firstToken(inFlight);
    });
  }

  /** The request that came first of those inside completes. */
  complete(time_s: number): void {
    this.at(time_s, () => this.clients.completed(this.leave(this.inside[0]!)));
  }

  /** The work of the request that came first of those inside is lost. */
  lose(time_s: number, to: LostTo = 'crash'): void {
    this.at(time_s, () => this.clients.lost(this.leave(this.inside[0]!), to));
  }

  /** What became of the requests: id, status, time and tries. */
  ends(): string[] {
    return this.collected.ends.map(({ id, status, time_s, attempts }) => `${id} ${status} ${time_s} ${attempts}`);
  }

  private leave(inFlight: InFlight): InFlight {
    this.inside.splice(this.inside.indexOf(inFlight), 1);
    inFlight.end();
    return inFlight;
  }

  private door(): ClusterDoor {
    const { inside, asked } = this;
    return {
      get inFlight() {
        return inside.length;
      },
      submit: (inFlight) => {
        asked.push(`submit ${inFlight.request.id}`);
        inFlight.stages.queued_s = this.kernel.now;
        inside.push(inFlight);
      },
      abandon: (inFlight) => {
        asked.push(`abandon ${inFlight.request.id}`);
        this.leave(inFlight);
      },
      settle: () => {
        asked.push('settle');
        return [...inside];
      },
      noteHoldUps: (inFlight) => {
        asked.push(`note ${inFlight.request.id}`);
      },
    };
  }
}
