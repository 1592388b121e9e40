/** `headroom compare <run…>`: runs beside each other, simulated or measured or made by another tool. */
import type { CommandModule } from 'yargs';
import { HeadroomError } from '../../scenarios/errors/index.js';
import { EXIT } from '../exit-codes.js';
import { parseRequirement } from '../require.js';

interface CompareArguments {
  runs: string[];
  json: boolean;
  markdown: boolean;
  csv: boolean;
  out: string | undefined;
  require: string[];
}

export const compareCommand: CommandModule<object, CompareArguments> = {
  command: 'compare <runs..>',
  describe: 'compare runs: simulated, live, or results of aiperf, guidellm or vLLM bench (docs/how-to/compare.md)',
  builder: (yargs) =>
    yargs
      .positional('runs', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'two runs for a close look, the first the one to compare with; or any number side by side',
      })
      .option('out', { type: 'string', describe: 'a directory for compare.html, compare.csv and compare.md' })
      .option('require', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [] as string[],
        describe: 'mark the cheapest run whose summary.json holds it, exit with 3 if none: --require attainment>=0.95',
      })
      .option('json', { type: 'boolean', default: false, describe: 'print the comparison as JSON' })
      .option('markdown', { type: 'boolean', default: false, describe: 'print it as Markdown, for a pull request' })
      .option('csv', { type: 'boolean', default: false, describe: 'print it as CSV' })
      .example('$0 compare runs/simulated runs/live', 'how far the simulation is off')
      .example("$0 compare runs/* --require 'attainment>=0.95' --out runs/compared", 'which to take, and a page of it'),
  handler: async ({ runs, json, markdown, csv, out, require }) => {
    if (runs.length < 2) throw new HeadroomError('HR_USAGE', { message: 'compare needs two runs or more' });
    if ([json, markdown, csv].filter(Boolean).length > 1) {
      throw new HeadroomError('HR_USAGE', { message: '--json, --markdown and --csv are one or the other' });
    }
    const [a, b, ...more] = runs as [string, string, ...string[]];
    const isClose = more.length === 0 && !markdown && !csv && out === undefined && require.length === 0;
    if (isClose) {
      const { compareRecords } = await import('../wiring/compare-records.js');
      const { comparison, text } = compareRecords(a, b);
      process.stdout.write(json ? `${JSON.stringify(comparison, null, 2)}\n` : text);
      return;
    }
    const requirements = require.map(parseRequirement);
    const { lineUpRecords } = await import('../wiring/line-up-records.js');
    const { text, files, isKept } = await lineUpRecords(runs, {
      requirements,
      out,
      form: json ? 'json' : markdown ? 'markdown' : csv ? 'csv' : { width: process.stdout.columns ?? 100 },
    });
    process.stdout.write(text);
    for (const file of files) process.stderr.write(`${file}\n`);
    if (!isKept) process.exitCode = EXIT.requirementMissed;
  },
};
