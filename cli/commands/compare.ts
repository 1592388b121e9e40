/** `headroom compare <a> <b>`: two runs, simulated or measured or made by another tool. */
import type { CommandModule } from 'yargs';

interface CompareArguments {
  a: string;
  b: string;
  json: boolean;
}

export const compareCommand: CommandModule<object, CompareArguments> = {
  command: 'compare <a> <b>',
  describe: 'compare two runs: simulated, live, or results of aiperf, guidellm or vLLM bench (docs/compare.md)',
  builder: (yargs) =>
    yargs
      .positional('a', {
        type: 'string',
        demandOption: true,
        describe: 'the run to compare with: a directory or a result',
      })
      .positional('b', { type: 'string', demandOption: true, describe: 'the other run' })
      .option('json', { type: 'boolean', default: false, describe: 'print the comparison as JSON' })
      .example('$0 compare runs/simulated runs/live', 'how far the simulation is off'),
  handler: async ({ a, b, json }) => {
    const { compareRecords } = await import('../wiring/compare-records.js');
    const { comparison, text } = compareRecords(a, b);
    process.stdout.write(json ? `${JSON.stringify(comparison, null, 2)}\n` : text);
  },
};
