/**
 * Those who send the requests, and the frontend that lets them in: a request arrives, is let in or rejected, is given up when
 * its client's patience ends, is sent again after a failure, and may be followed by the next one of its session. Tells the
 * events of a request's beginning and end; what happens in between is the cluster's.
 */
import type { LostTo, RequestStatus, RunSink } from '../../reports/record/index.js';
import type { Traffic, TrafficRequest } from '../../scenarios/index.js';
import { type RandomStream, randomStream } from '../../scenarios/random/index.js';
import type { Cluster, ClusterListener } from '../cluster/cluster.js';
import { InFlight } from '../cluster/in-flight.js';
import type { EventKind, Kernel } from '../core/kernel.js';
import { PRIORITY } from '../core/priority.js';
import type { SimulationInput } from '../simulation-input.js';
import { Patience, type PatienceLimit } from './patience.js';

/** Requests by what has become of them; those that a client gave up, lost or was refused are `failed`. */
export interface RequestTally {
  injected: number;
  completed: number;
  failed: number;
  unfinished: number;
}

/** Who sends how, and what the frontend does with it. */
export interface ClientsOptions extends Pick<SimulationInput, 'clients' | 'frontend' | 'seed'> {
  /** Seconds between a request's arrival and its place in the cluster's queue. */
  readonly overhead_s: number;
  /** What follows a request that has ended, however it ended. */
  readonly next?: Traffic['next'];
  /** Follows single tokens, where the engines do every step. */
  readonly onTokens?: ClusterListener['tokens'];
}

/** What clients ask of the cluster. */
export type ClusterDoor = Pick<Cluster, 'inFlight' | 'submit' | 'abandon' | 'settle' | 'noteHoldUps'>;

/** The clients of a run and the frontend before the cluster; the cluster tells them what becomes of what they sent. */
export class Clients implements ClusterListener {
  readonly tally: RequestTally = { injected: 0, completed: 0, failed: 0, unfinished: 0 };
  readonly tokens: ClusterListener['tokens'];
  /** Set before the first arrival. */
  cluster!: ClusterDoor;
  /** When the latest request arrived. */
  lastArrival_s = 0;
  /** Between the frontend and the cluster, or between two tries. */
  private readonly outside = new Set<InFlight>();
  private comingBack = 0;
  private readonly entering: EventKind<InFlight>;
  private readonly patience: Patience;
  private readonly retrying: EventKind<InFlight>;
  private readonly followUp: EventKind<TrafficRequest>;
  private readonly retryRandom: RandomStream;

  constructor(
    private readonly kernel: Kernel,
    private readonly sink: RunSink,
    private readonly options: ClientsOptions,
  ) {
    this.entering = kernel.define<InFlight>(PRIORITY.arrival, (inFlight) => this.enter(inFlight));
    this.patience = new Patience(kernel, options.clients, options.seed, (inFlight, limit) =>
      this.endPatience(inFlight, limit),
    );
    this.retrying = kernel.define<InFlight>(PRIORITY.arrival, (inFlight) => {
      this.outside.delete(inFlight);
      this.send(inFlight);
    });
    this.followUp = kernel.define<TrafficRequest>(PRIORITY.arrival, (request) => {
      this.comingBack--;
      this.arrive(request);
    });
    this.tokens = options.onTokens;
    this.retryRandom = randomStream(options.seed, 'clients/retry');
  }

  /** Requests that have arrived and not ended. */
  get open(): number {
    const { injected, completed, failed, unfinished } = this.tally;
    return injected - completed - failed - unfinished;
  }

  /** Requests that will still arrive, as answers to the end of others. */
  get expected(): number {
    return this.comingBack;
  }

  /** Requests that are open but not inside the cluster. */
  get waitingOutside(): number {
    return this.outside.size;
  }

  /** A request arrives; returns its first try. */
  arrive(request: TrafficRequest): InFlight {
    this.tally.injected++;
    this.lastArrival_s = this.kernel.now;
    this.sink.arrival({
      time_s: this.kernel.now,
      id: request.id,
      inputTokens: request.inputTokens,
      outputTokens: request.outputTokens,
    });
    const inFlight = new InFlight(request, 0, this.kernel.now);
    this.send(inFlight);
    return inFlight;
  }

  /** The client of a request has gone; nothing happens where the request has ended. */
  cancel(inFlight: InFlight): void {
    this.endPatience(inFlight, 'cancel');
  }

  /** Ends the run: whoever is still open is unfinished. */
  close(): void {
    for (const inFlight of this.cluster.settle()) {
      this.cluster.noteHoldUps(inFlight);
      this.end(inFlight, 'unfinished');
    }
    for (const inFlight of this.outside) this.end(inFlight, 'unfinished');
  }

  /** Its first token is out. */
  firstToken(inFlight: InFlight): void {
    const { request } = inFlight;
    const now_s = this.kernel.now;
    this.sink.firstToken({
      time_s: now_s,
      id: request.id,
      inputTokens: request.inputTokens,
      ttft_s: now_s - request.arrival_s,
    });
  }

