/** What is sent, one after another without end: the requests of the traffic, opened again with another seed when it runs out. */
import type { Traffic, TrafficRequest } from '../../scenarios/index.js';

/** Which part of the requests a thread sends: those at positions `index`, `index + of`, … */
export interface Share {
  readonly index: number;
  readonly of: number;
}

export class Shapes {
  private traffic: Traffic;
  private requests: Iterator<TrafficRequest>;
  private position = 0;
  private given = 0;
  private pass = 0;
  /** The traffic's own identity of requests that something may follow. */
  private readonly own = new Map<number, TrafficRequest>();

  /** `open`: the traffic's n-th pass. `again`: whether it begins anew at its end. */
  constructor(
    private readonly open: (pass: number) => Traffic,
    private readonly share: Share,
    private readonly again: boolean,
  ) {
    this.traffic = open(0);
    this.requests = this.traffic.requests[Symbol.iterator]();
  }

  /** The next request, numbered so that threads never give the same number; `undefined` at the end. */
  take(): TrafficRequest | undefined {
    for (;;) {
      const { done, value } = this.requests.next();
      if (done) {
        if (!this.again) return undefined;
        this.traffic = this.open(++this.pass);
        this.requests = this.traffic.requests[Symbol.iterator]();
      } else if (this.position++ % this.share.of === this.share.index) return this.number(value);
    }
  }

  /** The next turn of the client whose request has ended. */
  follow(id: number, time_s: number): TrafficRequest | undefined {
    const ended = this.own.get(id);
    this.own.delete(id);
    if (!ended) return undefined;
    const { sessionId } = ended;
    const next = this.traffic.next?.({ id: ended.id, ...(sessionId !== undefined && { sessionId }) }, time_s);
    return next && this.number(next);
  }

  get duration_s(): number | undefined {
    return this.traffic.duration_s;
  }

  private number(request: TrafficRequest): TrafficRequest {
    const id = this.given++ * this.share.of + this.share.index;
    if (this.traffic.next) this.own.set(id, request);
    return { ...request, id };
  }
}
