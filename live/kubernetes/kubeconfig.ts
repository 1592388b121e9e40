/** Reads kubeconfig files as kubectl does: several may be given, the first that has a name wins, paths are relative to their file. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parse, YAMLParseError } from 'yaml';
import { HeadroomError } from '../../scenarios/errors/index.js';
import type { ClusterAccess, Credentials } from './cluster-access.js';
import { type ExecPlugin, execCredentials } from './exec-credential.js';

interface Cluster {
  readonly server?: string;
  readonly 'certificate-authority'?: string;
  readonly 'certificate-authority-data'?: string;
  readonly 'insecure-skip-tls-verify'?: boolean;
  readonly 'tls-server-name'?: string;
  readonly 'proxy-url'?: string;
}

interface User {
  readonly token?: string;
  readonly tokenFile?: string;
  readonly 'client-certificate'?: string;
  readonly 'client-certificate-data'?: string;
  readonly 'client-key'?: string;
  readonly 'client-key-data'?: string;
  readonly exec?: ExecPlugin;
}

interface Context {
  readonly cluster?: string;
  readonly user?: string;
  readonly namespace?: string;
}

interface Kubeconfig {
  readonly 'current-context'?: string;
  readonly clusters?: readonly { readonly name: string; readonly cluster: Cluster }[];
  readonly users?: readonly { readonly name: string; readonly user: User }[];
  readonly contexts?: readonly { readonly name: string; readonly context: Context }[];
}

/** A part of a kubeconfig and the folder that its paths start from. */
interface Found<T> {
  readonly value: T;
  readonly folder: string;
}

const USER_FIELDS = [
  'token',
  'tokenFile',
  'client-certificate',
  'client-certificate-data',
  'client-key',
  'client-key-data',
  'exec',
];

/** The access of `context`, or of the current one. Throws HR_CLUSTER_ACCESS; values of a user's fields are never in its text. */
export function readKubeconfig(files: readonly string[], context?: string): ClusterAccess {
  const configs = files.map((file) => ({ value: readOne(file), folder: dirname(resolve(file)) }));
  const find = <T>(kind: string, name: string | undefined, list: (config: Kubeconfig) => T | undefined): Found<T> => {
    for (const { value, folder } of configs) {
      const found = list(value);
      if (found !== undefined) return { value: found, folder };
    }
    throw unusable(files, `has no ${kind} ${name ?? ''}`.trimEnd());
  };
  const name = context ?? configs.map(({ value }) => value['current-context']).find((current) => current);
  const chosen = find('context', name, (c) => c.contexts?.find((entry) => entry.name === name)?.context).value;
  const cluster = find('cluster', chosen.cluster, (c) => c.clusters?.find((e) => e.name === chosen.cluster)?.cluster);
  const user = find(
    'user',
    chosen.user,
    (c) => c.users?.find((entry) => entry.name === chosen.user)?.user ?? undefined,
  );
  return {
    ...clusterPart(cluster, files),
    ...(chosen.namespace !== undefined && { namespace: chosen.namespace }),
    credentials: userPart(user, files),
  };
}

function readOne(file: string): Kubeconfig {
  let value: unknown;
  try {
    value = parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (!(error instanceof YAMLParseError))
      throw unusable([file], `cannot be read (${(error as NodeJS.ErrnoException).code})`);
    const [start] = error.linePos ?? [];
    // Not the error's own text: it quotes the line, which may hold a token.
    const at = { file, ...(start && { line: start.line, column: start.col }) };
    throw new HeadroomError('HR_CLUSTER_ACCESS', { at, message: `is no YAML (${error.code})` });
  }
  if (typeof value === 'object' && value !== null) return value as Kubeconfig;
  throw unusable([file], 'is no kubeconfig');
}

function clusterPart({ value, folder }: Found<Cluster>, files: readonly string[]): Omit<ClusterAccess, 'credentials'> {
  if (value['proxy-url'] !== undefined) throw unusable(files, 'asks for proxy-url, which is not supported');
  if (value.server === undefined || !URL.canParse(value.server)) throw unusable(files, 'names no server');
  const ca = pem(value['certificate-authority-data'], value['certificate-authority'], folder);
  return {
    server: new URL(value.server),
    ...(ca !== undefined && { ca }),
    ...(value['tls-server-name'] !== undefined && { serverName: value['tls-server-name'] }),
    ...(value['insecure-skip-tls-verify'] === true && { skipsVerification: true }),
  };
}

function userPart({ value, folder }: Found<User>, files: readonly string[]): ClusterAccess['credentials'] {
  const unknown = Object.keys(value).filter((field) => !USER_FIELDS.includes(field));
  if (unknown.length > 0) throw unusable(files, `signs in by ${unknown.join(', ')}, which is not supported`);
  if (value.exec !== undefined) return execCredentials(value.exec);
  const cert = pem(value['client-certificate-data'], value['client-certificate'], folder);
  const key = pem(value['client-key-data'], value['client-key'], folder);
  const fixed: Credentials = { ...(cert !== undefined && key !== undefined && { cert, key }) };
  const { token, tokenFile } = value;
  if (tokenFile === undefined) return async () => ({ ...fixed, ...(token !== undefined && { token }) });
  return async () => ({ ...fixed, token: (await readFile(resolve(folder, tokenFile), 'utf8')).trim() });
}

function pem(data: string | undefined, file: string | undefined, folder: string): string | undefined {
  if (data !== undefined) return Buffer.from(data, 'base64').toString('utf8');
  if (file === undefined) return undefined;
  const path = resolve(folder, file);
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw unusable([path], `cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

function unusable(files: readonly string[], what: string): HeadroomError {
  return new HeadroomError('HR_CLUSTER_ACCESS', { message: `${files.join(', ')} ${what}` });
}
