/** `headroom museum` as a shell sees it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { shippedPath } from '../scenarios/index.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-museum-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MAIN = shippedPath('dist', 'cli', 'main.js');
const museum = (...args: string[]) =>
  spawnSync(process.execPath, [MAIN, 'museum', ...args], { cwd: folder, encoding: 'utf8' });

it('prints who survived and who failed as JSON, and ends well whatever the policy did', () => {
  const { status, stdout, stderr } = museum('2', '11', '--policy', 'static', '--json');
  expect([status, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout)).toEqual({
    policy: 'static',
    survived: [],
    failed: ['02-demand-at-exit', '11-capped-metric'],
  });
});

it('makes a table of several policies', () => {
  const { stdout } = museum('2', '--policy', 'static', '--policy', 'keda');
  expect(stdout).toBe('        02\nstatic   ✗\nkeda     ✓\n');
  expect(JSON.parse(museum('2', '--policy', 'static', '--policy', 'keda', '--json').stdout)).toMatchObject({
    policies: [{ policy: 'static' }, { policy: 'keda', survived: ['02-demand-at-exit'] }],
  });
});

it('fuzzes', () => {
  expect(museum('--policy', 'static', '--fuzz', '3').stdout).toBe(
    '✓ static: 3 random scenarios of seed 1, none fails\n',
  );
});

it.each([
  [[], /one of --policy, --all and --historical/],
  [['--policy', 'hpa', '--historical'], /one of --policy, --all and --historical/],
  [['--policy', 'hpaa'], /Did you mean 'hpa'/],
  [['14', '--policy', 'hpa'], /there is no exhibit '14'/],
  [['--policy', 'hpa', '--fuzz', '0'], /--fuzz takes/],
])('refuses %j', (args, message) => {
  const { status, stderr } = museum(...args);
  expect(status).toBe(2);
  expect(stderr).toMatch(message);
});
