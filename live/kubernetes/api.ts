/** Requests to a Kubernetes API server: signed in, bounded in time, patient with a server that asks for patience. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, type Dispatcher, request } from 'undici';
import { kubeError, type Status } from './api-error.js';
import type { ClusterAccess, Credentials } from './cluster-access.js';
import { pathOf, type Resource } from './resource.js';

/** RFC 7386: objects are merged. */
export const MERGE_PATCH = 'application/merge-patch+json';
/** RFC 6902: a list of operations, tests among them. */
export const JSON_PATCH = 'application/json-patch+json';

/** One request. The verb is RBAC's word for it. */
export interface Ask {
  readonly verb: 'get' | 'list' | 'patch' | 'create' | 'update' | 'delete';
  readonly target: Resource;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Of a patch. */
  readonly contentType?: string;
}

const METHOD = { get: 'GET', list: 'GET', patch: 'PATCH', create: 'POST', update: 'PUT', delete: 'DELETE' } as const;
const PATIENCE_MS = 10_000;
const MOST_TRIES = 4;
const FIRST_PAUSE_S = 0.2;
/** A server that asks for a longer pause is told to the caller instead: the next tick tries again. */
const LONGEST_PAUSE_S = 10;

interface Answer {
  readonly status: number;
  readonly retryAfter_s: number | undefined;
  readonly text: string;
}

/** A client of one API server; it opens connections when it is first asked, and keeps them until {@link close}. */
export class KubeApi {
  private agent: Agent | undefined;
  private agentCert: string | undefined;

  constructor(private readonly access: ClusterAccess) {}

  /**
   * The answer to `ask`. Throttling (429, or 503 with Retry-After) is waited out, a connection that broke is tried again; every request
   * here may be repeated, for counts are set, not added. Rejects with a KubeError where the server refuses, with an Error that
   * names the server where it cannot be reached, with `signal`'s reason where that ends it.
   */
  async ask<T>(ask: Ask, signal?: AbortSignal): Promise<T> {
    let isRefused = false;
    for (let tries = 1; ; tries++) {
      const answer = await this.attempt(ask, isRefused, tries, signal);
      if (answer !== undefined && answer.status < 300) return this.parsed<T>(answer.text);
      const isFirstRefusal = answer?.status === 401 && !isRefused;
      const pause_s = isFirstRefusal ? 0 : pauseAfter(answer, tries);
      if (pause_s === undefined || tries >= MOST_TRIES) throw this.refusal(answer, ask);
      isRefused = answer?.status === 401;
      await sleep(pause_s * 1000, undefined, signal && { signal });
    }
  }

  async close(): Promise<void> {
    const { agent } = this;
    this.agent = undefined;
    await agent?.destroy();
  }

  /** `undefined` for a connection that broke while others may be tried; the last try rejects instead. */
  private async attempt(
    ask: Ask,
    isRefused: boolean,
    tries: number,
    signal?: AbortSignal,
  ): Promise<Answer | undefined> {
    const credentials = await this.access.credentials(isRefused);
    try {
      return await this.send(ask, credentials, signal);
    } catch (error) {
      signal?.throwIfAborted();
      if (tries < MOST_TRIES && isBroken(error)) return undefined;
      throw new Error(`the API server ${this.access.server.host} cannot be reached: ${reason(error)}`);
    }
  }

  private async send(ask: Ask, credentials: Credentials, signal?: AbortSignal): Promise<Answer> {
    const { server } = this.access;
    const query = ask.query === undefined ? '' : `?${new URLSearchParams(ask.query)}`;
    const limit = AbortSignal.timeout(PATIENCE_MS);
    const { statusCode, headers, body } = await request(
      `${server.origin}${prefixOf(server)}${pathOf(ask.target)}${query}`,
      {
        dispatcher: this.dispatcher(credentials),
        method: METHOD[ask.verb],
        headers: headersOf(ask, credentials),
        body: ask.body === undefined ? null : JSON.stringify(ask.body),
        signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
      },
    );
    const retryAfter = Number(headers['retry-after'] ?? Number.NaN);
    const retryAfter_s = Number.isFinite(retryAfter) ? retryAfter : undefined;
    return { status: statusCode, retryAfter_s, text: await body.text() };
  }

  /** Connections of one client certificate; a new one opens new ones. */
  private dispatcher({ cert, key }: Credentials): Dispatcher {
    if (this.agent !== undefined && cert === this.agentCert) return this.agent;
    void this.agent?.close();
    const { ca, serverName, skipsVerification } = this.access;
    this.agentCert = cert;
    this.agent = new Agent({
      connect: {
        timeout: PATIENCE_MS,
        rejectUnauthorized: skipsVerification !== true,
        ...(ca !== undefined && { ca }),
        ...(serverName !== undefined && { servername: serverName }),
        ...(cert !== undefined && key !== undefined && { cert, key }),
      },
    });
    return this.agent;
  }

  /** A proxy before the server may answer with a page of its own. */
  private parsed<T>(text: string): T {
    try {
      return JSON.parse(text) as T;
    } catch {
      throw new Error(
        `${this.access.server.host} does not answer as a Kubernetes API server: with something that is no JSON`,
      );
    }
  }

  private refusal(answer: Answer | undefined, { verb, target }: Ask): Error {
    if (answer === undefined) return new Error(`the API server ${this.access.server.host} breaks its connections`);
    return kubeError(answer.status, readStatus(answer.text), verb, target);
  }
}

function headersOf({ body, contentType }: Ask, { token }: Credentials): Record<string, string> {
  return {
    accept: 'application/json',
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(body !== undefined && { 'content-type': contentType ?? 'application/json' }),
  };
}

/** Seconds to wait before another try; `undefined` where another try cannot help, or the server asks for too long a pause. */
function pauseAfter(answer: Answer | undefined, tries: number): number | undefined {
  const backoff_s = FIRST_PAUSE_S * 2 ** (tries - 1);
  if (answer === undefined) return backoff_s;
  const { status, retryAfter_s } = answer;
  const isBusy = status === 429 || (status === 503 && retryAfter_s !== undefined);
  if (!isBusy || (retryAfter_s ?? 0) > LONGEST_PAUSE_S) return undefined;
  return retryAfter_s ?? backoff_s;
}

/** A connection that was open and is not: the server restarts, or closed an idle one. A refused one is not worth a wait here. */
function isBroken(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ECONNRESET' || code === 'EPIPE' || code === 'UND_ERR_SOCKET';
}

function reason(error: unknown): string {
  const { name, message, code } = error as NodeJS.ErrnoException;
  return name === 'TimeoutError' ? 'no answer in time' : message || code || name;
}

function prefixOf(server: URL): string {
  return server.pathname.replace(/\/$/, '');
}

/** The `Status` object; an unknown kind is answered in plain text. */
function readStatus(text: string): Status {
  try {
    return JSON.parse(text) as Status;
  } catch {
    return { message: text.trim().slice(0, 200) };
  }
}
