/** `headroom merge <run…>`: the records of a load that several machines sent as one record. */
import { basename } from 'node:path';
import type { CommandModule } from 'yargs';
import { toolVersion } from '../tool-version.js';
import { type RunArguments, tellRun } from './run-options.js';

interface MergeArguments extends Omit<RunArguments, 'set' | 'out'> {
  runs: string[];
  out: string;
  partial: boolean;
}

export const mergeCommand: CommandModule<object, MergeArguments> = {
  command: 'merge <runs..>',
  describe: 'merge the segments of a load that several machines sent into one record (docs/how-to/scale-out.md)',
  builder: (yargs) =>
    yargs
      .positional('runs', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'directories that `headroom bench --segment` wrote',
      })
      .option('out', { type: 'string', demandOption: true, describe: 'directory of the merged record' })
      .option('partial', {
        type: 'boolean',
        default: false,
        describe: 'merge what there is where segments are missing; the result is marked invalid',
      })
      .option('require', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [] as string[],
        describe: 'exit with 3 unless the figure of summary.json holds: --require attainment>=0.95',
      })
      .option('json', { type: 'boolean', default: false, describe: 'print summary.json alone to stdout' })
      .example('$0 merge runs/part-* --out runs/whole', 'one record and one report of all segments'),
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
};
