/** `headroom calibrate <run>`: fits the profile of a scenario to a recorded run. */
import type { CommandModule } from 'yargs';

interface CalibrateArguments {
  run: string;
  scenario: string | undefined;
  set: string[];
  out: string;
  json: boolean;
}

export const calibrateCommand: CommandModule<object, CalibrateArguments> = {
  command: 'calibrate <run>',
  describe: 'fit the engine profile to a recorded run and say the error before and after (docs/how-to/calibrate.md)',
  builder: (yargs) =>
    yargs
      .positional('run', {
        type: 'string',
        demandOption: true,
        describe: 'the directory of a live run, or a result of aiperf, guidellm or vLLM bench',
      })
      .option('scenario', {
        type: 'string',
        describe: 'the scenario with the cluster that was measured; default: the one of the record',
      })
      .option('set', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [] as string[],
        describe: 'override a field of the scenario: --set cluster.aggregated.replicas=2',
      })
      .option('out', { type: 'string', default: 'profiles', describe: 'folder of the calibrated profiles' })
      .option('json', { type: 'boolean', default: false, describe: 'print the result as JSON' })
      .example('$0 calibrate runs/live', 'the scenario that bench recorded, with its own profile')
      .example(
        '$0 calibrate result.json --scenario s.yaml --set cluster.aggregated.profile=profiles/mine/profile.json',
        "another tool's run, and a profile that was measured",
      ),
  handler: async ({ json, ...options }) => {
    const { calibrateRun } = await import('../wiring/calibrate-run.js');
    const { result, terminal } = calibrateRun(options);
    process.stdout.write(json ? `${JSON.stringify(result)}\n` : terminal);
  },
};
