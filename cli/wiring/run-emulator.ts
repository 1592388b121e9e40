/** Composes the emulated frontend: a scenario's cluster behind HTTP until Ctrl-C, then the record of what passed through. */
import { once } from 'node:events';
import { basename } from 'node:path';
import {
  type Emulator,
  type EmulatorOptions,
  emulatorConnector,
  type Follower,
  follow,
  startEmulator,
} from '../../live/index.js';
import { openRunDirectory, type RunSink, teeSinks, timelineInterval, writeReport } from '../../reports/index.js';
import { HeadroomError } from '../../scenarios/errors/index.js';
import {
  type LoadedScenario,
  loadPlannerFile,
  loadScenario,
  loadTokenizer,
  openTraffic,
  promptWords,
  type TrafficProvenance,
} from '../../scenarios/index.js';
import { randomStream } from '../../scenarios/random/index.js';
import { type PreparedTrial, prepareTrial } from '../../studies/index.js';
import { interruptSignal } from './interrupt.js';
import { openConnector } from './live-world.js';
import { recordMeta } from './record-meta.js';

/** What the command line says of an emulator. */
export interface EmulatorArguments {
  readonly scenario: string;
  readonly set: readonly string[];
  readonly host: string;
  readonly port: number;
  readonly speedup: number;
  readonly dialect: EmulatorOptions['dialect'];
  readonly model?: string | undefined;
  /** A planner's file, whose connector tells how many workers there are. */
  readonly follow?: string | undefined;
  readonly out?: string | undefined;
}

const FOLLOW_INTERVAL_S = 2;

/** Requests of the scenario whose output lengths stand for what a model would say. */
const LENGTHS_READ = 10_000;

/** Serves until Ctrl-C or SIGTERM; what passed through is written even when the simulation fails. */
export async function runEmulator(options: EmulatorArguments, say: (line: string) => void): Promise<void> {
  const startedAt = new Date();
  const loaded = loadScenario(options.scenario, options.set);
  const trial = prepareTrial(loaded);
  const timelineInterval_s = loaded.scenario.run.timeline_interval_s ?? timelineInterval(undefined);
  const input = { ...trial.input, timelineInterval_s };
  const received = new Received();
  const command = ['emulate', basename(options.scenario), ...options.set.flatMap((override) => ['--set', override])];
  const recorder =
    options.out === undefined
      ? undefined
      : openRunDirectory(options.out, { ...(await recordMeta(loaded, { ...trial, input }, command)), startedAt });
  const sink = teeSinks(received, ...(recorder ? [recorder.sink] : []));
  const emulator = await start(await emulatorOptions(options, loaded, trial, { input, sink, say }));
  say(`serving on ${emulator.url}`);
  const follower = options.follow === undefined ? undefined : await followFile(options.follow, emulator, say);
  const interrupt = interruptSignal();
  const error = await Promise.race([once(interrupt.signal, 'abort'), emulator.failed]).then(
    () => undefined,
    (failure: unknown) => failure,
  );
  interrupt.stop();
  await follower?.close();
  await emulator.close();
  recorder?.close({
    status: error === undefined ? 'interrupted' : 'failed',
    finishedAt: new Date(),
    traffic: received.provenance(),
  });
  if (error !== undefined) throw error;
  if (options.out !== undefined) say(`report: ${(await writeReport(options.out)).html}`);
}

/** The emulated workers follow those that the file's planner would count; those of the scenario where nobody tells others. */
async function followFile(file: string, emulator: Emulator, say: (line: string) => void): Promise<Follower> {
  const { scenario: spec, resolve } = loadPlannerFile(file, []);
  const own = emulatorConnector(emulator.url);
  const workers = Object.entries(await own.workers());
  const replicas = Object.fromEntries(workers.map(([role, { desired }]) => [role, desired]));
  const leader = openConnector(spec.connector, replicas, resolve, ({ text }) => say(text));
  return follow(leader, own, FOLLOW_INTERVAL_S, say);
}

async function emulatorOptions(
  { host, port, speedup, dialect, model }: EmulatorArguments,
  loaded: LoadedScenario,
  { pools }: PreparedTrial,
  more: Pick<EmulatorOptions, 'input' | 'sink' | 'say'>,
): Promise<EmulatorOptions> {
  const { bench } = loaded.scenario;
  const file = bench.tokenizer === undefined ? undefined : loaded.resolve(bench.tokenizer);
  const served = model ?? bench.model ?? pools[0]![1][0]!.profile.model;
  if (served === undefined) {
    throw new HeadroomError('HR_USAGE', { message: 'the profile names no model', hint: 'Name one with --model.' });
  }
  return {
    ...more,
    model: served,
    host,
    port,
    speedup,
    dialect,
    tokenizer: await loadTokenizer(file),
    writer: { words: await promptWords(file), drawTokens: outputLengths(loaded) },
  };
}

/** Draws the output length of one of the scenario's first requests. */
function outputLengths({ scenario, resolve }: LoadedScenario): () => number {
  const lengths: number[] = [];
  for (const { outputTokens } of openTraffic(scenario.traffic, scenario.seed, resolve).requests) {
    lengths.push(outputTokens);
    if (lengths.length === LENGTHS_READ) break;
  }
  const random = randomStream(scenario.seed, 'emulator/output_tokens');
  return () => lengths[Math.floor(random.next() * lengths.length)]!;
}

async function start(options: EmulatorOptions): Promise<Emulator> {
  try {
    return await startEmulator(options);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE' && code !== 'EACCES' && code !== 'EADDRNOTAVAIL') throw error;
    throw new HeadroomError('HR_USAGE', {
      message: `${options.host}:${options.port} cannot be listened on (${code})`,
      hint: 'Choose another --port; 0 takes a free one.',
    });
  }
}

/** Counts what clients sent, for the record. */
class Received implements Partial<RunSink> {
  private requests = 0;
  private input = 0;
  private output = 0;
  private last_s = 0;

  readonly arrival: RunSink['arrival'] = ({ time_s, inputTokens, outputTokens }) => {
    this.requests++;
    this.input += inputTokens;
    this.output += outputTokens;
    this.last_s = time_s;
  };

  provenance(): TrafficProvenance {
    const { requests, input, output, last_s } = this;
    return {
      format: 'received',
      rows_read: requests,
      rows_kept: requests,
      dropped: {},
      copies: 0,
      requests,
      input_tokens: input,
      output_tokens: output,
      span_s: last_s,
      transforms: [],
      warnings: [],
    };
  }
}
