/** `headroom trace convert <in> <out>`: from one trace format to another, with transforms on the way. */

import { type TargetFormat, traceFile } from '../../../scenarios/index.js';
import { type Command, defineCommand } from '../../command.js';
import { type TraceArguments, traceOptions, usage, withTraceOptions } from './options.js';
import { lossyOption, TARGET_FORMATS, writeTraffic } from './write.js';

type ConvertArguments = TraceArguments & { in: string; out: string; to: TargetFormat | undefined; lossy: boolean };

/** `headroom trace convert`: a trace in another format. */
export const traceConvertCommand: Command<ConvertArguments> = defineCommand({
  command: 'convert <in> <out>',
  under: 'trace',
  describe: 'write a trace in another format',
  about:
    'Writes a trace in another format, with transforms on the way. What the format cannot hold is an error, unless --lossy accepts it (docs/reference/traffic.md).',
  examples: [
    ['trace convert AzureLLMInferenceTrace_conv.csv conv.jsonl --to mooncake', 'for tools that read Mooncake'],
    ['trace convert BurstGPT_3.csv hour.jsonl --window 86400..90000 --failed drop', 'one hour, nothing lost'],
    ['trace convert conversation_trace.jsonl short.csv --to vidur --lossy --max-context 32768', 'for Vidur'],
  ],
  builder: (yargs) =>
    withTraceOptions(
      yargs
        .positional('in', { type: 'string', demandOption: true, describe: 'a trace, or a folder of ServeGen clients' })
        .positional('out', { type: 'string', demandOption: true, describe: 'the file to write' }),
    )
      .option('to', {
        choices: TARGET_FORMATS,
        describe: 'its format; default headroom for a .jsonl',
        group: 'Output:',
      })
      .option('lossy', lossyOption),
  handler: (given) => {
    const format = given.to ?? (given.out.endsWith('.jsonl') ? 'headroom' : undefined);
    if (!format) throw usage(`say with --to in which format to write ${given.out}: ${TARGET_FORMATS.join(', ')}`);
    const { spec } = traceFile(given.in, given.from, traceOptions(given));
    writeTraffic(spec, given.out, { seed: given.seed, format, lossy: given.lossy, resolve: (path) => path });
  },
});
