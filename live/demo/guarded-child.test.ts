/** A guarded child: what it says, and its end by a word, by force and by itself. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { GuardedChild } from './guarded-child.js';

const told = (child: (onLine: (line: string) => void) => GuardedChild) =>
  new Promise<{ child: GuardedChild; line: string }>((resolve) => {
    const started: GuardedChild = child((line) => resolve({ child: started, line }));
  });

it('hears what the child says, and ends it with a word', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-guarded-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const script = "trap 'echo gone >&2; exit' TERM; echo $$ >&2; while :; do sleep 0.05; done";
  const { child, line } = await told((onLine) => new GuardedChild(['sh', '-c', script], { folder, onLine }));
  expect(child.isRunning).toBe(true);
  await child.end();
  expect(() => process.kill(Number(line), 0)).toThrow('ESRCH');
  await child.over();
  expect(child.said).toBe(`${line}\ngone`);
  expect(existsSync(folder)).toBe(true); // whoever ends it removes its folder
});

it('kills a child that does not listen', async () => {
  const script = "trap '' TERM; echo $$ >&2; while :; do sleep 0.05; done";
  const { child, line } = await told((onLine) => new GuardedChild(['sh', '-c', script], { onLine }));
  await child.end('KILL');
  expect(() => process.kill(Number(line), 0)).toThrow('ESRCH');
});

it('tells of a child that ends by itself, and can be ended once more', async () => {
  const child = new GuardedChild(['sh', '-c', 'echo no room >&2; exit 3']);
  await child.over();
  expect(child.isRunning).toBe(false);
  expect(child.said).toBe('no room');
  await child.end();
  await child.end();
});
