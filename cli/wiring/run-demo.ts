/** Composes the demo: simulation, then emulator, Prometheus, planner and load on this machine, then both beside each other. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GuardedChild, PrometheusServer, prometheusVersion } from '../../live/index.js';
import type { Summary } from '../../reports/index.js';
import { HeadroomError } from '../../scenarios/errors/index.js';
import type { LiveScenario } from '../../scenarios/index.js';
import { type LoadedScenario, loadLiveScenario, openTraffic } from '../../scenarios/index.js';
import { openBoard } from '../demo-board.js';
import type { Progress } from '../progress.js';
import type { BenchOptions } from './bench-session.js';
import { compareRecords } from './compare-records.js';
import { runBench } from './run-bench.js';
import { type FinishedRun, runScenario } from './run-scenario.js';

export interface DemoOptions {
  readonly scenario: string;
  readonly set: readonly string[];
  readonly out?: string | undefined;
  /** Name or path of a Prometheus; absent: the planner scrapes the frontend itself. */
  readonly prometheus: string | undefined;
}

export interface FinishedDemo extends FinishedRun {
  readonly summary: Summary;
  readonly valid: boolean;
}

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));
const SILENT: Progress = { update: () => undefined, done: () => undefined };

/** Runs it all; nothing it started is left when it resolves or rejects. `say`: what goes on, for people. */
export async function runDemo(options: DemoOptions, say: (line: string) => void): Promise<FinishedDemo> {
  const loaded = loadLiveScenario(options.scenario, options.set);
  const { planner } = loaded.scenario;
  if (!planner) {
    throw new HeadroomError('HR_SCENARIO_INVALID', { message: 'a demo needs a planner; expected the section planner' });
  }
  const version = options.prometheus === undefined ? undefined : prometheusVersion(options.prometheus);
  const directory = options.out ?? join('runs', loaded.name);
  const simulated = join(directory, 'simulated');
  const live = join(directory, 'live');
  const simulation = await runScenario({ ...options, out: simulated }, SILENT);
  if (simulation.interrupted) return { ...simulation, valid: true };
  say(`simulated first: ${simulated}`);
  const emulator = await startEmulated(options, say);
  try {
    const prometheus =
      options.prometheus === undefined
        ? undefined
        : await PrometheusServer.start({
            program: options.prometheus,
            pages: [`${emulator.url}/metrics`],
            scrape_s: planner.scrape_interval_s,
          });
    try {
      if (prometheus) {
        say(`Prometheus ${version} on ${prometheus.url} scrapes it every ${planner.scrape_interval_s} s`);
      }
      say(`planner and load begin; Ctrl-C ends them and keeps what was measured`);
      const result = await runLoad(options, loaded, emulator.url, prometheus?.url, live);
      const { text } = compareRecords(simulated, live);
      return { ...result, terminal: `${result.terminal}\nSimulated (A) and live (B):\n${text}` };
    } finally {
      await prometheus?.close();
    }
  } finally {
    await emulator.child.end();
  }
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
  throw new Error(`the emulator did not start: ${child.said}`);
}

async function runLoad(
  { scenario, set }: DemoOptions,
  loaded: LoadedScenario<LiveScenario>,
  url: string,
  prometheus: string | undefined,
  out: string,
) {
  const { traffic, seed, sla } = loaded.scenario;
  const { duration_s } = openTraffic(traffic, seed, loaded.resolve);
  const board = openBoard({ name: loaded.name, duration_s, ttft_ms: sla.ttft_ms });
  const bench: BenchOptions = {
    scenario,
    set,
    out,
    url: [url],
    header: [],
    insecure: false,
    metricsUrl: [],
    planner: { prometheus, dialect: 'nv', connector: 'emulator' },
  };
  try {
    return await runBench(bench, SILENT, board);
  } finally {
    board.done();
  }
}
