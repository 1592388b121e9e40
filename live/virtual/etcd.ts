/** etcd through its v3 JSON gateway: the few calls that the virtual connector makes, without a gRPC client. */
import { Agent, request } from 'undici';

/** A key as it stands; `revision` is that of its last change. */
export interface Entry {
  readonly key: string;
  readonly value: string;
  readonly revision: string;
}

interface RangeAnswer {
  /** Absent where there is none; numbers are texts, as JSON's are too short for them. */
  readonly kvs?: readonly { readonly key: string; readonly value?: string; readonly mod_revision: string }[];
  readonly count?: string;
}

const PATIENCE_MS = 5000;

/** A client of one etcd. A call takes 5 s at most, and rejects where etcd cannot be reached or refuses. */
export class Etcd {
  private readonly agent = new Agent({ connect: { timeout: PATIENCE_MS } });
  private readonly origin: string;

  constructor(url: string) {
    this.origin = new URL(url).origin;
  }

  /** Every key that begins with `prefix`, as of one moment. */
  async range(prefix: string, signal?: AbortSignal): Promise<Entry[]> {
    const { kvs = [] } = await this.call<RangeAnswer>('range', ranged(prefix), signal);
    return kvs.map(({ key, value = '', mod_revision }) => ({
      key: decoded(key),
      value: decoded(value),
      revision: mod_revision,
    }));
  }

  /** How many keys begin with `prefix`. */
  async count(prefix: string, signal?: AbortSignal): Promise<number> {
    const { count = '0' } = await this.call<RangeAnswer>('range', { ...ranged(prefix), count_only: true }, signal);
    return Number(count);
  }

  /** Writes all `values` at once, if `key` is still at `revision` ('0': is not there). `false`: it is not. */
  async putIfAt(
    key: string,
    revision: string,
    values: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<boolean> {
    const compare = [{ target: 'MOD', result: 'EQUAL', key: encoded(key), mod_revision: revision }];
    const success = Object.entries(values).map(([name, value]) => ({
      request_put: { key: encoded(name), value: encoded(value) },
    }));
    const { succeeded } = await this.call<{ succeeded?: boolean }>('txn', { compare, success }, signal);
    return succeeded === true;
  }

  close(): Promise<void> {
    return this.agent.destroy();
  }

  private async call<T>(method: 'range' | 'txn', body: object, signal?: AbortSignal): Promise<T> {
    const limit = AbortSignal.timeout(PATIENCE_MS);
    const answer = await request(`${this.origin}/v3/kv/${method}`, {
      dispatcher: this.agent,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
    }).catch((error: Error) => {
      signal?.throwIfAborted();
      throw new Error(`etcd at ${this.origin} cannot be reached: ${error.message}`);
    });
    const text = await answer.body.text();
    if (answer.statusCode === 200) return JSON.parse(text) as T;
    throw new Error(`etcd at ${this.origin} refused (${answer.statusCode}): ${text.slice(0, 200)}`);
  }
}

function ranged(prefix: string): { key: string; range_end: string } {
  const end = Buffer.from(prefix);
  end[end.length - 1]! += 1;
  return { key: encoded(prefix), range_end: end.toString('base64') };
}

function encoded(text: string): string {
  return Buffer.from(text).toString('base64');
}

function decoded(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8');
}
