/**
 * The two parts of undici that are used, by their own files: the whole package also loads fetch, WebSocket, caches and mocks, which
 * would put off the first request by a tenth of a second.
 */
import { createRequire } from 'node:module';
import type { Dispatcher, Client as UndiciClient } from 'undici';

const load = createRequire(import.meta.url);

/** One connection to an origin. */
export const Client = load('undici/lib/dispatcher/client.js') as typeof UndiciClient;
/** The type beside it. */
export type Client = UndiciClient;

const call = load('undici/lib/api/api-request.js') as (
  this: UndiciClient,
  options: Dispatcher.RequestOptions,
) => Promise<Dispatcher.ResponseData>;

/** A whole request on `client`, for what is not measured; limits in milliseconds. */
export function get(
  client: UndiciClient,
  path: string,
  headers: Readonly<Record<string, string>>,
  patience_ms: number,
): Promise<Dispatcher.ResponseData> {
  const limits = { headersTimeout: patience_ms, bodyTimeout: patience_ms };
  return call.call(client, { path, method: 'GET', headers: { ...headers }, ...limits });
}
