/** `headroom import <result>`: a result of aiperf, guidellm or vLLM bench as a run record. */
import { join, parse } from 'node:path';
import type { CommandModule } from 'yargs';

interface ImportArguments {
  result: string;
  out: string | undefined;
}

export const importCommand: CommandModule<object, ImportArguments> = {
  command: 'import <result>',
  describe: 'turn a result of aiperf, guidellm or vLLM bench into a run record',
  builder: (yargs) =>
    yargs
      .positional('result', {
        type: 'string',
        demandOption: true,
        describe: 'profile_export.jsonl, benchmarks.json, or the JSON of vllm bench serve --save-detailed',
      })
      .option('out', { type: 'string', describe: "the record's directory; default runs/<file name>" }),
  handler: async ({ result, out }) => {
    const { readRun, terminalReport, writeReport } = await import('../../reports/index.js');
    const { importResult } = await import('../wiring/import-result.js');
    const directory = out ?? join('runs', parse(result).name);
    importResult(result, directory);
    const { html } = await writeReport(directory);
    process.stdout.write(
      terminalReport(readRun(directory), { width: process.stdout.columns ?? 100, report: html, today: new Date() }),
    );
  },
};
