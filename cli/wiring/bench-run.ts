/** One live run of a scenario's traffic into a run directory: load, record, servers' metrics, planner. */
import { basename } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  checkTokens,
  createLoad,
  createThreadedLoad,
  type Load,
  type LoadConfig,
  type LoadResult,
  type LoadSink,
  metricsPages,
  Scraper,
  type Target,
  targetClock,
} from '../../loadgen/index.js';
import {
  type ClientHealth,
  type ClockReading,
  type ClusterSample,
  openRunDirectory,
  type RunFile,
  type RunMeta,
  type RunSink,
  rowFormat,
  type SegmentOf,
  type Summary,
  teeSinks,
  timelineInterval,
} from '../../reports/index.js';
import { HeadroomError } from '../../scenarios/errors/index.js';
import { type BenchSpec, type LiveScenario, type LoadedScenario, openTraffic } from '../../scenarios/index.js';
import type { Progress } from '../progress.js';
import { toolVersion } from '../tool-version.js';
import type { BenchPlanner } from './bench-planner.js';
import type { BenchOptions, BenchSession } from './bench-session.js';
import { interruptSignal } from './interrupt.js';
import { JoinedSamples } from './joined-samples.js';
import { figuresLine, LiveFigures, type LoadFigures } from './live-figures.js';

/** How one load ended. */
export interface RunOutcome {
  readonly summary: Summary;
  readonly interrupted: boolean;
}

/** Who looks on at a run. */
export interface RunWatcher {
  /** Hears of every request that ends and, where a planner runs, of its ticks and samples. */
  readonly sink?: Partial<RunSink>;
  /** Sees the figures several times a second. */
  look?(figures: LoadFigures): void;
  /** Asked as often; ends the run when it says so. */
  isHopeless?(): boolean;
}

const REDRAW_MS = 250;
/** Until the first request is due, so that it is on time. */
const LEAD_MS = 5;
/** The same where threads must hear of it. */
const THREADS_LEAD_MS = 50;
/** Room for reading the target's clock, and for what comes between that and the start. */
const CLOCK_TAKES_MS = 3000;
/** Room for opening the record and the servers' pages. */
const PREPARE_MS = 1000;

/**
 * One live run into `directory`. What was measured is written even when the run is interrupted or fails.
 */
export async function runOnce(
  session: BenchSession,
  schedule: BenchSpec['schedule'],
  directory: string,
  progress: Progress,
  watcher: RunWatcher = {},
  planner?: BenchPlanner,
): Promise<RunOutcome> {
  const { options, loaded } = session;
  const { segment, startAt } = options;
  const { resolve } = loaded;
  const config: LoadConfig = { ...session.config, bench: { ...session.config.bench, schedule } };
  const figures = new LiveFigures();
  const sinks: { record?: RunSink } = {};
  const load = openLoad(
    config,
    resolve,
    figures.before(() => sinks.record!, watcher.sink),
    segment,
  );
  await load.ready;
  const clock = startAt && (await clockBefore(startAt, config.targets[0]!));
  if (startAt) await pause(Math.max(0, startAt.getTime() - Date.now() - PREPARE_MS));
  const recorder = openRunDirectory(directory, {
    ...(await metaOf(options, loaded, config, load, planner)),
    startedAt: new Date(),
    clock,
  });
  sinks.record = recorder.sink;
  const samples = new JoinedSamples(recorder.sink);
  const scraper = await startScraper(options, config, load, samples);
  const origin_ms = performance.now() + (startAt ? startAt.getTime() - Date.now() : leadOf(config.bench));
  const toSamples = { ...recorder.sink, sample: (sample: ClusterSample) => samples.add(sample) };
  const planning = planner?.start(teeSinks(toSamples, watcher.sink ?? {}), directory, origin_ms);
  const { result, error, interrupted } = await drive(load, origin_ms, figures, progress, watcher);
  await planning?.stop();
  const serverCounters = await scraper.stop();
  const client = result && { ...(await healthOf(result, load, config.bench)), serverCounters };
  const time_s = result?.end_s ?? Math.max(0, load.progress().time_s);
  recorder.sink.runEnd({ time_s, ...(client && { client }) });
  const status: RunFile['status'] = error ? 'failed' : interrupted ? 'interrupted' : 'complete';
  const traffic = result?.provenance ?? openTraffic(config.traffic, config.seed, resolve).provenance();
  const summary = recorder.close({ status, finishedAt: new Date(), traffic });
  if (error) throw error;
  return { summary, interrupted };
}

