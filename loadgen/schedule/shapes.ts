/** What is sent, one after another without end: the requests of the traffic, opened again with another seed when it runs out. */
import type { Traffic, TrafficRequest } from '../../scenarios/index.js';

/** Which part of the requests a thread, or a machine, sends: those at positions `index`, `index + of`, … */
export interface Share {
  readonly index: number;
  readonly of: number;
}

/** One reading of the traffic from its start. */
interface Pass {
  readonly number: number;
  readonly traffic: Traffic;
  readonly requests: Iterator<TrafficRequest>;
}

/** A share of the traffic's requests in order, and the turns that follow them. */
export class Shapes {
  private pass: Pass;
  private position = 0;
  private given = 0;
  /** The traffic's own identity of requests that something may follow. */
  private readonly own = new Map<number, { readonly request: TrafficRequest; readonly pass: Pass }>();

  /** `open`: the traffic's n-th pass. `again`: whether it begins anew at its end. */
  constructor(
    private readonly open: (pass: number) => Traffic,
    private readonly share: Share,
    private readonly again: boolean,
  ) {
    this.pass = this.begin(0);
  }

  /** The next request, numbered so that threads never give the same number; `undefined` at the end. */
  take(): TrafficRequest | undefined {
    for (;;) {
      const { done, value } = this.pass.requests.next();
      if (done) {
        if (!this.again) return undefined;
        this.pass = this.begin(this.pass.number + 1);
      } else if (this.position++ % this.share.of === this.share.index) return this.number(value, this.pass);
    }
  }

  /** The next turn of the client whose request has ended. */
  follow(id: number, time_s: number): TrafficRequest | undefined {
    const ended = this.own.get(id);
    this.own.delete(id);
    if (!ended) return undefined;
    const { request, pass } = ended;
    const { sessionId } = request;
    const next = pass.traffic.next?.({ id: request.id, ...(sessionId !== undefined && { sessionId }) }, time_s);
    return next && this.number(next, pass);
  }

  get duration_s(): number | undefined {
    return this.pass.traffic.duration_s;
  }

  private begin(number: number): Pass {
    const traffic = this.open(number);
    return { number, traffic, requests: traffic.requests[Symbol.iterator]() };
  }

  /** Sessions of a further pass are other sessions, though the traffic names them alike. */
  private number(request: TrafficRequest, pass: Pass): TrafficRequest {
    const id = this.given++ * this.share.of + this.share.index;
    if (pass.traffic.next) this.own.set(id, { request, pass });
    const { sessionId } = request;
    if (sessionId === undefined || pass.number === 0) return { ...request, id };
    return { ...request, id, sessionId: `${sessionId}~${pass.number}` };
  }
}
