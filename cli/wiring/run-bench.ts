/** Composes a live run: scenario, targets and traffic in; load; record, report and summary out. */
import { basename, join } from 'node:path';
import {
  checkTokens,
  createLoad,
  createThreadedLoad,
  firstModel,
  type Load,
  type LoadConfig,
  type LoadResult,
  metricsPages,
  openTarget,
  promptWords,
  Scraper,
} from '../../loadgen/index.js';
import {
  type ClientHealth,
  openRunDirectory,
  type RunFile,
  readRun,
  type RunSink,
  terminalReport,
  writeReport,
} from '../../reports/index.js';
import { type BenchSpec, loadScenario, openTraffic } from '../../scenarios/index.js';
import type { Progress } from '../progress.js';
import { toolVersion } from '../tool-version.js';
import { type Interrupt, onInterrupt } from './interrupt.js';
import { LiveFigures } from './live-figures.js';
import type { FinishedRun } from './run-scenario.js';
import { timelineInterval } from './timeline-interval.js';

export interface BenchOptions {
  readonly scenario: string;
  readonly set: readonly string[];
  readonly out?: string | undefined;
  readonly url: readonly string[];
  readonly header: readonly string[];
  readonly caFile?: string | undefined;
  readonly insecure: boolean;
  /** Pages of metrics to read; by default that of each target. */
  readonly metricsUrl: readonly string[];
}

export interface FinishedBench extends FinishedRun {
  /** False when the client, not the server, was measured. */
  readonly valid: boolean;
}

const REDRAW_MS = 250;

/** Drives a live target with a scenario's traffic. What was measured is written even when the run is interrupted or fails. */
export async function runBench(options: BenchOptions, progress: Progress): Promise<FinishedBench> {
  const startedAt = new Date();
  const loaded = loadScenario(options.scenario, options.set);
  const { scenario, resolve } = loaded;
  const targets = options.url.map((url) => openTarget(url, { ...options, headers: options.header }));
  const bench = { ...scenario.bench, model: scenario.bench.model ?? (await firstModel(targets[0]!)) };
  const tokenizer = bench.tokenizer && resolve(bench.tokenizer);
  const config = { traffic: scenario.traffic, seed: scenario.seed, bench, targets, words: await promptWords(tokenizer) };
  const figures = new LiveFigures();
  const sinkOf: { current?: RunSink } = {};
  const sink = figures.before(() => sinkOf.current!);
  const load =
    bench.workers > 1
      ? createThreadedLoad(withResolvedPath(config, resolve), sink, bench.workers)
      : createLoad(config, resolve, sink);
  const directory = options.out ?? join('runs', loaded.name);
  const recorder = openRunDirectory(directory, {
    name: loaded.name,
    toolVersion: toolVersion(),
    command: commandOf(options),
    scenario: { ...scenario, bench },
    seed: scenario.seed,
    inputs: [loaded.file],
    profiles: {},
    sla: scenario.sla,
    price: undefined,
    timelineInterval_s: scenario.run.timeline_interval_s ?? timelineInterval(load.duration_s),
    timelineMayCoarsen: scenario.run.timeline_interval_s === undefined,
    startedAt,
    live: true,
  });
  sinkOf.current = recorder.sink;
  const scraper = new Scraper(metricsPages(targets, options.metricsUrl), bench.scrape_interval_s, (server) =>
    recorder.sink.sample({ time_s: Math.max(0, load.progress().time_s), pools: {}, server }),
  );
  await scraper.start();
  const { result, error, interrupted } = await drive(load, figures, progress);
  const serverCounters = await scraper.stop();
  if (result) {
    const health = await healthOf(result, load, bench, tokenizer);
    recorder.sink.runEnd({ time_s: result.end_s, client: { ...health, serverCounters } });
  } else recorder.sink.runEnd({ time_s: Math.max(0, load.progress().time_s) });
  const status: RunFile['status'] = error ? 'failed' : interrupted ? 'interrupted' : 'complete';
  const traffic = result?.provenance ?? openTraffic(scenario.traffic, scenario.seed, resolve).provenance();
  const summary = recorder.close({ status, finishedAt: new Date(), traffic });
  if (error) throw error;
  const { html } = await writeReport(directory);
  const width = process.stdout.columns ?? 100;
  return {
    summary,
    interrupted,
    valid: summary.client?.valid ?? false,
    terminal: terminalReport(readRun(directory), { width, report: html }),
  };
}

/** Threads know nothing of where the scenario lies. */
function withResolvedPath(config: LoadConfig, resolve: (path: string) => string): LoadConfig {
  const { traffic } = config;
  return 'path' in traffic ? { ...config, traffic: { ...traffic, path: resolve(traffic.path) } } : config;
}

/** The command line for the record; headers stay out of it, for they may hold secrets. */
function commandOf({ scenario, url, set }: BenchOptions): string[] {
  return [
    'bench',
    basename(scenario),
    ...url.flatMap((each) => ['--url', each]),
    ...set.flatMap((override) => ['--set', override]),
  ];
}

async function drive(load: Load, figures: LiveFigures, progress: Progress) {
  const interrupt: Interrupt = onInterrupt();
  let interrupted = false;
  const look = setInterval(() => {
    const now = load.progress();
    progress.update(figures.line(now), load.duration_s && now.time_s / load.duration_s);
    if (!interrupt.heard || interrupted) return;
    interrupted = true;
    load.stop();
  }, REDRAW_MS);
  try {
    return { result: await load.run(), error: undefined, interrupted };
  } catch (error) {
    return { result: undefined, error, interrupted };
  } finally {
    clearInterval(look);
    interrupt.stop();
    progress.done();
  }
}

async function healthOf(
  { health, sockets, asked, texts, end_s }: LoadResult,
  load: Load,
  bench: BenchSpec,
  tokenizer: string | undefined,
): Promise<ClientHealth> {
  const cpu = process.cpuUsage();
  return {
    asked,
    openLoop: load.openLoop,
    steady_s: [bench.warm_up_s, Math.max(bench.warm_up_s, load.duration_s ?? end_s)],
    ...health,
    cpu: { user_s: cpu.user / 1e6, system_s: cpu.system / 1e6 },
    sockets,
    maxRss_mb: process.resourceUsage().maxRSS / 1024,
    threads: bench.workers,
    tokenCheck: await checkTokens(texts, tokenizer),
  };
}
