/** `headroom trace inspect <file>`: what a trace holds. */
import type { CommandModule } from 'yargs';
import {
  inspectRows,
  openRows,
  statisticsTable,
  TIME_UNITS,
  traceFile,
  tracePicture,
} from '../../../scenarios/index.js';
import { type TraceArguments, traceOptions, withTraceOptions } from './options.js';

const WIDTH = 80;

type InspectArguments = TraceArguments & { file: string; json: boolean };

export const traceInspectCommand: CommandModule<object, InspectArguments> = {
  command: 'inspect <file>',
  describe: 'figures and a small picture of a trace',
  builder: (yargs) =>
    withTraceOptions(
      yargs
        .positional('file', {
          type: 'string',
          demandOption: true,
          describe: 'a trace, or a folder of ServeGen clients',
        })
        .option('json', { type: 'boolean', default: false, describe: 'print the figures as one JSON object' }),
    )
      .alias('from', 'format')
      .example('$0 trace inspect AzureLLMInferenceTrace_conv.csv', 'rates, dispersion, lengths')
      .example('$0 trace inspect conversation_trace.jsonl --jitter none', 'the raw clock of the Mooncake trace')
      .example('$0 trace inspect BurstGPT_1.csv --window 86400..90000 --json', 'one hour of it, for a program'),
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
};
