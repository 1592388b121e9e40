/** `headroom import <result>`: a result of aiperf, guidellm or vLLM bench as a run record. */

import { parse } from 'node:path';
import { type Command, defineCommand } from '../command.js';
import { outOption } from '../options.js';
import { runFolder } from '../wiring/run-folder.js';

interface ImportArguments {
  result: string;
  out: string | undefined;
}

/** `headroom import`: a result of another tool as a run record. */
export const importCommand: Command<ImportArguments> = defineCommand({
  command: 'import <result>',
  describe: "another tool's result as a run record",
  about:
    'Turns a result of aiperf, guidellm or vLLM bench into a run record, with the figures and the report of a run of our own (docs/how-to/compare.md).',
  examples: [
    ['import profile_export.jsonl --out runs/aiperf', 'a run of aiperf'],
    ['import benchmarks.json', 'a run of guidellm, into runs/benchmarks'],
  ],
  builder: (yargs) =>
    yargs
      .positional('result', {
        type: 'string',
        demandOption: true,
        describe: 'profile_export.jsonl, benchmarks.json, or the JSON of vllm bench serve --save-detailed',
      })
      .option('out', outOption("the record's directory; default runs/<file name>")),
  handler: async ({ result, out }) => {
    const { readRun, terminalReport, writeReport } = await import('../../reports/index.js');
    const { importResult } = await import('../wiring/import-result.js');
    const directory = out ?? runFolder(parse(result).name);
    importResult(result, directory);
    const { html } = await writeReport(directory);
    process.stdout.write(
      terminalReport(readRun(directory), { width: process.stdout.columns ?? 100, report: html, today: new Date() }),
    );
  },
});
