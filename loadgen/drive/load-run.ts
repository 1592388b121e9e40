/**
 * A load run on one thread: starts each request at its absolute time, follows ends, retries where asked, and tells the run's
 * events. Latencies count from the scheduled time, so a client that falls behind cannot hide it.
 */
import type { RunSink } from '../../reports/index.js';
import type { ClientsSpec, TrafficRequest } from '../../scenarios/index.js';
import { exponential, type RandomStream, randomStream } from '../../scenarios/random/index.js';
import { Deadlines, type TimeLimits } from '../client/deadlines.js';
import { Exchange, type ExchangeListener } from '../client/exchange.js';
import { ReadClock } from '../client/read-clock.js';
import type { Endpoint } from '../endpoints/endpoint.js';
import type { Offering } from '../schedule/offering.js';
import { DueHeap } from './due-heap.js';
import { Pacer } from './pacer.js';
import { isWorthAnotherTry, pauseBefore_ms } from './retry.js';
import type { Prepared, Sender } from './sender.js';
import { requestEnd } from './tell.js';

/** What a load is made of. */
export interface LoadRunOptions {
  readonly offering: Offering;
  readonly sender: Sender;
  readonly endpoint: Endpoint;
  readonly limits: TimeLimits;
  /** How patient those are who ask. */
  readonly clients: ClientsSpec;
  readonly seed: number;
  readonly drainLimit_s: number;
  readonly sink: Pick<RunSink, 'arrival' | 'firstToken' | 'tokenGaps' | 'requestEnd'>;
  /** Given the text of a completed request, where that is wanted. */
  readonly onText?: ((text: string, usageTokens: number) => void) | undefined;
  readonly wantsText?: (() => boolean) | undefined;
}

interface InFlight {
  readonly prepared: Prepared;
  begun_ms: number;
  started_ms: number;
  attempts: number;
  /** A first token is told once, also when what came after it failed and was sent again. */
  firstTokenTold: boolean;
  /** Its text is wanted for a sample. */
  isSampled: boolean;
  exchange?: Exchange;
  target: string;
  release?: () => void;
  retry?: NodeJS.Timeout;
}

/** After a failed connection a closed loop waits, or it would spin on a dead target. */
const DEAD_TARGET_PAUSE_S = 0.1;
/** Room between the call and the first request's time. */
const LEAD_MS = 5;

/** One load from its first request to its last end. */
export class LoadRun {
  /** Requests told so far. */
  started = 0;
  ended = 0;
  private origin_ms = Number.POSITIVE_INFINITY;
  private readonly clock = new ReadClock();
  private readonly deadlines: Deadlines;
  private readonly cancelRandom: RandomStream;
  private readonly retryRandom: RandomStream;
  private readonly pacer = new Pacer(() => this.pump());
  private readonly waiting: Iterator<TrafficRequest>;
  private readonly following = new DueHeap();
  private readonly inFlight = new Set<InFlight>();
  private endedFlights: InFlight[] = [];
  private head: Prepared | undefined;
  private offering = true;
  private drain: NodeJS.Timeout | undefined;
  private finish: (() => void) | undefined;
  private failure: ((error: unknown) => void) | undefined;

  constructor(private readonly options: LoadRunOptions) {
    this.deadlines = new Deadlines(withPatience(options.limits, options.clients));
    this.cancelRandom = randomStream(options.seed, 'clients/cancel');
    this.retryRandom = randomStream(options.seed, 'clients/retry');
    this.waiting = options.offering.requests[Symbol.iterator]();
  }

  /** Seconds since the run's start. */
  get now_s(): number {
    return this.toSeconds(performance.now());
  }

  get outstanding(): number {
    return this.inFlight.size;
  }

  /** Runs to the end of the schedule and of what it began. `origin_ms`: the time that is 0, for threads to agree on. */
  run(origin_ms = performance.now() + LEAD_MS): Promise<void> {
    this.origin_ms = origin_ms;
    return new Promise((resolve, reject) => {
      this.finish = resolve;
      this.failure = reject;
      this.pump();
    });
  }

  /** Starts nothing more and ends what is out as unfinished. */
  stop(): void {
    this.offering = false;
    this.pacer.close();
    for (const flight of [...this.inFlight]) this.giveUp(flight);
    this.endIfDone();
  }

  private pump(): void {
    try {
      this.startDue();
    } catch (error) {
      this.offering = false;
      this.failure?.(error); // a trace that cannot be read ends the run
      this.stop();
    }
  }

  private startDue(): void {
    while (this.offering) {
      const next = this.nextDue();
      if (!next) break;
      const due_ms = this.origin_ms + next.arrival_s * 1000;
      if (due_ms > performance.now()) {
        this.pacer.at(due_ms);
        return;
      }
      this.start(this.takeDue(next));
    }
    this.endIfDone();
  }

  /** The earlier of the next request that waits for nobody and the next that follows another. */
  private nextDue(): TrafficRequest | undefined {
    if (!this.head) {
      const { done, value } = this.waiting.next();
      if (!done) this.head = this.options.sender.prepare(value); // ahead of its time, so that a long prompt makes none late
    }
    const follower = this.following.first;
    if (!this.head || (follower && follower.arrival_s < this.head.request.arrival_s)) return follower;
    return this.head.request;
  }

  private takeDue(request: TrafficRequest): Prepared {
    const { head } = this;
    if (head?.request === request) {
      this.head = undefined;
      return head;
    }
    return this.options.sender.prepare(this.following.take()!);
  }

