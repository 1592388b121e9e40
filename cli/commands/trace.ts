/** `headroom trace`: looks at, converts and generates traffic. */
import { type Command, defineCommand } from '../command.js';
import { traceConvertCommand } from './trace/convert.js';
import { traceGenerateCommand } from './trace/generate.js';
import { traceInspectCommand } from './trace/inspect.js';

/** The commands under `headroom trace`. */
export const TRACE_COMMANDS = [traceInspectCommand, traceConvertCommand, traceGenerateCommand] as Command[];

/** `headroom trace`: generate, inspect and convert traffic. */
export const traceCommand = defineCommand({
  command: 'trace',
  describe: 'look at, convert and generate traffic',
  about: 'Looks at, converts and generates traffic (docs/reference/traffic.md).',
  examples: [
    ['trace inspect AzureLLMInferenceTrace_conv.csv', 'what a trace holds'],
    ['trace generate quickstart --out quickstart.jsonl', "a scenario's traffic as a trace"],
  ],
  builder: (yargs) => {
    for (const command of TRACE_COMMANDS) yargs.command(command);
    return yargs.demandCommand(1, 'Say what to do: inspect, convert or generate.');
  },
  handler: () => undefined,
});
