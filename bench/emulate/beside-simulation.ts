/** The same traffic simulated, and sent by `headroom bench` to `headroom emulate`: what each says of it. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Summary } from '../../reports/index.js';
import { shippedPath } from '../../scenarios/index.js';
import { withRunFolder } from '../load/run-folder.js';
import { ended, start } from './processes.js';

const MAIN = 'cli/main.js';
const SCENARIO = shippedPath('scenarios', 'quickstart.yaml');

/** Simulated, by the emulator's own record, and by the client's; the pools as the scenario begins. */
export async function besideSimulation(duration_s: number): Promise<Record<string, object>> {
  return withRunFolder(async (folder) => {
    const set = [`traffic.generator.duration_s=${duration_s}`, 'planner={policy: static, interval_s: 60}'];
    const overrides = set.flatMap((override) => ['--set', override]);
    const into = (name: string) => ['--out', `${folder}-${name}`];
    const emulator = start(
      'server',
      MAIN,
      ['emulate', SCENARIO, ...overrides, '--port', '0', ...into('emulated')],
      'stderr',
    );
    const url = /serving on (\S+)/.exec((await emulator.next())!)![1]!;
    const client = start('client', MAIN, ['bench', SCENARIO, ...overrides, '--url', url, ...into('client')]);
    while ((await client.next()) !== undefined);
    emulator.child.kill('SIGINT');
    while ((await emulator.next()) !== undefined);
    await ended(emulator.child);
    spawnSync(process.execPath, [shippedPath('dist', MAIN), 'simulate', SCENARIO, ...overrides, ...into('simulated')]);
    const names = ['simulated', 'emulated', 'client'];
    return Object.fromEntries(names.map((name) => [name, figuresOf(`${folder}-${name}`)]));
  });
}

function figuresOf(directory: string): object {
  const summary = JSON.parse(readFileSync(join(directory, 'summary.json'), 'utf8')) as Summary;
  return {
    completed: summary.requests.completed,
    ttft_mean_ms: rounded(summary.ttft_ms?.mean),
    tpot_mean_ms: rounded(summary.tpot_ms?.mean),
    attainment: summary.attainment.overall,
  };
}

function rounded(value: number | null | undefined): number | null {
  return typeof value === 'number' ? Number(value.toFixed(2)) : null;
}
