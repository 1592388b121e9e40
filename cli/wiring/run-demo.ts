/** Composes the demo: simulation, then emulator, Prometheus, planner and load on this machine, then both beside each other. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GuardedChild, PrometheusServer, prometheusVersion } from '../../live/index.js';
import { HeadroomError } from '../../scenarios/errors/index.js';
import { type LiveScenario, type LoadedScenario, loadLiveScenario, openTraffic } from '../../scenarios/index.js';
import { type DemoTitle, openBoard } from '../demo-board.js';
import type { Progress } from '../progress.js';
import type { BenchOptions } from './bench-session.js';
import { compareRecords } from './compare-records.js';
import { type FinishedBench, runBench } from './run-bench.js';
import { runFolder } from './run-folder.js';
import { runScenario } from './run-scenario.js';

/** What the command line says of a demo. */
export interface DemoOptions {
  readonly scenario: string;
  readonly set: readonly string[];
  readonly out?: string | undefined;
  /** Name or path of a Prometheus; absent: the planner scrapes the frontend itself. */
  readonly prometheus: string | undefined;
}

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));
const SILENT: Progress = { update: () => undefined, done: () => undefined };

/** Runs it all; nothing it started is left when it resolves or rejects. */
export async function runDemo(options: DemoOptions): Promise<FinishedBench> {
  const loaded = loadLiveScenario(options.scenario, options.set);
  if (!loaded.scenario.planner) {
    throw new HeadroomError('HR_SCENARIO_INVALID', { message: 'a demo needs a planner; expected the section planner' });
  }
  const version = options.prometheus === undefined ? undefined : prometheusVersion(options.prometheus);
  const directory = options.out ?? runFolder(loaded.name);
  const [simulated, live] = [join(directory, 'simulated'), join(directory, 'live')];
  const simulation = await runScenario({ ...options, out: simulated }, SILENT);
  if (simulation.interrupted) return { ...simulation, valid: true };
  const board = openBoard(titleOf(loaded));
  board.say(`simulated first: ${simulated}`);
  const emulator = await startEmulated(options, board.say);
  try {
    const scrape_s = loaded.scenario.planner.scrape_interval_s;
    const prometheus = await startPrometheus(options, emulator.url, scrape_s);
    try {
      if (prometheus) board.say(`Prometheus ${version} on ${prometheus.url} scrapes it every ${scrape_s} s`);
      board.say('planner and load begin; Ctrl-C ends them and keeps what was measured');
      const bench = benchOptions(options, emulator.url, prometheus?.url, live);
      const result = await runBench(bench, SILENT, board).finally(() => board.done());
      const { text } = compareRecords(simulated, live);
      return { ...result, terminal: `${result.terminal}\nSimulated (A) and live (B):\n${text}` };
    } finally {
      await prometheus?.close();
    }
  } finally {
    await emulator.child.end();
  }
}

function titleOf({ name, scenario: { traffic, seed, sla }, resolve }: LoadedScenario<LiveScenario>): DemoTitle {
  return { name, duration_s: openTraffic(traffic, seed, resolve).duration_s, ttft_ms: sla.ttft_ms };
}

async function startPrometheus({ prometheus }: DemoOptions, url: string, scrape_s: number) {
  if (prometheus === undefined) return undefined;
  return PrometheusServer.start({ program: prometheus, pages: [`${url}/metrics`], scrape_s });
}

/** `headroom emulate` as a process of its own, on a free port of loopback. */
async function startEmulated({ scenario, set }: DemoOptions, say: (line: string) => void) {
  const overrides = set.flatMap((override) => ['--set', override]);
  const command = ['emulate', scenario, '--port', '0', '--dialect', 'nv', ...overrides];
  let child!: GuardedChild;
  const url = await new Promise<string | undefined>((resolve) => {
    const onLine = (line: string) => {
      say(line.replace(/^headroom emulate: /, 'emulator: '));
      const serving = /serving on (\S+)/.exec(line)?.[1];
      if (serving !== undefined) resolve(serving);
    };
    child = new GuardedChild([process.execPath, MAIN, ...command], { onLine });
    child.over().then(() => resolve(undefined));
  });
  if (url !== undefined) return { child, url };
  await child.end();
  throw new HeadroomError('HR_PROGRAM_FAILED', { message: `the emulator did not start: ${child.said}` });
}

function benchOptions(
  { scenario, set }: DemoOptions,
  url: string,
  prometheus: string | undefined,
  out: string,
): BenchOptions {
  return {
    scenario,
    set,
    out,
    url: [url],
    header: [],
    insecure: false,
    metricsUrl: [],
    planner: { prometheus, dialect: 'nv', connector: 'emulator' },
  };
}
