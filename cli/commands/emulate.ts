/** `headroom emulate <scenario>`: the scenario's cluster as a live OpenAI-compatible frontend. */

import { HeadroomError } from '../../scenarios/errors/index.js';
import { type Command, defineCommand } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { outOption, scenarioArgument, setOption } from '../options.js';

interface EmulateArguments {
  scenario: string;
  set: string[];
  host: string;
  port: number;
  speedup: number;
  dialect: 'nv' | 'dynamo' | 'both';
  model: string | undefined;
  follow: string | undefined;
  out: string | undefined;
}

/** `headroom emulate`: a scenario's cluster behind an OpenAI-compatible server. */
export const emulateCommand: Command<EmulateArguments> = defineCommand({
  command: 'emulate <scenario>',
  describe: 'the simulated cluster as a live frontend',
  about:
    "Serves the simulated cluster of a scenario behind an OpenAI-compatible frontend with Dynamo's metrics, in real time or faster, until it is stopped (docs/how-to/emulate.md).",
  examples: [
    ['emulate guide-qwen3-0.6b', "the deployment guide's model on port 8000"],
    ['emulate quickstart --speedup 10 --port 0', 'ten times as fast, on a free port'],
    ['emulate quickstart --set cluster.decode.replicas=4 --out runs/emulated', 'with a record of what passed through'],
  ],
  builder: (yargs) =>
    yargs
      .positional('scenario', scenarioArgument('a scenario file with a cluster, or a ready one by name'))
      .option('host', { type: 'string', default: '127.0.0.1', describe: 'the address to listen on' })
      .option('port', { type: 'number', default: 8000, describe: 'the port to listen on; 0 takes a free one' })
      .option('speedup', { type: 'number', default: 1, describe: 'simulated seconds in one second of the wall clock' })
      .option('dialect', {
        choices: ['nv', 'dynamo', 'both'] as const,
        default: 'both' as const,
        describe: 'names of /metrics: nv_llm_http_service_* of Dynamo 0.4.0, dynamo_frontend_* of 1.6.1, or both',
      })
      .option('model', { type: 'string', describe: "the model's name; default: bench.model, or that of the profile" })
      .option('follow', {
        type: 'string',
        describe:
          "a planner's file: have as many workers as its connector tells to be ready (docs/how-to/kubernetes.md)",
      })
      .option('set', setOption('cluster.decode.replicas=4'))
      .option('out', outOption('write the record of what passed through into this directory'))
      .check(({ speedup, port }) => {
        if (!(speedup > 0 && Number.isFinite(speedup))) throw usage('--speedup must be a number above 0');
        if (!(Number.isInteger(port) && port >= 0 && port < 65_536)) throw usage('--port must be from 0 to 65535');
        return true;
      }),
  handler: async (options) => {
    const { runEmulator } = await import('../wiring/run-emulator.js');
    await runEmulator(options, (line) => process.stderr.write(`headroom emulate: ${line}\n`));
    process.exitCode = EXIT.interrupted; // a server ends no other way
  },
});

function usage(message: string): HeadroomError {
  return new HeadroomError('HR_USAGE', { message, hint: 'Run `headroom emulate --help`.' });
}
