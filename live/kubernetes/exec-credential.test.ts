/** Programs that sign in, played by small shell scripts; all secrets here are made up. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HeadroomError } from '../../scenarios/errors/index.js';
import { execCredentials } from './exec-credential.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-exec-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const PLUGIN = { apiVersion: 'client.authentication.k8s.io/v1beta1', command: 'sh' };

let programs = 0;

/** A program that prints this status, and counts how often it ran. */
function printing(status: object) {
  const place = join(folder, `program-${programs++}`);
  writeFileSync(`${place}.json`, JSON.stringify({ status }));
  writeFileSync(`${place}.runs`, '');
  const args = ['-c', `echo >> ${place}.runs; cat ${place}.json`];
  return { credentials: execCredentials({ ...PLUGIN, args }), runs: () => readFileSync(`${place}.runs`).length };
}

const errorOf = (asked: Promise<unknown>): Promise<HeadroomError> =>
  asked.then(
    () => {
      throw new Error('it signed in');
    },
    (error: unknown) => error as HeadroomError,
  );

describe('the program', () => {
  it('hears which version it is asked in, and that nobody can answer questions', async () => {
    const credentials = execCredentials({
      ...PLUGIN,
      args: ['-c', `printf '{"status": {"token": "%s"}}' "$(printf %s "$KUBERNETES_EXEC_INFO" | base64 -w0)"`],
    });
    const { token } = await credentials(false);
    expect(JSON.parse(Buffer.from(token!, 'base64').toString())).toEqual({
      apiVersion: PLUGIN.apiVersion,
      kind: 'ExecCredential',
      spec: { interactive: false },
    });
  });

  it('gets the variables of its block beside those of the process', async () => {
    const credentials = execCredentials({
      ...PLUGIN,
      args: ['-c', `[ -n "$PATH" ] && printf '{"status": {"token": "%s"}}' "$WHO"`],
      env: [{ name: 'WHO', value: 'me' }],
    });
    expect(await credentials(false)).toEqual({ token: 'me' });
  });

  it('may have neither arguments nor variables', async () => {
    const error = await errorOf(execCredentials({ ...PLUGIN, command: 'true', args: null, env: null })(false));
    expect(error.message).toContain('is no JSON'); // it ran, and said nothing
  });
});

describe('what it says', () => {
  it.each([
    [{ token: 't' }, { token: 't' }],
    [
      { clientCertificateData: 'c', clientKeyData: 'k' },
      { cert: 'c', key: 'k' },
    ],
    [
      { token: 't', clientCertificateData: 'c', clientKeyData: 'k' },
      { token: 't', cert: 'c', key: 'k' },
    ],
    [{ clientCertificateData: 'c' }, {}],
    [{ token: 't', clientKeyData: 'k' }, { token: 't' }],
  ])('%j is %j', async (status, expected) => {
    expect(await printing(status).credentials(false)).toEqual(expected);
  });

  it('without an end holds until it is refused', async () => {
    const { credentials, runs } = printing({ token: 't' });
    await credentials(false);
    await credentials(false);
    expect(runs()).toBe(1);
    await credentials(true);
    expect(runs()).toBe(2);
  });

  it.each([
    ['2999-01-01T00:00:00Z', 1],
    ['2000-01-01T00:00:00Z', 2],
  ])('with its end at %s is asked for %i times in two requests', async (expirationTimestamp, expected) => {
    const { credentials, runs } = printing({ token: 't', expirationTimestamp });
    await credentials(false);
    await credentials(false);
    expect(runs()).toBe(expected);
  });
});

describe('a program that fails', () => {
  const failing = (more: object) => errorOf(execCredentials({ ...PLUGIN, ...more })(false));

  it('that is not there is not installed, and the hint says how', async () => {
    const error = await failing({ command: '/no/such/login', installHint: 'Install it.' });
    expect(error).toBeInstanceOf(HeadroomError);
    expect(error.code).toBe('HR_CLUSTER_ACCESS');
    expect(error.message).toContain('program /no/such/login is not installed');
    expect(error.message).toContain('Install it.');
  });

  it.each([
    ['by its status', 'echo hush; echo hush >&2; exit 7', 'failed (7)'],
    ['by a signal', 'echo hush; kill -KILL $$', 'failed (SIGKILL)'],
    ['in its words', 'echo hush', 'answered with something that is no JSON'],
    ['in its form', `echo '{"kind": "hush"}'`, 'answered without a status'],
  ])('%s is told without what it printed', async (_, script, expected) => {
    const { code, message } = await failing({ args: ['-c', script] });
    expect(code).toBe('HR_CLUSTER_ACCESS');
    expect(message).toContain(expected);
    expect(message).not.toContain('hush');
  });

  it('is asked again at the next request', async () => {
    const file = join(folder, 'later');
    writeFileSync(file, 'not yet');
    const credentials = execCredentials({ ...PLUGIN, args: ['-c', `cat ${file}`] });
    await errorOf(credentials(false));
    writeFileSync(file, '{"status": {"token": "now"}}');
    expect(await credentials(false)).toEqual({ token: 'now' });
  });
});
