/** What a stranger does first with the installed package, on one release of Node. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageVersion } from '../../scenarios/index.js';
import type { NodeRelease } from './nodes.js';
import { type Place, run, serve } from './processes.js';

/** A library user's first file: every door, and a decision. */
const LIBRARY = `
import { staticReplicas } from 'llm-headroom/planner-core';
import { simulate } from 'llm-headroom/sim';
import { loadScenario, scenarioPath } from 'llm-headroom/scenarios';
import { readRun } from 'llm-headroom/reports';
import { prepareTrial } from 'llm-headroom/studies';
import { openTarget } from 'llm-headroom/loadgen';
if (![staticReplicas, simulate, loadScenario, readRun, prepareTrial, openTarget].every((f) => typeof f === 'function')) process.exit(1);
console.log(loadScenario(scenarioPath('quickstart')).name, readRun('runs/quickstart').summary.requests.completed);
`;

const FIGURES = [
  ['quickstart', 'summary.json'],
  ['quickstart', 'charts', 'ttft-over-time.svg'],
  ['quickstart-plan', 'plan.json'],
];

/** Node 24 rounds `**` otherwise than Node 22 in the last bit, which a decision's numbers and the hash of all events show. */
function figuresOf(text: string): string {
  return text.replace(/"event_log_sha256": "\w+"/g, '');
}

/** sha256 of what the runs figured: the same on every Node. Throws where a step fails. */
export function journey(folder: string, { env }: NodeRelease): string {
  const place: Place = { folder, env };
  const headroom = (...args: string[]) => run('npx', ['llm-headroom', ...args], place);
  expectToBe(headroom('--version').trim(), packageVersion());
  headroom('simulate', 'quickstart');
  headroom('plan', 'quickstart', '--set', 'traffic.window={start_s: 0, end_s: 600}');
  expectToBe(headroom('report', 'runs/quickstart').split('\n')[0]!, join('runs', 'quickstart', 'report.html'));
  writeFileSync(join(folder, 'library.mjs'), LIBRARY);
  const { completed } = summaryOf(folder, 'quickstart').requests;
  expectToBe(run('node', ['library.mjs'], place).trim(), `quickstart ${completed}`);
  const hash = createHash('sha256');
  for (const file of FIGURES) hash.update(figuresOf(readFileSync(join(folder, 'runs', ...file), 'utf8')));
  return hash.digest('hex');
}

/** `headroom bench` of one install on `headroom emulate` of another; the requests that it completed. */
export async function benchAcross(client: string, server: string): Promise<number> {
  const set = ['--set', 'traffic.window={start_s: 0, end_s: 10}'];
  const args = ['emulate', 'demo', '--port', '0']; // not by npx, which hands on no signal
  const emulator = await serve(join(server, 'node_modules', '.bin', 'headroom'), args, { folder: server }, 'http://');
  try {
    const url = /http:\/\/[\d.:]+/.exec(emulator.line)![0];
    // 1: on a busy machine requests go out late, and the run says so; that it runs is what is looked at here
    run('npx', ['headroom', 'bench', 'demo', '--url', url, '--out', 'runs/slim', ...set], { folder: client }, [0, 1]);
  } finally {
    await emulator.stop();
  }
  if (!existsSync(join(client, 'runs', 'slim', 'report.html'))) throw new Error('the load generator wrote no report');
  return summaryOf(client, 'slim').requests.completed;
}

function summaryOf(folder: string, name: string): { requests: { offered: number; completed: number } } {
  return JSON.parse(readFileSync(join(folder, 'runs', name, 'summary.json'), 'utf8')) as ReturnType<typeof summaryOf>;
}

function expectToBe(found: string, expected: string): void {
  if (found !== expected) throw new Error(`found '${found}', expected '${expected}'`);
}
