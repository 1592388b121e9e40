/** Reads text over HTTP for the sources: credentials, TLS, timeouts, and further attempts with growing pauses. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { HeadroomError } from '../../scenarios/errors/index.js';
import { readTargetFile } from '../../scenarios/index.js';

/** How a source signs in, and how patient it is. Tokens are never in a message. */
export interface HttpOptions {
  /** Environment variable that holds a bearer token. */
  readonly token_env?: string | undefined;
  /** File that holds one; read for every request, because tokens are rotated. */
  readonly token_file?: string | undefined;
  /** PEM file of a certificate authority. */
  readonly ca_file?: string | undefined;
  readonly insecure?: boolean | undefined;
  /** Longest time of one attempt. */
  readonly timeout_s: number;
  /** Further attempts after the first. */
  readonly retries: number;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5000;

/** A refusal that another attempt would not change. */
class Refused extends Error {}

/** A client of one source; it keeps connections until {@link close}. */
export class HttpReader {
  private readonly agent: Agent;

  /** Throws HR_TARGET_INVALID where a file or a variable is missing. */
  constructor(
    private readonly options: HttpOptions,
    private readonly env: NodeJS.ProcessEnv = process.env,
  ) {
    const { ca_file, insecure, timeout_s } = options;
    this.authorization();
    this.agent = new Agent({
      connect: {
        timeout: timeout_s * 1000,
        ...(ca_file !== undefined && { ca: readTargetFile(ca_file) }),
        ...(insecure && { rejectUnauthorized: false }),
      },
    });
  }

  /** The body of a successful answer. Rejects after the last attempt, at once for an answer that says the request is wrong. */
  async text(url: string, signal?: AbortSignal): Promise<string> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.once(url, signal);
      } catch (error) {
        if (error instanceof Refused || signal?.aborted || attempt >= this.options.retries) {
          throw new Error(`${withoutQuery(url)}: ${reason(error)}`, { cause: error });
        }
      }
      await sleep(Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS), undefined, signal && { signal });
    }
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }

  private async once(url: string, signal: AbortSignal | undefined): Promise<string> {
    const limit_ms = Math.ceil(this.options.timeout_s * 1000);
    const timeout = AbortSignal.timeout(limit_ms);
    const { statusCode, body } = await request(url, {
      dispatcher: this.agent,
      headers: this.authorization(),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    const text = await body.text();
    if (statusCode === 200) return text;
    const message = `status ${statusCode}${text ? `: ${text.slice(0, 200)}` : ''}`;
    throw statusCode === 429 || statusCode >= 500 ? new Error(message) : new Refused(message);
  }

  private authorization(): Record<string, string> {
    const { token_env, token_file } = this.options;
    if (token_file !== undefined)
      return { authorization: `Bearer ${readTargetFile(token_file).toString('utf8').trim()}` };
    if (token_env === undefined) return {};
    const token = this.env[token_env];
    if (token) return { authorization: `Bearer ${token}` };
    throw new HeadroomError('HR_TARGET_INVALID', { message: `the environment holds no variable ${token_env}` });
  }
}

function reason(error: unknown): string {
  const { code, message, name } = error as NodeJS.ErrnoException;
  if (name === 'TimeoutError') return 'no answer in time';
  return message || code || String(error);
}

function withoutQuery(url: string): string {
  return url.split('?')[0]!;
}
