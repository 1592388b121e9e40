/** `headroom demo` that ends early, or cannot begin: nothing it started stays, and what was measured is kept. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasPrometheus } from '../live/testing/index.js';
import { readRun } from '../reports/index.js';
import { addressesIn, answers, exitOf, SHORT, startDemo } from './testing/demo-rig.js';
import { MAIN, until } from './testing/planner-rig.js';

describe('an early end', () => {
  it('by Ctrl-C keeps the record and leaves no child', async () => {
    const { child, out, folder } = startDemo('--no-prometheus', ...SHORT);
    await until(() => out.stderr.includes('planner 2 s'));
    child.kill('SIGINT');
    expect(await exitOf(child)).toBe(130);
    expect(readRun(join(folder, 'live')).run.status).toBe('interrupted');
    expect(readRun(join(folder, 'live')).decisions.length).toBeGreaterThan(0);
    const [emulator] = addressesIn(out.stderr);
    expect(await answers(emulator!)).toBe(false);
  }, 30_000);

  it.skipIf(!hasPrometheus)('by kill -9 leaves no child and no folder (skipped without prometheus)', async () => {
    const { child, out, temporary } = startDemo(...SHORT);
    await until(() => out.stderr.includes('planner and load begin'));
    const addresses = addressesIn(out.stderr);
    expect(addresses).toHaveLength(2);
    child.kill('SIGKILL');
    await until(async () => !(await answers(addresses[0]!)) && !(await answers(addresses[1]!)));
    await until(() => readdirSync(temporary).every((name) => !name.startsWith('headroom')));
  });
});

it('says how to get a Prometheus where there is none', () => {
  const { status, stderr } = spawnSync(process.execPath, [MAIN, 'demo', '--prometheus', '/nowhere/prometheus'], {
    encoding: 'utf8',
  });
  expect(status).toBe(2);
  expect(stderr).toContain("'/nowhere/prometheus' is no Prometheus");
  expect(stderr).toContain('apt install prometheus');
  expect(stderr).toContain('HR_PROGRAM_NOT_FOUND');
});
