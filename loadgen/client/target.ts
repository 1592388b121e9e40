/** Where requests go: origin, path prefix, headers from the environment or a file, TLS. Secrets never leave this object. */
import { HeadroomError } from '../../scenarios/errors/index.js';
import { readTargetFile } from '../../scenarios/index.js';

/** What of TLS a target says for itself. */
export interface TlsOptions {
  readonly ca?: Buffer;
  readonly rejectUnauthorized?: boolean;
}

/** An address that requests are sent to, with what goes along. */
export interface Target {
  /** Scheme, host and port; what the record shows. */
  readonly origin: string;
  /** Path before `/v1/…`; empty for most. */
  readonly prefix: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TlsOptions;
}

/** What goes along with an address, as the command line says it. */
export interface TargetOptions {
  /** `Name: value`; `$NAME` or `${NAME}` in the value is taken from the environment, `@path` from a file. */
  readonly headers: readonly string[];
  /** PEM file of a certificate authority. */
  readonly caFile?: string | undefined;
  readonly insecure?: boolean | undefined;
}

/** Environment variable whose value becomes the bearer token when no header says otherwise. */
export const KEY_VARIABLE = 'OPENAI_API_KEY';

/** Reads a target's address and secrets. Throws HR_TARGET_INVALID. */
export function openTarget(url: string, options: TargetOptions, env: NodeJS.ProcessEnv = process.env): Target {
  const parsed = parseUrl(url);
  const headers = Object.fromEntries(options.headers.map((line) => parseHeader(line, env)));
  const key = env[KEY_VARIABLE];
  if (key && !('authorization' in headers)) headers['authorization'] = `Bearer ${key}`;
  return {
    origin: parsed.origin,
    prefix: parsed.pathname.replace(/\/+$/, '').replace(/\/v1$/, ''),
    headers,
    tls: {
      ...(options.caFile !== undefined && { ca: readTargetFile(options.caFile) }),
      ...(options.insecure && { rejectUnauthorized: false }),
    },
  };
}

function parseUrl(url: string): URL {
  const fail = (message: string) =>
    new HeadroomError('HR_TARGET_INVALID', {
      message: `--url '${url}': ${message}`,
      hint: 'Give the address before /v1, e.g. --url http://127.0.0.1:8000.',
    });
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw fail('not a URL');
  }
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') throw fail('expected http:// or https://');
  if (parsed.username || parsed.password)
    throw new HeadroomError('HR_TARGET_INVALID', {
      message: '--url holds a user name or a password',
      hint: "Send credentials with --header 'Authorization: Basic $CREDENTIALS'.",
    });
  return parsed;
}

function parseHeader(line: string, env: NodeJS.ProcessEnv): [string, string] {
  const colon = line.indexOf(':');
  const name = line.slice(0, Math.max(0, colon)).trim().toLowerCase();
  if (!/^[\w-]+$/.test(name))
    throw new HeadroomError('HR_TARGET_INVALID', {
      message: `--header '${name || '…'}' is not 'Name: value'`, // a line without a name may be a secret
      hint: "For example --header 'Authorization: Bearer $TOKEN' or --header 'X-Key: @key.txt'.",
    });
  const value = line.slice(colon + 1).trim();
  return [name, value.startsWith('@') ? readTargetFile(value.slice(1)).toString('utf8').trim() : expand(value, env)];
}

function expand(value: string, env: NodeJS.ProcessEnv): string {
  return value.replace(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced: string | undefined, bare: string | undefined) => {
    const name = (braced ?? bare)!;
    const found = env[name];
    if (found === undefined)
      throw new HeadroomError('HR_TARGET_INVALID', { message: `the environment holds no variable ${name}` });
    return found;
  });
}
