/** `headroom calibrate <run>`: fits the profile of a scenario to a recorded run. */

import { scenarioPath } from '../../scenarios/index.js';
import { type Command, defineCommand } from '../command.js';
import { jsonOption, outOption, setOption } from '../options.js';

interface CalibrateArguments {
  run: string;
  scenario: string | undefined;
  set: string[];
  out: string;
  json: boolean;
}

/** `headroom calibrate`: takes the error of a profile out, by a measured run. */
export const calibrateCommand: Command<CalibrateArguments> = defineCommand({
  command: 'calibrate <run>',
  describe: 'fit an engine profile to a recorded run',
  about:
    'Fits the engine profile of a scenario to a recorded live run and says the error before and after, on a half of the requests that the fit has not seen (docs/how-to/calibrate.md).',
  examples: [
    ['calibrate runs/live', 'the scenario that bench recorded, with its own profile'],
    [
      'calibrate result.json --scenario s.yaml --set cluster.aggregated.profile=profiles/mine/profile.json',
      "another tool's run, and a profile that was measured",
    ],
  ],
  builder: (yargs) =>
    yargs
      .positional('run', {
        type: 'string',
        demandOption: true,
        describe: 'the directory of a live run, or a result of aiperf, guidellm or vLLM bench',
      })
      .option('scenario', {
        type: 'string',
        coerce: (given?: string) => (given === undefined ? undefined : scenarioPath(given)),
        describe: 'the scenario with the cluster that was measured; default: the one of the record',
      })
      .option('set', setOption('cluster.aggregated.replicas=2'))
      .option('out', { ...outOption('folder of the calibrated profiles'), default: 'profiles' })
      .option('json', jsonOption('print the result as JSON')),
  handler: async ({ json, ...options }) => {
    const { calibrateRun } = await import('../wiring/calibrate-run.js');
    const { result, terminal } = calibrateRun(options);
    process.stdout.write(json ? `${JSON.stringify(result)}\n` : terminal);
  },
});
