/** Composes a simulated run: scenario, profiles, traffic and price in; simulation; record, report and summary out. */
import { basename } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import {
  count,
  duration,
  openObservations,
  openRunDirectory,
  type RunFile,
  type RunSink,
  readRun,
  type Summary,
  teeSinks,
  terminalReport,
  writeRegret,
  writeReport,
} from '../../reports/index.js';
import { HeadroomError } from '../../scenarios/errors/index.js';
import { type LoadedScenario, loadScenario, type Traffic } from '../../scenarios/index.js';
import { Simulation, type SimulationResult } from '../../sim/index.js';
import { prepareTrial, regretOf, startReplicas, watchTraffic } from '../../studies/index.js';
import type { Progress } from '../progress.js';
import { interruptSignal } from './interrupt.js';
import { recordMeta } from './record-meta.js';
import { runFolder } from './run-folder.js';
import { whatIfOf } from './what-if.js';

/** What the command line says of a run. */
export interface RunOptions {
  readonly scenario: string;
  readonly set: readonly string[];
  readonly out?: string | undefined;
  /** Write down what the planner saw, too. */
  readonly observations?: boolean;
  /** Split what it cost beyond its work bound, by further runs. */
  readonly regret?: boolean;
}

/** A run that has ended. */
export interface FinishedRun {
  readonly summary: Summary;
  /** The summary for a terminal. */
  readonly terminal: string;
  readonly interrupted: boolean;
}

/** Events between two looks at the clock, the terminal and the signals. */
const SLICE_EVENTS = 50_000;

/** Runs a scenario file on the simulated cluster. What was measured is written even when the run is interrupted or fails. */
export async function runScenario(options: RunOptions, progress: Progress): Promise<FinishedRun> {
  const startedAt = new Date();
  const loaded = loadScenario(options.scenario, options.set);
  const { pools, prices, traffic: read, input, causes } = prepareTrial(loaded);
  const { traffic, packed } = watchTraffic(read);
  const directory = options.out ?? runFolder(loaded.name);
  const command = ['simulate', basename(options.scenario), ...options.set.flatMap((override) => ['--set', override])];
  const recorder = openRunDirectory(directory, {
    ...(await recordMeta(loaded, { pools, prices, input, causes }, command)),
    startedAt,
  });
  const observed = options.observations ? observeInto(directory, loaded) : undefined;
  const close = (status: RunFile['status']) => {
    progress.done();
    observed?.close();
    return recorder.close({ status, finishedAt: new Date(), traffic: traffic.provenance() });
  };
  const simulation = new Simulation(input, traffic, observed ? teeSinks(recorder.sink, observed) : recorder.sink);
  let interrupted: boolean;
  let result: SimulationResult;
  try {
    interrupted = await advance(simulation, traffic, progress);
    result = simulation.finish();
  } catch (error) {
    simulation.abandon();
    close('failed');
    throw error;
  }
  const summary = close(interrupted ? 'interrupted' : 'complete');
  reconcile(summary, result);
  if (options.regret && !interrupted) await addRegret(directory, loaded, summary, progress);
  progress.update('drawing the report');
  const { html } = await writeReport(directory, whatIfOf(directory, loaded, { input, prices }, packed()));
  progress.done();
  const width = process.stdout.columns ?? 100;
  return {
    summary,
    interrupted,
    terminal: terminalReport(readRun(directory), { width, report: html, today: new Date() }),
  };
}

async function addRegret(directory: string, loaded: LoadedScenario, summary: Summary, progress: Progress) {
  const told = (done: number, of: number) => progress.update(`regret · ${done} of ${of} runs`, done / of);
  try {
    writeRegret(directory, await regretOf(loaded, summary, told));
  } finally {
    progress.done();
  }
}

/** A sink that writes down every tick in full. */
function observeInto(directory: string, { scenario }: LoadedScenario): Pick<RunSink, 'tick'> & { close(): void } {
  const file = openObservations(directory);
  file.add({ start: { time_s: 0, resumed: false, replicas: startReplicas(scenario.cluster) } });
  return { tick: (tick) => file.add({ tick }), close: () => file.close() };
}

/** Advances to the end or to an interrupt; true when it was interrupted. */
async function advance(simulation: Simulation, traffic: Traffic, progress: Progress): Promise<boolean> {
  const interrupt = interruptSignal();
  try {
    while (!interrupt.signal.aborted) {
      if (simulation.advance(SLICE_EVENTS)) return false;
      const fraction = traffic.fractionRead() ?? (traffic.duration_s && simulation.now_s / traffic.duration_s);
      progress.update(
        `simulated ${duration(simulation.now_s * 1000)} · ${count(simulation.arrived)} requests`,
        fraction,
      );
      await setImmediate();
    }
    return true;
  } finally {
    interrupt.stop();
  }
}

/** The record's figures come from the events alone; they must agree with what the engine counted itself. */
function reconcile({ requests }: Summary, { tally }: SimulationResult): void {
  const { injected: offered, ...rest } = tally;
  for (const [name, counted] of Object.entries({ offered, ...rest })) {
    const told = requests[name as keyof typeof requests];
    if (told === counted) continue;
    throw new HeadroomError('HR_INVARIANT_BREACH', {
      message: `the record tells of ${told} ${name} requests, the simulation counted ${counted}`,
    });
  }
}
