/** Credentials from a program that a kubeconfig names, as the managed clouds' do: `client.authentication.k8s.io`. */
import { execFile } from 'node:child_process';
import { HeadroomError } from '../../scenarios/errors/index.js';
import type { Credentials } from './cluster-access.js';

/** The `exec` block of a kubeconfig's user. */
export interface ExecPlugin {
  readonly apiVersion: string;
  readonly command: string;
  readonly args?: readonly string[] | null;
  readonly env?: readonly { readonly name: string; readonly value: string }[] | null;
  readonly installHint?: string;
}

interface ExecCredential {
  readonly status?: {
    readonly token?: string;
    readonly clientCertificateData?: string;
    readonly clientKeyData?: string;
    readonly expirationTimestamp?: string;
  };
}

const PATIENCE_MS = 60_000;

/** Runs the program when its last answer has run out or was refused. Throws HR_CLUSTER_ACCESS, without what the program printed. */
export function execCredentials(plugin: ExecPlugin): (isRefused: boolean) => Promise<Credentials> {
  let held: { readonly credentials: Credentials; readonly expires_ms: number } | undefined;
  return async (isRefused) => {
    if (held === undefined || isRefused || Date.now() >= held.expires_ms) held = await ask(plugin);
    return held.credentials;
  };
}

async function ask(plugin: ExecPlugin): Promise<{ credentials: Credentials; expires_ms: number }> {
  const { status } = parse(plugin, await run(plugin));
  if (status === undefined) throw refused(plugin, 'answered without a status');
  const { token, clientCertificateData: cert, clientKeyData: key, expirationTimestamp } = status;
  return {
    credentials: {
      ...(token !== undefined && { token }),
      ...(cert !== undefined && key !== undefined && { cert, key }),
    },
    expires_ms: expirationTimestamp === undefined ? Number.POSITIVE_INFINITY : Date.parse(expirationTimestamp),
  };
}

function run(plugin: ExecPlugin): Promise<string> {
  const { apiVersion, command } = plugin;
  const info = JSON.stringify({ apiVersion, kind: 'ExecCredential', spec: { interactive: false } });
  const own = Object.fromEntries((plugin.env ?? []).map(({ name, value }) => [name, value]));
  const env = { ...process.env, ...own, KUBERNETES_EXEC_INFO: info };
  return new Promise((resolve, reject) => {
    execFile(command, [...(plugin.args ?? [])], { env, timeout: PATIENCE_MS }, (error, stdout) => {
      if (error === null) resolve(stdout);
      else
        reject(
          refused(plugin, error.code === 'ENOENT' ? 'is not installed' : `failed (${error.code ?? error.signal})`),
        );
    });
  });
}

function parse(plugin: ExecPlugin, text: string): ExecCredential {
  try {
    return JSON.parse(text) as ExecCredential;
  } catch {
    throw refused(plugin, 'answered with something that is no JSON');
  }
}

function refused({ command, installHint }: ExecPlugin, what: string): HeadroomError {
  const message = `the kubeconfig's credential program ${command} ${what}`;
  return new HeadroomError('HR_CLUSTER_ACCESS', { message, ...(installHint !== undefined && { hint: installHint }) });
}
