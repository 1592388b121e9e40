/** A frontend's metrics page whose counters a test moves. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DialectName } from '../metrics/dialects.js';

export interface SumAndCount {
  sum: number;
  count: number;
}

/** The counters of one model on a frontend; a counter that stands at 0 has no series yet. */
export class FakeCounters {
  readonly ttft: SumAndCount = { sum: 0, count: 0 };
  readonly itl: SumAndCount = { sum: 0, count: 0 };
  readonly inputTokens: SumAndCount = { sum: 0, count: 0 };
  readonly outputTokens: SumAndCount = { sum: 0, count: 0 };
  readonly requestDuration: SumAndCount = { sum: 0, count: 0 };
  ended = 0;

  constructor(readonly model = 'tiny') {}

  /** So many requests come, are served alike and end. */
  serve(requests: number, { ttft_s = 0.1, itl_s = 0.01, input = 100, output = 11 } = {}): void {
    add(this.ttft, requests, ttft_s);
    add(this.itl, requests * (output - 1), itl_s);
    add(this.inputTokens, requests, input);
    add(this.outputTokens, requests, output);
    add(this.requestDuration, requests, ttft_s + (output - 1) * itl_s);
    this.ended += requests;
  }

  /** The page as a frontend of this dialect shows it. */
  text(dialect: DialectName): string {
    const prefix = dialect === 'nv' ? 'nv_llm_http_service' : 'dynamo_frontend';
    const labels = `{model="${this.model}"}`;
    const histogram = (name: string, { sum, count }: SumAndCount) =>
      count === 0 ? [] : [`${prefix}_${name}_sum${labels} ${sum}`, `${prefix}_${name}_count${labels} ${count}`];
    const lines = [
      ...histogram('time_to_first_token_seconds', this.ttft),
      ...histogram('inter_token_latency_seconds', this.itl),
      ...histogram('input_sequence_tokens', this.inputTokens),
      ...histogram('output_sequence_tokens', this.outputTokens),
      ...histogram('request_duration_seconds', this.requestDuration),
      ...(this.ended === 0
        ? []
        : [
            `${prefix}_requests_total{endpoint="chat_completions",model="${this.model}",request_type="stream",status="success"} ${this.ended}`,
          ]),
    ];
    return `${lines.join('\n')}\n`;
  }
}

function add(histogram: SumAndCount, count: number, each: number): void {
  histogram.sum += count * each;
  histogram.count += count;
}

export interface FakePage {
  readonly url: string;
  /** What the page shows; a number is the status of an answer without one. */
  show: string | number;
  /** Authorization headers as they came. */
  readonly authorizations: (string | undefined)[];
  close(): Promise<void>;
}

/** Serves one page at /metrics on loopback; `port` to come back where an earlier one was. */
export async function startFakePage(port = 0): Promise<FakePage> {
  const authorizations: (string | undefined)[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    authorizations.push(request.headers.authorization);
    if (typeof page.show === 'number') response.writeHead(page.show).end();
    else response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(page.show);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const page: FakePage = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`,
    show: '\n',
    authorizations,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return page;
}