  private start(prepared: Prepared): void {
    const { id, arrival_s, inputTokens, outputTokens } = prepared.request;
    const flight: InFlight = {
      prepared,
      begun_ms: 0,
      started_ms: 0,
      attempts: 0,
      firstTokenTold: false,
      isSampled: false,
      target: '',
    };
    this.inFlight.add(flight);
    this.started++;
    clearTimeout(this.drain);
    this.drain = undefined;
    this.options.sink.arrival({ time_s: arrival_s, id, inputTokens, outputTokens });
    this.send(flight);
  }

  private send(flight: InFlight): void {
    const { endpoint, sender } = this.options;
    const isSampled = this.options.wantsText?.() ?? false;
    const keepText = isSampled || sender.wantsReply(flight.prepared.request);
    const exchange = new Exchange(
      { endpoint, stream: sender.stream, clock: this.clock, keepText },
      this.listenerOf(flight),
    );
    flight.isSampled = isSampled;
    flight.attempts++;
    flight.exchange = exchange;
    flight.started_ms = performance.now();
    if (flight.attempts === 1) flight.begun_ms = flight.started_ms;
    this.deadlines.watch(exchange, this.drawCancel_s());
    const { target, release } = sender.send(flight.prepared, exchange);
    flight.target = target;
    flight.release = release;
  }

  /** When this client will lose interest, if it will. */
  private drawCancel_s(): number | undefined {
    const { cancel } = this.options.clients;
    if (!cancel || this.cancelRandom.next() >= cancel.share) return undefined;
    return exponential(this.cancelRandom) * cancel.mean_s;
  }

  private listenerOf(flight: InFlight): ExchangeListener {
    const { sink } = this.options;
    const { id, arrival_s, inputTokens } = flight.prepared.request;
    return {
      firstToken: ({ firstToken_ms }) => {
        if (flight.firstTokenTold) return;
        flight.firstTokenTold = true;
        const time_s = this.toSeconds(firstToken_ms!);
        sink.firstToken({ time_s, id, inputTokens, ttft_s: time_s - arrival_s });
      },
      gap: (gap_ms) => sink.tokenGaps(gap_ms / 1000, 1, 1, 0),
      end: () => this.endLater(flight),
    };
  }

  /** What an end leads to, the next request among it, waits until undici has returned from its callback. */
  private endLater(flight: InFlight): void {
    this.deadlines.forget(flight.exchange!);
    if (this.endedFlights.push(flight) === 1) queueMicrotask(this.takeEnded);
  }

  private readonly takeEnded = () => {
    const flights = this.endedFlights;
    this.endedFlights = [];
    for (const flight of flights) this.onEnd(flight, flight.exchange!);
  };

  private onEnd(flight: InFlight, exchange: Exchange): void {
    flight.release?.();
    const { retries } = this.options.clients;
    if (this.offering && flight.attempts <= retries.max && isWorthAnotherTry(exchange)) {
      const pause_ms = pauseBefore_ms(flight.attempts, exchange, retries, this.retryRandom);
      flight.retry = setTimeout(() => this.send(flight), pause_ms);
      return;
    }
    this.settle(flight, exchange);
  }

  private settle(flight: InFlight, exchange: Exchange): void {
    const { request } = flight.prepared;
    this.inFlight.delete(flight);
    this.ended++;
    const { begun_ms, started_ms, attempts, target } = flight;
    this.options.sink.requestEnd(
      requestEnd(request, exchange, { begun_ms, started_ms, attempts, target }, this.toSeconds),
    );
    if (!exchange.errorClass) this.keepText(flight, exchange);
    if (this.offering) this.follow(request, exchange);
    else this.endIfDone();
  }

  private keepText({ isSampled, prepared }: InFlight, exchange: Exchange): void {
    const { onText, sender } = this.options;
    if (isSampled && exchange.text !== '') onText?.(exchange.text, exchange.usage?.outputTokens ?? exchange.chunks);
    if (sender.wantsReply(prepared.request)) sender.heard(prepared.request, exchange);
  }

  private follow({ id, sessionId }: TrafficRequest, exchange: Exchange): void {
    const now_s = this.now_s;
    const next = this.options.offering.next(id, now_s);
    if (sessionId !== undefined && next?.sessionId !== sessionId) this.options.sender.endSession(sessionId);
    if (next) {
      const earliest_s = exchange.sent_ms === undefined ? now_s + DEAD_TARGET_PAUSE_S : 0;
      this.following.add({ ...next, arrival_s: Math.max(next.arrival_s, earliest_s) });
    }
    this.pump();
  }

  private giveUp(flight: InFlight): void {
    if (flight.retry) {
      clearTimeout(flight.retry);
      this.settle(flight, flight.exchange!);
    } else flight.exchange?.abort('unfinished');
  }

  /** The schedule is over when nothing is due any more; then what is out has the drain limit to end. */
  private endIfDone(): void {
    if (this.offering && (this.head || this.following.first)) return;
    if (this.inFlight.size === 0) {
      if (this.offering && this.nextDue()) return;
      clearTimeout(this.drain);
      this.deadlines.close();
      this.pacer.close();
      this.offering = false;
      this.finish?.();
    } else this.drain ??= setTimeout(() => this.stop(), this.options.drainLimit_s * 1000);
  }

  private readonly toSeconds = (time_ms: number) => (time_ms - this.origin_ms) / 1000;
}

/** The shorter of the technical limit and the clients' patience. */
function withPatience(limits: TimeLimits, { timeout_s, first_token_timeout_s }: ClientsSpec): TimeLimits {
  const shorter = (a: number | undefined, b: number | undefined) =>
    a === undefined ? b : b === undefined ? a : Math.min(a, b);
  return {
    ...limits,
    first_token_s: shorter(limits.first_token_s, first_token_timeout_s),
    total_s: shorter(limits.total_s, timeout_s),
  };
}
