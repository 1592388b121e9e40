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
