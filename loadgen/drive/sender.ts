/** From a request of the traffic to bytes on a connection: body, headers, target, lane. */
import type { BenchSpec, TrafficRequest } from '../../scenarios/index.js';
import type { Exchange } from '../client/exchange.js';
import { Lanes } from '../client/lanes.js';
import type { Target } from '../client/target.js';
import type { Endpoint } from '../endpoints/endpoint.js';
import type { Conversations } from '../workload/conversations.js';

/** What a sender sends, and to whom. */
export interface SenderOptions {
  readonly bench: Omit<BenchSpec, 'model'> & { readonly model: string };
  readonly endpoint: Endpoint;
  readonly targets: readonly Target[];
  readonly conversations: Conversations;
}

/** A request that is ready to go. */
export interface Prepared {
  readonly request: TrafficRequest;
  readonly body: string;
}

/** Writes requests and hands them to connections; keeps the sessions' conversations. */
export class Sender {
  readonly stream: boolean;
  private readonly doors: readonly { readonly target: Target; readonly lanes: Lanes; readonly headers: string[] }[];

  constructor(private readonly options: SenderOptions) {
    const { bench, endpoint, targets } = options;
    this.stream = bench.stream && endpoint.streams;
    this.doors = targets.map((target) => ({
      target,
      lanes: new Lanes(target.origin, { connect_ms: bench.timeouts.connect_s * 1000, tls: target.tls }),
      headers: headersOf(target, this.stream),
    }));
  }

  prepare(request: TrafficRequest): Prepared {
    const { bench, endpoint, conversations } = this.options;
    const body = endpoint.body({
      model: bench.model,
      messages: conversations.messages(request),
      outputTokens: request.outputTokens,
      stream: this.stream,
      exactOutput: bench.exact_output,
    });
    return { request, body: JSON.stringify({ ...body, ...bench.body }) };
  }

  /** Sends; targets take turns. Returns what gives the connection back, once the exchange has ended. */
  send({ request, body }: Prepared, exchange: Exchange): { readonly target: string; readonly release: () => void } {
    const { target, lanes, headers } = this.doors[request.id % this.doors.length]!;
    const lane = lanes.acquire();
    lane.dispatch(
      {
        path: target.prefix + this.options.endpoint.path,
        method: 'POST',
        headers: [...headers, 'x-request-id', String(request.id)],
        body,
      },
      exchange,
    );
    return { target: target.origin, release: () => (exchange.readToEnd ? lanes.release(lane) : lanes.retire(lane)) };
  }

  /** Whether a later turn may say what is answered to this request. */
  wantsReply({ sessionId }: TrafficRequest): boolean {
    const { bench, endpoint } = this.options;
    return sessionId !== undefined && endpoint.streams && bench.history === 'received';
  }

  /** Keeps an answer for the later turns; reasoning stays out of it, as in a chat client. */
  heard(request: TrafficRequest, { answer, text, usage, chunks }: Exchange): void {
    if (answer === '') return;
    const tokens = Math.ceil(((usage?.outputTokens ?? chunks) * answer.length) / text.length);
    this.options.conversations.heard(request, { text: answer, tokens });
  }

  /** No turn of this session will follow. */
  endSession(sessionId: string): void {
    this.options.conversations.end(sessionId);
  }

  sockets(): { opened: number; most: number } {
    const all = this.doors.map(({ lanes }) => lanes.sockets);
    return {
      opened: all.reduce((sum, { opened }) => sum + opened, 0),
      most: all.reduce((sum, { most }) => sum + most, 0),
    };
  }

  async close(): Promise<void> {
    await Promise.all(this.doors.map(({ lanes }) => lanes.close()));
  }
}

function headersOf({ headers }: Target, stream: boolean): string[] {
  const own = { 'content-type': 'application/json', accept: stream ? 'text/event-stream' : 'application/json' };
  return Object.entries({ ...own, ...headers }).flat();
}
