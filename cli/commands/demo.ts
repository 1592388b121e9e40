/** `headroom demo`: emulator, Prometheus, planner and load on one machine, beside their simulation. */
import type { CommandModule } from 'yargs';
import { shippedPath } from '../../scenarios/index.js';
import { type RunArguments, tellRun, withRunOptions } from './run-options.js';

interface DemoArguments extends RunArguments {
  scenario: string;
  /** `false` is --no-prometheus. */
  prometheus: string | false;
}

export const demoCommand: CommandModule<object, DemoArguments> = {
  command: 'demo [scenario]',
  describe: 'the whole live system on this machine in two minutes: emulator, Prometheus, planner, load, report',
  builder: (yargs) =>
    withRunOptions(
      yargs.positional('scenario', {
        type: 'string',
        default: shippedPath('scenarios', 'demo.yaml'),
        defaultDescription: 'scenarios/demo.yaml',
        describe: 'a scenario with traffic, a cluster and a planner (docs/how-to/demo.md)',
      }),
      'planner.policy=headroom',
    )
      .option('prometheus', {
        default: 'prometheus' as string | false,
        coerce: (given: unknown) => (given === false ? false : String(given)),
        describe:
          'the Prometheus to start: a name on the PATH, or a path; --no-prometheus scrapes the frontend directly',
      })
      .example('$0 demo', 'a threefold step of load, and the workers that follow')
      .example('$0 demo --no-prometheus', 'without a Prometheus on the machine'),
  handler: (options) =>
    tellRun(options, async () => {
      const { runDemo } = await import('../wiring/run-demo.js');
      const prometheus = options.prometheus === false ? undefined : options.prometheus;
      return runDemo({ ...options, prometheus });
    }),
};
