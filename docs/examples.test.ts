/** Runs what the pages say may be run, and looks at what they say it shows. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunRecord, readRun } from '../reports/index.js';
import { shippedPath } from '../scenarios/index.js';

const MAIN = shippedPath('dist', 'cli', 'main.js');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-examples-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The arguments of every `npx headroom simulate` in the shell blocks of a page, without its `--out`. */
function simulateCommands(page: string): string[][] {
  const blocks = readFileSync(shippedPath('docs', page), 'utf8').matchAll(/```bash\n([\s\S]*?)```/g);
  const lines = [...blocks].flatMap(([, block]) => block!.replaceAll('\\\n', ' ').split('\n'));
  return lines
    .filter((line) => line.startsWith('npx headroom simulate'))
    .map((line) => {
      const words = line.replace(/\s+#.*$/, '').match(/'[^']*'|\S+/g)!;
      return words.slice(2).map((word) => word.replace(/^'|'$/g, ''));
    })
    .map((words) => words.filter((word, i) => word !== '--out' && words[i - 1] !== '--out'));
}

function run(args: readonly string[]): RunRecord {
  const out = mkdtempSync(join(folder, 'run-'));
  const { status, stderr } = spawnSync(process.execPath, [MAIN, ...args, '--out', out], {
    encoding: 'utf8',
    cwd: shippedPath(),
  });
  expect(status, stderr).toBe(0);
  return readRun(out);
}

it.each(simulateCommands('reference/faults.md').map((args) => [args.join(' '), args] as const))('%s', (_, args) => {
  expect(run(args).summary.requests.completed).toBeGreaterThan(1000);
});

it('the aggregated scenario shares system prompts and leaps over most steps', () => {
  const { summary } = run(['simulate', 'scenarios/aggregated.yaml']);
  expect(summary.prefix_cache?.hit_token_ratio).toBeGreaterThan(0.3);
  const { single_steps = 0, leapt_steps = 0 } = summary.simulation ?? {};
  expect(leapt_steps).toBeGreaterThan(5 * single_steps);
  expect(summary.scaling.max_workers_by_role).toEqual({ aggregated: 8 });
});

it('the scenario of faults loses a worker and sight, and no request', () => {
  const { summary, decisions, workers } = run(['simulate', 'scenarios/faults.yaml']);
  expect(summary.requests).toMatchObject({ failed: 0, unfinished: 0 });
  expect(workers.filter((row) => row['role'] === 'decode' && row['gone_s'] === 300)).toHaveLength(1);
  const blind = decisions.filter((row) => row['observed_requests'] === undefined);
  expect(blind.map((row) => row['time_s'])).toEqual([1260, 1320, 1380, 1440]);
});