  /** It has got all its tokens. */
  completed(inFlight: InFlight): void {
    this.end(inFlight, 'completed');
  }

  /** No worker could ever hold it. */
  refused(inFlight: InFlight): void {
    this.end(inFlight, 'failed'); // nothing could ever serve it: no retry helps
  }

  /** Its work is lost: the frontend sends it again with what its client has got, or its try has failed. */
  lost(inFlight: InFlight, to: LostTo): void {
    inFlight.stages.held.lostTo = to;
    if (this.options.frontend.lost_work === 'fail') {
      this.fail(inFlight, 'failed');
      return;
    }
    const again = new InFlight(inFlight.request, inFlight.attempt, this.kernel.now);
    again.delivered = inFlight.delivered;
    again.firstToken_s = inFlight.firstToken_s;
    again.lastToken_s = inFlight.lastToken_s;
    again.cachedTokens = inFlight.cachedTokens;
    again.preemptions = inFlight.preemptions;
    this.continueClock(again, inFlight);
    inFlight.successor = again;
    this.cluster.submit(again);
  }

  /** Lost work goes on the account of what took it away. */
  private continueClock(again: InFlight, { stages, firstToken_s, stoppedAt_s, lastToken_s }: InFlight): void {
    again.stages = stages;
    if (firstToken_s === undefined) {
      stages.add('lost_s', this.kernel.now - stages.queued_s!);
      stages.restart();
      return;
    }
    again.stoppedAt_s = stoppedAt_s ?? lastToken_s;
    again.wasLost = true;
  }

  private send(inFlight: InFlight): void {
    this.patience.begin(inFlight);
    const { overhead_s } = this.options;
    if (overhead_s === 0) {
      this.enter(inFlight);
      return;
    }
    this.outside.add(inFlight);
    this.kernel.at(this.kernel.now + overhead_s, this.entering, inFlight);
  }

  private enter(inFlight: InFlight): void {
    if (this.outside.size > 0) this.outside.delete(inFlight);
    if (!inFlight.isWanted) return;
    const { max_in_flight } = this.options.frontend;
    if (max_in_flight !== undefined && this.cluster.inFlight >= max_in_flight) {
      inFlight.end();
      this.fail(inFlight, 'rejected');
    } else {
      this.cluster.submit(inFlight);
    }
  }

  private endPatience(sent: InFlight, limit: PatienceLimit): void {
    let inFlight = sent;
    while (inFlight.successor) inFlight = inFlight.successor;
    if (!inFlight.isWanted || (limit === 'first_token' && inFlight.firstToken_s !== undefined)) return;
    if (this.outside.delete(inFlight)) inFlight.end();
    else this.cluster.abandon(inFlight);
    if (limit === 'cancel') this.end(inFlight, 'cancelled');
    else this.fail(inFlight, 'timed_out');
  }

  /** A try has failed: the client comes again, or that was it. */
  private fail(inFlight: InFlight, status: RequestStatus): void {
    const { max, backoff_s, factor } = this.options.clients.retries;
    const { attempt, request } = inFlight;
    if (attempt >= max) {
      this.end(inFlight, status);
      return;
    }
    const again = new InFlight(request, attempt + 1, this.kernel.now);
    again.stages.held.earlierTry = status;
    const lostTo = inFlight.stages.holdUps?.lostTo;
    if (lostTo) again.stages.held.lostTo = lostTo;
    const wait_s = backoff_s * factor ** attempt * (0.5 + this.retryRandom.next());
    this.outside.add(again);
    this.kernel.at(this.kernel.now + wait_s, this.retrying, again);
  }

  private end(inFlight: InFlight, status: RequestStatus): void {
    const { request } = inFlight;
    const now_s = this.kernel.now;
    if (status === 'completed' || status === 'unfinished') this.tally[status]++;
    else this.tally.failed++;
    this.sink.requestEnd({
      time_s: now_s,
      id: request.id,
      class: request.class,
      arrival_s: request.arrival_s,
      inputTokens: request.inputTokens,
      outputTokens: request.outputTokens,
      deliveredTokens: inFlight.delivered,
      cachedTokens: inFlight.cachedTokens,
      prefillWorker: inFlight.prefillWorker?.id,
      decodeWorker: inFlight.decodeWorker?.id,
      firstToken_s: inFlight.firstToken_s,
      lastToken_s: inFlight.lastToken_s,
      status,
      attempts: inFlight.attempt + 1,
      preemptions: inFlight.preemptions,
      stages: inFlight.stages,
    });
    if (status === 'unfinished') return;
    const next = this.options.next?.(request, now_s);
    if (!next) return;
    this.comingBack++;
    this.kernel.at(Math.max(now_s, next.arrival_s), this.followUp, next);
  }
}
