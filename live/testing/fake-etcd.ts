/** etcd's v3 JSON gateway in memory, for tests: ranges and transactions, with the fields that the real one leaves out where they are 0. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { bodyOf, MortalServer } from './mortal-server.js';

interface Stored {
  readonly value: string;
  readonly revision: number;
}

interface Txn {
  readonly compare: readonly { readonly key: string; readonly mod_revision: string }[];
  readonly success: readonly { readonly request_put: { readonly key: string; readonly value: string } }[];
}

interface Range {
  readonly key: string;
  readonly range_end: string;
  readonly count_only?: boolean;
}

export class FakeEtcd {
  /** Keys as the gateway has them, in base64. */
  private readonly keys = new Map<string, Stored>();
  private revision = 1;
  private readonly server = new MortalServer((request, response) => this.serve(request, response));

  get url(): string {
    return this.server.url;
  }

  start(): Promise<void> {
    return this.server.start();
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = this.answer(request.url ?? '', JSON.parse(await bodyOf(request)));
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(answer === undefined ? 'Not Found' : JSON.stringify(answer));
  }

  private answer(path: string, body: Range & Txn & { readonly value?: string }): object | undefined {
    if (path === '/v3/kv/range') return this.range(body);
    if (path === '/v3/kv/txn') return this.txn(body);
    if (path !== '/v3/kv/put') return undefined;
    this.revision += 1;
    this.keys.set(body.key, { value: body.value ?? '', revision: this.revision });
    return { header: this.header() };
  }

  private range({ key, range_end, count_only }: Range): object {
    const [from, to] = [Buffer.from(key, 'base64'), Buffer.from(range_end, 'base64')];
    const within = (name: string) => {
      const bytes = Buffer.from(name, 'base64');
      return Buffer.compare(bytes, from) >= 0 && Buffer.compare(bytes, to) < 0;
    };
    const found = [...this.keys].filter(([name]) => within(name));
    if (found.length === 0) return { header: this.header() };
    const count = String(found.length);
    if (count_only) return { header: this.header(), count };
    const kvs = found.map(([name, { value, revision }]) => ({ key: name, mod_revision: String(revision), value }));
    return { header: this.header(), kvs, count };
  }

  private txn({ compare, success }: Txn): object {
    if (!compare.every(({ key, mod_revision }) => (this.keys.get(key)?.revision ?? 0) === Number(mod_revision))) {
      return { header: this.header() };
    }
    this.revision += 1;
    for (const { request_put: put } of success) this.keys.set(put.key, { value: put.value, revision: this.revision });
    return { header: this.header(), succeeded: true };
  }

  private header(): object {
    return { revision: String(this.revision) };
  }
}
