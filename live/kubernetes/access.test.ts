/** Kubeconfigs, credential programs and service accounts; all secrets here are made up. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { stringify } from 'yaml';
import { HeadroomError } from '../../scenarios/errors/index.js';
import { openAccess } from './access.js';
import { serviceAccountAccess } from './in-cluster.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-access-'));
  vi.stubEnv('KUBERNETES_SERVICE_HOST', undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function write(name: string, content: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, typeof content === 'string' ? content : stringify(content));
  return file;
}

function kubeconfig(user: object, cluster: object = { server: 'https://10.0.0.1:6443' }) {
  return {
    'current-context': 'here',
    contexts: [{ name: 'here', context: { cluster: 'c', user: 'u', namespace: 'prod' } }],
    clusters: [{ name: 'c', cluster }],
    users: [{ name: 'u', user }],
  };
}

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(HeadroomError);
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
}

describe('a kubeconfig', () => {
  it('gives server, namespace, authority and token', async () => {
    const ca = Buffer.from('PEM of the authority').toString('base64');
    const cluster = {
      server: 'https://10.0.0.1:6443',
      'certificate-authority-data': ca,
      'tls-server-name': 'api.local',
    };
    const access = openAccess({ kubeconfig: write('config', kubeconfig({ token: 't' }, cluster)) });
    expect(access).toMatchObject({ namespace: 'prod', ca: 'PEM of the authority', serverName: 'api.local' });
    expect(access.server.href).toBe('https://10.0.0.1:6443/');
    expect(await access.credentials(false)).toEqual({ token: 't' });
  });

  it('reads files next to it, and a token file each time', async () => {
    for (const name of ['cert', 'key', 'token']) write(name, `${name} 1`);
    const user = { 'client-certificate': 'cert', 'client-key': 'key', tokenFile: 'token' };
    const access = openAccess({ kubeconfig: write('config', kubeconfig(user)) });
    expect(await access.credentials(false)).toEqual({ cert: 'cert 1', key: 'key 1', token: 'token 1' });
    write('token', 'token 2\n');
    expect((await access.credentials(false)).token).toBe('token 2');
  });

  it('of several the first that has a name wins', async () => {
    const first = write('first', {
      contexts: [{ name: 'there', context: { cluster: 'c', user: 'u' } }],
      users: [{ name: 'u', user: { token: '1' } }],
    });
    const second = write('second', kubeconfig({ token: '2' }));
    vi.stubEnv('KUBECONFIG', [first, join(folder, 'absent'), second].join(':'));
    expect(await openAccess().credentials(false)).toEqual({ token: '1' });
    expect(openAccess().namespace).toBe('prod');
    expect(openAccess({ context: 'there' }).namespace).toBeUndefined();
  });

  it.each([
    ['a context that is not there', { ...kubeconfig({}), 'current-context': 'gone' }, 'has no context gone'],
    ['no context', {}, 'has no context'],
    ['a cluster that is not there', { ...kubeconfig({}), clusters: [] }, 'has no cluster c'],
    ['a server that is none', kubeconfig({}, { server: 'nowhere' }), 'names no server'],
    ['a proxy', kubeconfig({}, { server: 'https://a', 'proxy-url': 'http://b' }), 'proxy-url, which is not supported'],
    [
      'an old way to sign in',
      kubeconfig({ username: 'x', password: 'hush' }),
      'username, password, which is not supported',
    ],
    ['text', 'just text', 'is no kubeconfig'],
  ])('says what is wrong with %s, and no secret', (_, content, expected) => {
    const file = write('config', content);
    const message = messageOf(() => openAccess({ kubeconfig: file }));
    expect(message).toContain(expected);
    expect(message).not.toContain('hush');
  });

  it('that is no YAML is told without its text', () => {
    const message = messageOf(() => openAccess({ kubeconfig: write('config', 'users: [{ token: hush }') }));
    expect(message).toContain('no YAML');
    expect(message).not.toContain('hush');
  });

  it('that is not there is told with where it was looked for', () => {
    vi.stubEnv('KUBECONFIG', join(folder, 'absent'));
    expect(messageOf(() => openAccess())).toContain('no kubeconfig at');
  });
});

describe('a credential program', () => {
  const program = (script: string) => {
    const command = write('login', `#!/bin/sh\n${script}`);
    chmodSync(command, 0o755);
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command,
      args: ['get'],
      env: [{ name: 'WHO', value: 'me' }],
    };
    return openAccess({ kubeconfig: write('config', kubeconfig({ exec: { ...exec, installHint: 'Install it.' } })) });
  };
  const answer = (fields: string) => `echo "{\\"status\\": {${fields}}}"`;
  const counting = `n=$(cat "$0.n" 2>/dev/null || echo 0); n=$((n+1)); echo $n > "$0.n"\n`;

  it('gives a token, and is asked again only when that has run out or was refused', async () => {
    const access = program(
      `${counting}${answer('\\"token\\": \\"$WHO-$1-$n\\", \\"expirationTimestamp\\": \\"2999-01-01T00:00:00Z\\"')}`,
    );
    expect(await access.credentials(false)).toEqual({ token: 'me-get-1' });
    expect(await access.credentials(false)).toEqual({ token: 'me-get-1' });
    expect(await access.credentials(true)).toEqual({ token: 'me-get-2' });
    const short = program(
      `${counting}${answer('\\"token\\": \\"$n\\", \\"expirationTimestamp\\": \\"2000-01-01T00:00:00Z\\"')}`,
    );
    expect(await short.credentials(false)).not.toEqual(await short.credentials(false));
  });

  it('gives a certificate', async () => {
    const access = program(answer('\\"clientCertificateData\\": \\"c\\", \\"clientKeyData\\": \\"k\\"'));
    expect(await access.credentials(false)).toEqual({ cert: 'c', key: 'k' });
  });

  it.each([
    ['fails', 'echo hush; exit 3', 'failed (3)'],
    ['prints no JSON', 'echo hush', 'no JSON'],
    ['has no status', 'echo "{}"', 'without a status'],
  ])('that %s is told without what it printed', async (_, script, expected) => {
    const error = (await program(script)
      .credentials(false)
      .catch((reason: unknown) => reason)) as Error;
    expect(error.message).toContain(expected);
    expect(error.message).toContain('Install it.');
    expect(error.message).not.toContain('hush');
  });
});

it('a service account gives its namespace, and its token as it is replaced', async () => {
  const mount = join(folder, 'mount');
  mkdirSync(mount);
  for (const [name, text] of Object.entries({ namespace: 'prod\n', 'ca.crt': 'PEM', token: 'one\n' }))
    writeFileSync(join(mount, name), text);
  vi.stubEnv('KUBERNETES_SERVICE_HOST', 'fd00::1');
  vi.stubEnv('KUBERNETES_SERVICE_PORT', '6443');
  const access = serviceAccountAccess(mount);
  expect(access).toMatchObject({ namespace: 'prod', ca: 'PEM' });
  expect(access.server.href).toBe('https://[fd00::1]:6443/');
  writeFileSync(join(mount, 'token'), 'two\n');
  expect(await access.credentials(false)).toEqual({ token: 'two' });
});
