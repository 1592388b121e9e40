/** `headroom trace inspect <file>`: what a trace holds. */

import {
  inspectRows,
  openRows,
  statisticsTable,
  TIME_UNITS,
  traceFile,
  tracePicture,
} from '../../../scenarios/index.js';
import { type Command, defineCommand } from '../../command.js';
import { jsonOption } from '../../options.js';
import { type TraceArguments, traceOptions, withTraceOptions } from './options.js';

const WIDTH = 80;

type InspectArguments = TraceArguments & { file: string; json: boolean };

/** `headroom trace inspect`: what a trace holds. */
export const traceInspectCommand: Command<InspectArguments> = defineCommand({
  command: 'inspect <file>',
  under: 'trace',
  describe: 'figures and a small picture of a trace',
  about: 'Tells what a trace holds: format, rates, dispersion, lengths, sessions (docs/reference/traffic.md).',
  examples: [
    ['trace inspect AzureLLMInferenceTrace_conv.csv', 'rates, dispersion, lengths'],
    ['trace inspect conversation_trace.jsonl --jitter none', 'the raw clock of the Mooncake trace'],
    ['trace inspect BurstGPT_1.csv --window 86400..90000 --json', 'one hour of it, for a program'],
  ],
  builder: (yargs) =>
    withTraceOptions(
      yargs.positional('file', {
        type: 'string',
        demandOption: true,
        describe: 'a trace, or a folder of ServeGen clients',
      }),
    )
      .alias('from', 'format')
      .option('json', jsonOption('print the figures as one JSON object')),
  handler: (given) => {
    const { spec, detected } = traceFile(given.file, given.from, traceOptions(given));
    const { statistics, shape } = inspectRows(openRows(spec, given.seed, (path) => path));
    if (given.json) {
      process.stdout.write(`${JSON.stringify({ format: spec.format, ...statistics }, null, 2)}\n`);
      return;
    }
    process.stdout.write(
      `format                ${detected.format} (${detected.because}); time in ${TIME_UNITS[detected.format]}\n` +
        `${statisticsTable(statistics)}\n\n${tracePicture(shape, WIDTH)}\n`,
    );
  },
});
