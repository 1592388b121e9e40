/** Which page answers which request. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { orderReplicas, readWorkers } from './admin.js';
import { ApiError } from './api/api-error.js';
import { type CompletionsOptions, complete } from './completions.js';
import { readBody, sendError, sendJson } from './respond.js';

/** What the pages work with. */
export interface RoutesOptions extends CompletionsOptions {
  /** The exposition of `/metrics`. */
  readonly exposition: () => Promise<string>;
  readonly started_s: number;
}

type Page = (request: IncomingMessage, response: ServerResponse, url: URL) => void | Promise<void>;

/** Answers every request of the server; a page's error becomes a response in the API's shape. */
export function createRoutes(options: RoutesOptions): (request: IncomingMessage, response: ServerResponse) => void {
  const pages = pagesOf(options);
  return (request, response) => {
    const url = new URL(request.url ?? '/', 'http://emulator');
    const page = pages[`${request.method} ${url.pathname}`] ?? missing(pages, url.pathname);
    Promise.resolve()
      .then(() => page(request, response, url))
      .catch((error: unknown) => fail(response, error));
  };
}

function pagesOf(options: RoutesOptions): Readonly<Record<string, Page>> {
  const { service, model } = options;
  return {
    'POST /v1/chat/completions': (request, response) => complete(options, 'chat_completions', request, response),
    'POST /v1/completions': (request, response) => complete(options, 'completions', request, response),
    'GET /v1/models': (_, response) => {
      const card = { id: model, object: 'model', created: options.started_s, owned_by: 'headroom' };
      sendJson(response, 200, { object: 'list', data: [card] });
    },
    'GET /live': (_, response) => sendJson(response, 200, { status: 'live' }),
    'GET /health': (_, response) => {
      const counts = service.look((simulation) => Object.values(simulation.counts()));
      const healthy = counts.every(({ ready }) => ready > 0);
      sendJson(response, healthy ? 200 : 503, { status: healthy ? 'healthy' : 'unhealthy', models: [model] });
    },
    'GET /metrics': async (_, response) => {
      const text = await options.exposition();
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
      response.end(text);
    },
    'GET /admin/v1/workers': (_, response, url) =>
      sendJson(response, 200, readWorkers(service, url.searchParams.get('detail') === 'true')),
    'PUT /admin/v1/replicas': async (request, response) => {
      orderReplicas(service, await readBody(request));
      sendJson(response, 202, readWorkers(service, false));
    },
  };
}

function missing(pages: Readonly<Record<string, Page>>, path: string): Page {
  const isKnown = Object.keys(pages).some((page) => page.endsWith(` ${path}`));
  return (_, response) => {
    const error = isKnown
      ? new ApiError(405, 'invalid_request_error', 'This page has no such method.')
      : new ApiError(404, 'invalid_request_error', `There is no page ${path}.`);
    sendError(response, error);
  };
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) response.destroy();
  else if (error instanceof ApiError) sendError(response, error);
  else sendError(response, new ApiError(500, 'internal_error', (error as Error).message));
}
