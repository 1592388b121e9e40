/**
 * Connections to one target: a stack of idle ones, the last used first, and a new one when none is idle. A lane carries one
 * request at a time, so an open loop is never held up by a pool's limit. A lane on which a request did not end well is not used
 * again. Lanes change hands outside undici's callbacks only: inside one its client is in the middle of counting its own queue.
 */
import type { TlsOptions } from './target.js';
import { Client } from './undici.js';

/** How connections to a target are made. */
export interface LaneOptions {
  readonly connect_ms: number;
  readonly tls: TlsOptions;
}

/** Idle connections outlive any pause between two requests; the server decides otherwise if it wants to. */
const KEEP_ALIVE_MS = 600_000;

/** Connections to one target, lent for one request at a time. */
export class Lanes {
  private readonly idle: Client[] = [];
  private readonly all = new Set<Client>();
  private open = 0;
  /** Connections made so far, and the most that were open at a time. */
  readonly sockets = { opened: 0, most: 0 };

  constructor(
    private readonly origin: string,
    private readonly options: LaneOptions,
  ) {}

  acquire(): Client {
    return this.idle.pop() ?? this.create();
  }

  release(client: Client): void {
    this.idle.push(client);
  }

  /** Ends a lane instead of giving it back. */
  retire(client: Client): void {
    void client.destroy().then(() => this.all.delete(client));
  }

  async close(): Promise<void> {
    await Promise.all([...this.all].map((client) => client.destroy()));
  }

  private create(): Client {
    const { connect_ms, tls } = this.options;
    const client = new Client(this.origin, {
      pipelining: 1,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: { timeout: connect_ms, ...tls },
    });
    client.on('connect', () => {
      this.sockets.opened++;
      this.open++;
      this.sockets.most = Math.max(this.sockets.most, this.open);
    });
    client.on('disconnect', () => this.open--);
    this.all.add(client);
    return client;
  }
}