/** What the record says of the run's making. */
async function metaOf(
  options: BenchOptions,
  { name, file, scenario }: LoadedScenario<LiveScenario>,
  { bench }: LoadConfig,
  load: Load,
  planner: BenchPlanner | undefined,
): Promise<Omit<RunMeta, 'startedAt'>> {
  const { timeline_interval_s, requests } = scenario.run;
  return {
    name,
    toolVersion: toolVersion(),
    command: commandOf(options),
    scenario: { ...scenario, bench: { ...scenario.bench, model: bench.model, schedule: bench.schedule } },
    seed: scenario.seed,
    inputs: [file, ...(planner?.meta.inputs ?? [])],
    profiles: planner?.meta.profiles ?? {},
    sla: scenario.sla,
    prices: planner?.meta.prices ?? {},
    requests: await rowFormat(requests),
    timelineInterval_s: timeline_interval_s ?? timelineInterval(load.duration_s),
    timelineMayCoarsen: timeline_interval_s === undefined,
    live: true,
    segment: options.segment,
    startAt: options.startAt,
  };
}

/** Reads the servers' pages of metrics into the samples while the load runs. */
async function startScraper(
  { metricsUrl }: BenchOptions,
  { targets, bench }: LoadConfig,
  load: Load,
  samples: JoinedSamples,
): Promise<Scraper> {
  const scraper = new Scraper(metricsPages(targets, metricsUrl), bench.scrape_interval_s, (server) =>
    samples.add({ time_s: Math.max(0, load.progress().time_s), server }),
  );
  await scraper.start();
  return scraper;
}

/** The clock is read while there is time: a start that is near is not put off for it. */
async function clockBefore(startAt: Date, target: Target): Promise<ClockReading | undefined> {
  if (startAt.getTime() - Date.now() < CLOCK_TAKES_MS) return undefined;
  const clock = await targetClock(target);
  const told = clock
    ? `this clock is ${clock.ahead_ms.toFixed(0)} ms ahead of the target's, within ${clock.within_ms.toFixed(0)} ms`
    : 'the target does not tell its time: how far the clocks are apart is not known';
  process.stderr.write(`${told}; the load begins at ${startAt.toISOString()}\n`);
  return clock;
}

function leadOf({ workers }: BenchSpec): number {
  return workers === 1 ? LEAD_MS : THREADS_LEAD_MS;
}

function openLoad(
  config: LoadConfig,
  resolve: (path: string) => string,
  sink: LoadSink,
  segment: SegmentOf | undefined,
): Load {
  const { bench, traffic } = config;
  if (bench.workers === 1) return createLoad(config, resolve, sink, segment);
  // threads know nothing of where the scenario lies
  const resolved = 'path' in traffic ? { ...config, traffic: { ...traffic, path: resolve(traffic.path) } } : config;
  return createThreadedLoad(resolved, sink, bench.workers, segment);
}

/** The command line for the record; headers stay out of it, for they may hold secrets. */
function commandOf({ scenario, url, set, planner, segment, startAt }: BenchOptions): string[] {
  return [
    'bench',
    basename(scenario),
    ...url.flatMap((each) => ['--url', each]),
    ...(segment ? ['--segment', `${segment.index + 1}/${segment.of}`] : []),
    ...(startAt ? ['--start-at', startAt.toISOString()] : []),
    ...(planner ? ['--planner', '--connector', basename(planner.connector)] : []),
    ...set.flatMap((override) => ['--set', override]),
  ];
}

async function drive(load: Load, origin_ms: number, figures: LiveFigures, progress: Progress, watcher: RunWatcher) {
  const interrupt = interruptSignal();
  let stopped = false;
  const look = setInterval(() => {
    const now = load.progress();
    const seen = figures.at(now);
    watcher.look?.(seen);
    progress.update(figuresLine(seen), load.duration_s && now.time_s / load.duration_s);
    if (stopped || !(interrupt.signal.aborted || watcher.isHopeless?.())) return;
    stopped = true;
    load.stop();
  }, REDRAW_MS);
  try {
    const result = await load.run(origin_ms);
    return { result, error: undefined, interrupted: interrupt.signal.aborted };
  } catch (error) {
    return { result: undefined, error, interrupted: interrupt.signal.aborted };
  } finally {
    clearInterval(look);
    interrupt.stop();
    progress.done();
  }
}

async function healthOf(result: LoadResult, load: Load, bench: BenchSpec): Promise<ClientHealth> {
  const { health, sockets, asked, texts, end_s } = result;
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
    tokenCheck: await checkTokens(texts, bench.tokenizer).catch(tellNotCounted),
  };
}

/** A load generator installed without its tokenizer measures all the same. */
function tellNotCounted(error: unknown): undefined {
  if (!(error instanceof HeadroomError && error.code === 'HR_PACKAGE_MISSING')) throw error;
  process.stderr.write(`answers are not counted again: ${error.message}\n`);
}
