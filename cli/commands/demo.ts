/** `headroom demo`: emulator, Prometheus, planner and load on one machine, beside their simulation. */

import { scenarioPath } from '../../scenarios/index.js';
import { type Command, defineCommand } from '../command.js';
import { type RunArguments, tellRun, withRunOptions } from './run-options.js';

interface DemoArguments extends RunArguments {
  scenario: string;
  /** `false` is --no-prometheus. */
  prometheus: string | false;
}

/** `headroom demo`: emulator, planner and load together, on one screen. */
export const demoCommand: Command<DemoArguments> = defineCommand({
  command: 'demo [scenario]',
  describe: 'the whole live system on this machine',
  about:
    'Starts the emulator, a Prometheus, the planner and a load of two minutes on this machine, shows them at work, and reports the live run beside its simulation (docs/how-to/demo.md).',
  examples: [
    ['demo', 'a threefold step of load, and the workers that follow'],
    ['demo --no-prometheus', 'without a Prometheus on the machine'],
    ['demo --set planner.policy=headroom --out runs/step', 'another planner'],
  ],
  builder: (yargs) =>
    withRunOptions(
      yargs
        .positional('scenario', {
          type: 'string',
          default: 'demo',
          describe: 'a scenario file with traffic, a cluster and a planner; or a ready one by name',
          coerce: scenarioPath,
        })
        .option('prometheus', {
          default: 'prometheus' as string | false,
          coerce: (given: unknown) => (given === false ? false : String(given)),
          describe:
            'the Prometheus to start: a name on the PATH, or a path; --no-prometheus scrapes the frontend directly',
        }),
      'planner.policy=headroom',
    ),
  handler: (options) =>
    tellRun(options, async () => {
      const { runDemo } = await import('../wiring/run-demo.js');
      const prometheus = options.prometheus === false ? undefined : options.prometheus;
      return runDemo({ ...options, prometheus });
    }),
});
