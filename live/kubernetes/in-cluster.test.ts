import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hasServiceAccount, serviceAccountAccess } from './in-cluster.js';

let mount: string;
beforeEach(() => {
  mount = mkdtempSync(join(tmpdir(), 'headroom-pod-'));
  for (const [name, text] of [
    ['namespace', 'prod'],
    ['ca.crt', 'PEM\n'],
    ['token', 'made-up\n'],
  ] as const)
    writeFileSync(join(mount, name), text);
  vi.stubEnv('KUBERNETES_SERVICE_HOST', '10.96.0.1');
  vi.stubEnv('KUBERNETES_SERVICE_PORT', '443');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(mount, { recursive: true });
});

describe('whether this is a pod', () => {
  it('is told by the environment and the mounted token together', () => {
    expect(hasServiceAccount(mount)).toBe(true);
    rmSync(join(mount, 'token'));
    expect(hasServiceAccount(mount)).toBe(false); // a pod without automountServiceAccountToken
  });

  it('is not without the address of the API server', () => {
    vi.stubEnv('KUBERNETES_SERVICE_HOST', undefined);
    expect(hasServiceAccount(mount)).toBe(false);
  });
});

describe('the API server', () => {
  it.each([
    ['10.96.0.1', '443', 'https://10.96.0.1/'],
    ['10.96.0.1', '6443', 'https://10.96.0.1:6443/'],
    ['10.96.0.1', undefined, 'https://10.96.0.1/'],
    ['kubernetes.default', '6443', 'https://kubernetes.default:6443/'],
    ['fd00::1', '6443', 'https://[fd00::1]:6443/'],
  ])('at %s, port %s, is %s', (host, port, href) => {
    vi.stubEnv('KUBERNETES_SERVICE_HOST', host);
    vi.stubEnv('KUBERNETES_SERVICE_PORT', port);
    expect(serviceAccountAccess(mount).server.href).toBe(href);
  });

  it('is verified by the mounted authority', () => {
    const access = serviceAccountAccess(mount);
    expect(access).toMatchObject({ ca: 'PEM\n', namespace: 'prod' });
    expect(access).not.toHaveProperty('skipsVerification');
  });
});

it('the token is as it is when a request is made', async () => {
  const { credentials } = serviceAccountAccess(mount);
  expect(await credentials(false)).toEqual({ token: 'made-up' });
  writeFileSync(join(mount, 'token'), 'newer');
  expect(await credentials(true)).toEqual({ token: 'newer' });
  rmSync(join(mount, 'token'));
  await expect(credentials(false)).rejects.toThrow('ENOENT');
});
