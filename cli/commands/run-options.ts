/** What every command that makes a run has in common: its options, and how the finished run is told. */
import type { Argv } from 'yargs';
import type { Summary } from '../../reports/index.js';
import { EXIT } from '../exit-codes.js';
import { jsonOption, outOption, requireOption, setOption } from '../options.js';
import { meetsRequirement, parseRequirement } from '../require.js';

/** Options of commands that run a scenario, as yargs reads them. */
export interface RunArguments {
  set: string[];
  out: string | undefined;
  require: string[];
  json: boolean;
}

/** Adds the options of {@link RunArguments}. `example`: a field that --set may name. */
export function withRunOptions<T>(yargs: Argv<T>, example: string) {
  return yargs
    .option('set', setOption(example))
    .option('require', requireOption('exit with 3 unless the figure of summary.json holds'))
    .option('out', outOption("the run's directory; default runs/<scenario name>"))
    .option('json', jsonOption('print summary.json alone to stdout'));
}

interface ToldRun {
  readonly summary: Summary;
  /** The summary for a terminal. */
  readonly terminal: string;
  readonly interrupted: boolean;
  /** Whether a live run's client carried its load; absent for a simulated run. */
  readonly valid?: boolean;
}

/** Runs, prints, and sets the exit code. What is required is read before the run, so that a slip costs no run. */
export async function tellRun(options: RunArguments, run: () => Promise<ToldRun>): Promise<void> {
  const requirements = options.require.map(parseRequirement);
  const { summary, terminal, interrupted, valid } = await run();
  process.stdout.write(options.json ? `${JSON.stringify(summary, null, 2)}\n` : terminal);
  const missed = requirements.filter((requirement) => !meetsRequirement(requirement, summary));
  for (const { text } of missed) process.stderr.write(`requirement missed: ${text}\n`);
  if (missed.length > 0) process.exitCode = EXIT.requirementMissed;
  if (valid === false) process.exitCode = EXIT.failed;
  if (interrupted) process.exitCode = EXIT.interrupted;
}
