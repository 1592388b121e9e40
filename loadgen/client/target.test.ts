import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openTarget } from './target.js';

const NONE = { headers: [] };

it('takes the address before /v1, whether or not that is written', () => {
  expect(openTarget('http://h:8000', NONE, {})).toMatchObject({ origin: 'http://h:8000', prefix: '' });
  expect(openTarget('https://h/base/v1/', NONE, {})).toMatchObject({ origin: 'https://h', prefix: '/base' });
});

it('takes secrets from the environment and from files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-key-'));
  const file = join(folder, 'key.txt');
  writeFileSync(file, 'from-file\n');
  const headers = ['Authorization: Bearer $TOKEN', `X-Both: \${A}-\${B}`, `X-File: @${file}`];
  const target = openTarget('http://h', { headers }, { TOKEN: 't0', A: 'a', B: 'b', OPENAI_API_KEY: 'unused' });
  rmSync(folder, { recursive: true });
  expect(target.headers).toEqual({ authorization: 'Bearer t0', 'x-both': 'a-b', 'x-file': 'from-file' });
});

it('sends OPENAI_API_KEY where no header says otherwise', () => {
  expect(openTarget('http://h', NONE, { OPENAI_API_KEY: 'k' }).headers).toEqual({ authorization: 'Bearer k' });
});

it.each([
  ['ftp://h', [], /expected http/],
  ['nonsense', [], /not a URL/],
  ['http://user:secret@h', [], /holds a user name/],
  ['http://h', ['no colon'], /is not 'Name: value'/],
  ['http://h', ['A: $NOT_THERE'], /no variable NOT_THERE/],
  ['http://h', ['A: @/not/there'], /cannot be read \(ENOENT\)/],
])('refuses %s %j', (url, headers, message) => {
  expect(() => openTarget(url, { headers }, {})).toThrow(message);
});

it('never repeats a password in a message', () => {
  expect(() => openTarget('http://user:secret@h', NONE, {})).not.toThrow(/secret/);
});

it.each([
  ['http://h:8000/', 'http://h:8000', ''],
  ['http://h/v1', 'http://h', ''],
  ['http://h/v1//', 'http://h', ''],
  ['http://h:80/a/b', 'http://h', '/a/b'],
  ['http://h/v1/extra', 'http://h', '/v1/extra'],
  ['http://h/v10', 'http://h', '/v10'],
  ['http://[::1]:8000/v1?x=1', 'http://[::1]:8000', ''],
  ['HTTPS://Host.Example:443', 'https://host.example', ''],
])('%s is %s and the prefix %j', (url, origin, prefix) => {
  expect(openTarget(url, NONE, {})).toMatchObject({ origin, prefix });
});

it.each([
  ['X-Empty:', 'x-empty', ''],
  ['X-Colons: a:b:c', 'x-colons', 'a:b:c'],
  ['  X-Space  :  v  ', 'x-space', 'v'],
  ['X-Dollar: 5$', 'x-dollar', '5$'],
  ['X-Twice: $A$A', 'x-twice', 'aa'],
  ['X-Blank: $EMPTY', 'x-blank', ''],
])('the header %j', (line, name, value) => {
  expect(openTarget('http://h', { headers: [line] }, { A: 'a', EMPTY: '' }).headers).toEqual({ [name]: value });
});

it('of two headers of one name the later counts, and an empty key is none', () => {
  const headers = ['X-Key: one', 'x-key: two'];
  expect(openTarget('http://h', { headers }, { OPENAI_API_KEY: '' }).headers).toEqual({ 'x-key': 'two' });
});

it('what the environment brought in is not expanded again', () => {
  expect(openTarget('http://h', { headers: ['A: $OUTER'] }, { OUTER: '$INNER' }).headers).toEqual({ a: '$INNER' });
});

it('TLS: the authority from its file, and no check only where that was asked', () => {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-ca-'));
  const caFile = join(folder, 'ca.pem');
  writeFileSync(caFile, 'PEM');
  expect(openTarget('https://h', { headers: [], caFile }, {}).tls).toEqual({ ca: Buffer.from('PEM') });
  rmSync(folder, { recursive: true });
  expect(openTarget('https://h', { headers: [], insecure: true }, {}).tls).toEqual({ rejectUnauthorized: false });
  expect(openTarget('https://h', { headers: [], insecure: false }, {}).tls).toEqual({});
  expect(() => openTarget('https://h', { headers: [], caFile }, {})).toThrow(
    expect.objectContaining({ code: 'HR_TARGET_INVALID', message: expect.stringContaining('ca.pem: cannot be read') }),
  );
});

it('a header that is none shows its name, never its value', () => {
  const refused = (line: string) => () => openTarget('http://h', { headers: [line] }, {});
  expect(refused('my name: secret')).toThrow("--header 'my name' is not 'Name: value'");
  expect(refused('my name: secret')).not.toThrow(/secret/);
  expect(refused(': secret')).toThrow("--header '…' is not 'Name: value'");
  expect(refused('sk-secret')).toThrow("--header '…' is not 'Name: value'");
});
