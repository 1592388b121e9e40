/** `headroom trace`: looks at, converts and generates traffic. */
import type { CommandModule } from 'yargs';
import { traceConvertCommand } from './trace/convert.js';
import { traceGenerateCommand } from './trace/generate.js';
import { traceInspectCommand } from './trace/inspect.js';

export const traceCommand: CommandModule = {
  command: 'trace',
  describe: 'look at, convert and generate traffic: inspect, convert, generate',
  builder: (yargs) =>
    yargs
      .command(traceInspectCommand as CommandModule)
      .command(traceConvertCommand as CommandModule)
      .command(traceGenerateCommand as CommandModule)
      .demandCommand(1, 'Say what to do: inspect, convert or generate.'),
  handler: () => undefined,
};
