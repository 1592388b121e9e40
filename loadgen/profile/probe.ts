/** One short load on the engine under measurement: some streams of equal prompts and outputs, and what the client saw of them. */
import { fidelityFaults, type RequestEnd } from '../../reports/index.js';
import type { BenchSpec } from '../../scenarios/index.js';
import type { Target } from '../client/target.js';
import { createLoad, type LoadConfig, type LoadResult } from '../load.js';
import { metricsPages, Scraper } from '../scrape/scraper.js';
import { type SteadyGaps, SteadyWindow } from './steady-window.js';

/** What one probe sends. */
export interface ProbeSetting {
  /** Requests in flight at once. */
  readonly streams: number;
  /** Requests in all. */
  readonly requests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** What the client saw of one probe. */
export interface ProbeResult {
  readonly ends: readonly RequestEnd[];
  /** The time in which all streams decoded; `undefined` where there was none. */
  readonly steady: SteadyGaps | undefined;
  /** Streams that had a first token before any had its last. */
  readonly together: number;
  /** The fullest KV cache that the metrics page told, 0..1. */
  readonly kvUsage: number | undefined;
  /** What speaks against the measurement; empty where the client kept up. */
  readonly faults: readonly string[];
}

/** Sends one short load and tells what was seen; rejects where it is aborted. */
export type Probe = (setting: ProbeSetting) => Promise<ProbeResult>;

/** The engine that is probed, and what with. */
export interface ProbeOptions {
  readonly targets: readonly Target[];
  readonly model: string;
  readonly words: readonly string[];
  /** Pages of metrics; by default that of the target. */
  readonly metricsUrls: readonly string[];
  /** Of the prompts: two runs with the same one would find each other's in the prefix cache. */
  readonly seed: number;
  readonly signal: AbortSignal;
}

const SCRAPE_INTERVAL_S = 0.25;
const BENCH: Omit<BenchSpec, 'schedule' | 'model'> = {
  endpoint: 'chat',
  stream: true,
  exact_output: true,
  history: 'recorded',
  body: {},
  timeouts: { connect_s: 10, first_token_s: 300, gap_s: 120, total_s: 1800 },
  warm_up_s: 0,
  drain_limit_s: 600,
  find: { attainment: 0.9, from: 1, most: 1, trial_s: 1, resolution: 1, rates: 1, saturating_clients: 1 },
  workers: 1,
  scrape_interval_s: SCRAPE_INTERVAL_S,
};

/** Each probe has prompts of its own. A probe rejects where the signal aborts it. */
export function createProbe(options: ProbeOptions): Probe {
  let seed = options.seed;
  return (setting) => runProbe(options, setting, seed++);
}

async function runProbe(options: ProbeOptions, setting: ProbeSetting, seed: number): Promise<ProbeResult> {
  const { signal, targets } = options;
  signal.throwIfAborted();
  const ends: RequestEnd[] = [];
  const window = new SteadyWindow(setting.streams);
  const load = createLoad(loadConfig(options, setting, seed), (path) => path, {
    arrival: () => undefined,
    firstToken: () => window.firstToken(),
    tokenGaps: (gap_s) => window.gap(gap_s),
    requestEnd: (end) => {
      window.end();
      ends.push(end);
    },
  });
  let kvUsage: number | undefined;
  const scraper = new Scraper(metricsPages(targets, options.metricsUrls), SCRAPE_INTERVAL_S, ({ kv_usage }) => {
    if (kv_usage !== undefined) kvUsage = Math.max(kvUsage ?? 0, kv_usage);
  });
  const stop = () => load.stop();
  signal.addEventListener('abort', stop);
  try {
    await scraper.start();
    const result = await load.run();
    signal.throwIfAborted();
    return { ends, steady: window.gaps(), together: window.together, kvUsage, faults: faultsOf(result, ends) };
  } finally {
    signal.removeEventListener('abort', stop);
    await scraper.stop();
  }
}

/** A closed loop of so many clients; its traffic says no more than the lengths. */
function loadConfig({ targets, model, words }: ProbeOptions, setting: ProbeSetting, seed: number): LoadConfig {
  const { streams, requests, inputTokens, outputTokens } = setting;
  return {
    traffic: {
      format: 'generated',
      rate_scale: 1,
      generator: {
        duration_s: 1,
        arrivals: { process: 'constant' },
        rate: [{ from_s: 0, rps: requests + 1 }], // the first arrival is one gap after the start
        input_tokens: inputTokens,
        output_tokens: outputTokens,
      },
    },
    seed,
    clients: { retries: { max: 0, backoff_s: 1, factor: 2 } },
    bench: { ...BENCH, model, schedule: { kind: 'concurrency', clients: streams, ramp_s: 0, requests } },
    targets,
    words,
  };
}

function faultsOf({ health, asked }: LoadResult, ends: readonly RequestEnd[]): string[] {
  const { eventLoop, utilization } = health;
  const clients = ends.map(({ client }) => client!);
  const chunks = clients.reduce((sum, client) => sum + client.chunks, 0);
  const shared = clients.reduce((sum, client) => sum + client.sharedReads, 0);
  return fidelityFaults(
    {
      asked,
      sent: clients.filter(({ sent_s }) => sent_s !== undefined).length,
      event_loop_ms: {
        p50: eventLoop.delayP50_s * 1000,
        p99: eventLoop.delayP99_s * 1000,
        max: eventLoop.delayMax_s * 1000,
      },
      utilization,
      ...(chunks > 0 && { shared_read_ratio: shared / chunks }),
      errors: {},
      latenessP99AtLeast_ms: undefined,
      eventLoop,
    },
    false,
    {},
  );
}
