/** `headroom compare <run…>`: runs beside each other, simulated or measured or made by another tool. */

import { HeadroomError } from '../../scenarios/errors/index.js';
import { type Command, defineCommand } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { flag, jsonOption, outOption, requireOption } from '../options.js';
import { parseRequirement } from '../require.js';

interface CompareArguments {
  runs: string[];
  json: boolean;
  markdown: boolean;
  csv: boolean;
  out: string | undefined;
  require: string[];
}

/** `headroom compare`: two runs, or any number beside each other. */
export const compareCommand: Command<CompareArguments> = defineCommand({
  command: 'compare <runs..>',
  describe: 'runs beside each other, two or many',
  about:
    'Compares runs: simulated, live, or results of aiperf, guidellm or vLLM bench. Two get a close look, more a table (docs/how-to/compare.md).',
  examples: [
    ['compare runs/simulated runs/live', 'how far the simulation is off'],
    [
      "compare runs/a runs/b runs/c --require 'attainment>=0.95' --out runs/compared",
      'which to take, and a page of it',
    ],
  ],
  builder: (yargs) =>
    yargs
      .positional('runs', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'two runs for a close look, the first the one to compare with; or any number side by side',
      })
      .option('require', requireOption('mark the cheapest run whose summary.json holds it, exit with 3 if none'))
      .option('out', outOption('a directory for compare.html, compare.csv and compare.md'))
      .option('json', jsonOption('print the comparison as JSON'))
      .option('markdown', { ...flag('print it as Markdown, for a pull request'), group: 'Output:' })
      .option('csv', { ...flag('print it as CSV'), group: 'Output:' }),
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
});
