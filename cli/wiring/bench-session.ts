/** What every live run of a command shares: scenario, targets, model, words. */
import { firstModel, type LoadConfig, openTarget } from '../../loadgen/index.js';
import type { SegmentOf } from '../../reports/index.js';
import { type LiveScenario, type LoadedScenario, loadLiveScenario, promptWords } from '../../scenarios/index.js';
import type { BenchPlannerOptions } from './bench-planner.js';

/** What the command line says of a bench. */
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
  /** A file that gets a line for each request as it ends; `-` is stdout. */
  readonly jsonl?: string | undefined;
  /** The part of the load that this machine sends; absent: all. */
  readonly segment?: SegmentOf | undefined;
  /** When the load begins; absent: at once. */
  readonly startAt?: Date | undefined;
  /** The scenario's planner runs too. */
  readonly planner?: BenchPlannerOptions | undefined;
}

/** What all loads of one bench have in common. */
export interface BenchSession {
  readonly options: BenchOptions;
  readonly loaded: LoadedScenario<LiveScenario>;
  readonly config: LoadConfig;
}

/** Reads the scenario and asks the target for its model. Throws HR_SCENARIO_…, HR_TARGET_INVALID, HR_TOKENIZER_INVALID. */
export async function openBench(options: BenchOptions): Promise<BenchSession> {
  const loaded = loadLiveScenario(options.scenario, options.set);
  const { scenario, resolve } = loaded;
  const targets = options.url.map((url) => openTarget(url, { ...options, headers: options.header }));
  const model = scenario.bench.model ?? (await firstModel(targets[0]!));
  const { tokenizer } = scenario.bench;
  const bench = { ...scenario.bench, model, ...(tokenizer !== undefined && { tokenizer: resolve(tokenizer) }) };
  const { traffic, seed, clients } = scenario;
  const words = await promptWords(bench.tokenizer);
  return { options, loaded, config: { traffic, seed, clients, bench, targets, words } };
}
