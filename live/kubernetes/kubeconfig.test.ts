/** Every way in which a kubeconfig names a cluster and a user; all secrets here are made up. access.test.ts has which file is read. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { HeadroomError } from '../../scenarios/errors/index.js';
import { readKubeconfig } from './kubeconfig.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-kubeconfig-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, content: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, typeof content === 'string' ? content : stringify(content));
  return file;
}

const SERVER = { server: 'https://10.0.0.1:6443' };
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** A config of one context, with these parts instead of the plain ones. */
function config({ user = {}, cluster = {}, context = {} }: { user?: object; cluster?: object; context?: object } = {}) {
  return {
    'current-context': 'here',
    contexts: [{ name: 'here', context: { cluster: 'c', user: 'u', ...context } }],
    clusters: [{ name: 'c', cluster: { ...SERVER, ...cluster } }],
    users: [{ name: 'u', user }],
  };
}

const open = (parts: Parameters<typeof config>[0], context?: string) =>
  readKubeconfig([write('config', config(parts))], context);

function errorOf(action: () => unknown): HeadroomError {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(HeadroomError);
    expect((error as HeadroomError).code).toBe('HR_CLUSTER_ACCESS');
    return error as HeadroomError;
  }
  throw new Error('it was read');
}

describe('a cluster', () => {
  it('of a server alone has nothing else', () => {
    const { credentials: _, ...access } = open({});
    expect(access).toEqual({ server: new URL('https://10.0.0.1:6443') });
  });

  it('may be behind a path', () => {
    expect(open({ cluster: { server: 'https://rancher.local/k8s/clusters/c-1' } }).server.pathname).toBe(
      '/k8s/clusters/c-1',
    );
  });

  it('is verified by the authority in the file, which goes before one beside it', () => {
    write('ca.pem', 'PEM beside');
    const beside = { 'certificate-authority': 'ca.pem' };
    expect(open({ cluster: beside }).ca).toBe('PEM beside');
    expect(open({ cluster: { ...beside, 'certificate-authority-data': base64('PEM inside') } }).ca).toBe('PEM inside');
  });

  it.each([
    [true, true],
    [false, undefined],
    ['yes', undefined],
  ])('is left unverified only for a plain true: %j', (value, expected) => {
    expect(open({ cluster: { 'insecure-skip-tls-verify': value } }).skipsVerification).toBe(expected);
  });

  it('whose authority is not there is told with its path', () => {
    const error = errorOf(() => open({ cluster: { 'certificate-authority': 'absent.pem' } }));
    expect(error.message).toContain(`${join(folder, 'absent.pem')} cannot be read (ENOENT)`);
  });

  it.each([undefined, '', 'nowhere', ':6443'])('with the server %j names none', (server) => {
    expect(errorOf(() => open({ cluster: { server } })).message).toContain('names no server');
  });
});

describe('a user', () => {
  it.each([
    ['nothing', {}, {}],
    ['a token', { token: 't' }, { token: 't' }],
    [
      'a certificate in the file',
      { 'client-certificate-data': base64('c'), 'client-key-data': base64('k') },
      { cert: 'c', key: 'k' },
    ],
    ['half a certificate', { 'client-certificate-data': base64('c') }, {}],
    ['half a certificate and a token', { 'client-key-data': base64('k'), token: 't' }, { token: 't' }],
  ])('with %s', async (_, user, expected) => {
    expect(await open({ user }).credentials(false)).toEqual(expected);
  });

  it('a token file goes before a token, and is read when it is needed', async () => {
    const { credentials } = open({ user: { token: 'old', tokenFile: 'token' } });
    await expect(credentials(false)).rejects.toThrow('ENOENT');
    write('token', 'new\n');
    expect(await credentials(false)).toEqual({ token: 'new' });
  });

  it('with a program is asked of it, whatever else there is', async () => {
    const exec = { apiVersion: 'v1', command: 'sh', args: ['-c', `echo '{"status": {"token": "of it"}}'`] };
    expect(await open({ user: { token: 'other', exec } }).credentials(false)).toEqual({ token: 'of it' });
  });

  it.each([
    [{ username: 'hush', password: 'hush' }, 'username, password'],
    [{ 'auth-provider': { name: 'oidc', config: { 'id-token': 'hush' } } }, 'auth-provider'],
    [{ token: 'hush', as: 'hush' }, 'as'],
  ])('that signs in by %j is refused by its fields, never its values', (user, fields) => {
    const { message } = errorOf(() => open({ user }));
    expect(message).toContain(`signs in by ${fields}, which is not supported`);
    expect(message).not.toContain('hush');
  });
});

describe('a context', () => {
  it('may have a namespace, or none', () => {
    expect(open({ context: { namespace: 'prod' } }).namespace).toBe('prod');
    expect(open({})).not.toHaveProperty('namespace');
  });

  it('that is asked for goes before the current one', async () => {
    const both = config({ user: { token: 'current' } });
    both.contexts.push({ name: 'there', context: { cluster: 'c', user: 'v' } });
    both.users.push({ name: 'v', user: { token: 'asked for' } });
    const file = write('config', both);
    expect(await readKubeconfig([file], 'there').credentials(false)).toEqual({ token: 'asked for' });
    expect(await readKubeconfig([file]).credentials(false)).toEqual({ token: 'current' });
  });

  it.each([
    [{ cluster: 'gone' }, 'has no cluster gone'],
    [{ user: 'gone' }, 'has no user gone'],
    [{ cluster: undefined }, 'has no cluster'],
  ])('of %j', (context, expected) => {
    expect(errorOf(() => open({ context })).message).toContain(expected);
  });

  it('that nobody has is told with every file that was read', () => {
    const files = [write('a', config()), write('b', config())];
    expect(errorOf(() => readKubeconfig(files, 'gone')).message).toContain(`${files.join(', ')} has no context gone`);
  });
});

describe('several files', () => {
  it('the first that has a name wins, part by part, each with the paths of its own folder', async () => {
    mkdirSync(join(folder, 'one'));
    mkdirSync(join(folder, 'two'));
    write('one/token', 'of one');
    write('two/ca', 'of two');
    const one = write('one/config', { users: [{ name: 'u', user: { tokenFile: 'token' } }] });
    const two = write('two/config', config({ user: { token: 'of two' }, cluster: { 'certificate-authority': 'ca' } }));
    const access = readKubeconfig([one, two]);
    expect(access.ca).toBe('of two');
    expect(await access.credentials(false)).toEqual({ token: 'of one' });
  });

  it('the first current context that is not empty is the one', () => {
    const first = write('first', { 'current-context': '' });
    const second = write('second', config({ context: { namespace: 'second' } }));
    expect(readKubeconfig([first, second]).namespace).toBe('second');
  });
});

describe('a file that is none', () => {
  it.each([
    ['a text', 'just text'],
    ['nothing', ''],
    ['a number', '5'],
  ])('%s', (_, content) => {
    expect(errorOf(() => readKubeconfig([write('config', content)])).message).toContain('is no kubeconfig');
  });

  it('broken YAML is told with its place, and not its text', () => {
    const file = write('config', 'users:\n  - token: "hush\n');
    const { message } = errorOf(() => readKubeconfig([file]));
    expect(message).toMatch(/config:\d+:\d+/);
    expect(message).toContain('is no YAML');
    expect(message).not.toContain('hush');
  });

  it.each([
    ['absent', 'ENOENT'],
    ['.', 'EISDIR'],
  ])('%s cannot be read', (name, code) => {
    expect(errorOf(() => readKubeconfig([join(folder, name)])).message).toContain(`cannot be read (${code})`);
  });
});
