/** The scenario's planner beside a load: it sees the target's metrics, orders workers, and writes into the record of the load. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Clock,
  type Connector,
  clockSince,
  Daemon,
  type MetricsSource,
  openSource,
  streamLog,
} from '../../live/index.js';
import { openObservations, type RunSink } from '../../reports/index.js';
import { HeadroomError } from '../../scenarios/errors/index.js';
import {
  type ConnectorSpec,
  type LiveScenario,
  type LoadedScenario,
  loadPlannerFile,
  type SourceSpec,
  sourceSpec,
} from '../../scenarios/index.js';
import type { LiveSetup } from '../../studies/index.js';
import { openConnector } from './live-world.js';
import { describePlanner, type PlannerDescription } from './planner-parts.js';

/** Seconds between two looks at the workers: GPU-hours are as exact as that. */
const WATCH_S = 1;

/** What a planner beside a load needs to know. */
export interface BenchPlannerOptions {
  /** Base address of a Prometheus; absent: the pages of the targets are scraped. */
  readonly prometheus?: string | undefined;
  readonly dialect: SourceSpec['dialect'];
  /** `emulator`, `advisory`, or a planner's file whose source and connector are taken. */
  readonly connector: string;
}

/** A planner ready to start. */
export interface BenchPlanner {
  /** What the record says of it. */
  readonly meta: Pick<PlannerDescription, 'profiles' | 'prices' | 'inputs'>;
  /** Starts it at the time 0 of `clock`; it writes into `sink` and into files of `directory`. */
  /** `origin_ms`: when the load's time begins, on the clock of `performance.now()`. */
  start(sink: RunSink, directory: string, origin_ms: number): RunningPlanner;
  close(): Promise<void>;
}

/** A planner that decides while a load runs. */
export interface RunningPlanner {
  /** Ends it and closes the accounts of its workers. Rejects with what ended it before. */
  stop(): Promise<void>;
}

/** Opens the planner of a scenario. `url`: the first target; throws HR_SCENARIO_INVALID where the scenario has none. */
export function openBenchPlanner(
  options: BenchPlannerOptions,
  { scenario, ...rest }: LoadedScenario<LiveScenario>,
  model: string,
  urls: readonly string[],
): BenchPlanner {
  const { planner, cluster, sla } = scenario;
  if (!planner || !cluster) {
    throw new HeadroomError('HR_SCENARIO_INVALID', {
      message: 'there is no planner to run; expected the sections planner and cluster beside traffic',
    });
  }
  const setup: LiveSetup = { ...rest, scenario: { planner, cluster, sla } };
  const described = describePlanner(setup, scenario.prices);
  const world = worldOf(options, model, urls, planner.scrape_interval_s);
  const source = openSource(world.source, planner.interval_s, world.resolve);
  return {
    meta: described,
    start: (sink, directory, origin_ms) =>
      startPlanner(described, world, source, sink, directory, clockSince(origin_ms)),
    close: () => source.close(),
  };
}

interface World {
  readonly source: SourceSpec;
  readonly connector: ConnectorSpec;
  readonly resolve: (path: string) => string;
}

function worldOf(
  { prometheus, dialect, connector }: BenchPlannerOptions,
  model: string,
  urls: readonly string[],
  scrape_interval_s: number,
): World {
  if (connector !== 'emulator' && connector !== 'advisory') {
    const { scenario, resolve } = loadPlannerFile(connector);
    return { ...scenario, resolve };
  }
  const labels = { model };
  return {
    source: sourceSpec(
      prometheus === undefined
        ? {
            kind: 'scrape',
            urls: urls.map((url) => `${url.replace(/\/+$/, '')}/metrics`),
            scrape_interval_s,
            dialect,
            labels,
          }
        : { kind: 'prometheus', url: prometheus, dialect, labels },
    ),
    connector: connector === 'emulator' ? { kind: 'emulator', url: urls[0]! } : { kind: 'advisory' },
    resolve: (path) => path,
  };
}

function startPlanner(
  { daemon: { required, ...parts } }: PlannerDescription,
  world: World,
  source: MetricsSource,
  sink: RunSink,
  directory: string,
  clock: Clock,
): RunningPlanner {
  const file = join(directory, 'planner.log');
  const log = streamLog('text', { write: (text) => appendFileSync(file, text) });
  const journal = openObservations(directory);
  const connector: Connector = openConnector(world.connector, parts.replicas, world.resolve, ({ level, text }) =>
    log.write(level, text),
  );
  const daemon = new Daemon({
    ...parts,
    source,
    connector,
    advisory: world.connector.kind === 'advisory',
    rules: { window_s: parts.interval_s, maxAge_s: world.source.max_age_s, required },
    watch_s: WATCH_S,
    log,
    clock,
    sink,
    journal,
  });
  const over = daemon.run();
  over.catch(() => undefined); // whoever stops it hears of it
  return {
    stop: async () => {
      daemon.stop();
      await over.finally(() => journal.close());
      await connector.close();
    },
  };
}
