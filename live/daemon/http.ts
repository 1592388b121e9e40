/** The daemon's own pages: /metrics, /health, and /live, the record so far as the report would draw it. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HeadroomError } from '../../scenarios/errors/index.js';

/** What the daemon's pages show; each is asked anew for every request. */
export interface Pages {
  metrics(): Promise<string>;
  /** `ok: false` where the loop no longer goes round. */
  health(): { readonly ok: boolean } & Readonly<Record<string, unknown>>;
  /** The live page, HTML. */
  live(): Promise<string>;
}

/** A server of pages that listens. */
export interface PageServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the pages at `host:port` (port 0: a free one). Throws HR_OUTPUT_FAILED where the address cannot be had. */
export async function servePages(listen: string, pages: Pages): Promise<PageServer> {
  const server = createServer((request, response) => {
    answer(pages, new URL(request.url ?? '/', 'http://localhost').pathname, response).catch((error: unknown) => {
      if (!response.headersSent) send(response, 500, 'text/plain', `${(error as Error).message}\n`);
    });
  });
  const colon = listen.lastIndexOf(':');
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new HeadroomError('HR_OUTPUT_FAILED', { message: `cannot listen at ${listen} (${error.code})` })),
    );
    server.listen(Number(listen.slice(colon + 1)), listen.slice(0, colon).replace(/^\[|\]$/g, ''), resolve);
  });
  const { address, port, family } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(pages: Pages, path: string, response: ServerResponse): Promise<void> {
  if (path === '/metrics') return send(response, 200, 'text/plain; version=0.0.4', await pages.metrics());
  if (path === '/health') {
    const health = pages.health();
    return send(response, health.ok ? 200 : 503, 'application/json', `${JSON.stringify(health)}\n`);
  }
  if (path === '/live' || path === '/') return send(response, 200, 'text/html; charset=utf-8', await pages.live());
  return send(response, 404, 'text/plain', 'Here are /live, /metrics and /health.\n');
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type }).end(body);
}
