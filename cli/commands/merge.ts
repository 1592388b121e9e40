/** `headroom merge <run…>`: the records of a load that several machines sent as one record. */

import { basename } from 'node:path';
import { type Command, defineCommand } from '../command.js';
import { flag, jsonOption, outOption, requireOption } from '../options.js';
import { toolVersion } from '../tool-version.js';
import { type RunArguments, tellRun } from './run-options.js';

interface MergeArguments extends Omit<RunArguments, 'set' | 'out'> {
  runs: string[];
  out: string;
  partial: boolean;
}

/** `headroom merge`: one record of the parts that machines recorded. */
export const mergeCommand: Command<MergeArguments> = defineCommand({
  command: 'merge <runs..>',
  describe: 'one record of a load from several machines',
  about:
    'Merges the segments of a load, each recorded by `headroom bench --segment` on a machine of its own, into one record (docs/how-to/scale-out.md).',
  examples: [
    ['merge runs/part-1 runs/part-2 --out runs/whole', 'one record and one report of both segments'],
    ['merge runs/part-1 --partial --out runs/rest', 'what there is, marked invalid'],
  ],
  builder: (yargs) =>
    yargs
      .positional('runs', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'directories that `headroom bench --segment` wrote',
      })
      .option('partial', flag('merge what there is where segments are missing; the result is marked invalid'))
      .option('out', { ...outOption('directory of the merged record'), demandOption: true })
      .option('require', requireOption('exit with 3 unless the figure of summary.json holds'))
      .option('json', jsonOption('print summary.json alone to stdout')),
  handler: ({ runs, out, partial, ...told }) =>
    tellRun({ ...told, set: [], out }, async () => {
      const { mergeRuns, readRun, terminalReport, writeReport } = await import('../../reports/index.js');
      const command = ['merge', ...runs.map((run) => basename(run)), ...(partial ? ['--partial'] : [])];
      const summary = await mergeRuns(runs, out, { isPartial: partial, toolVersion: toolVersion(), command });
      const { html } = await writeReport(out);
      const width = process.stdout.columns ?? 100;
      const terminal = terminalReport(readRun(out), { width, report: html, today: new Date() });
      return { summary, terminal, interrupted: false, valid: summary.client?.valid ?? false };
    }),
});
