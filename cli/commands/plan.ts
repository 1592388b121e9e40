/** `headroom plan <scenario>`: the cheapest deployment that keeps the promise. */
import { join } from 'node:path';
import type { CommandModule } from 'yargs';
import { EXIT } from '../exit-codes.js';
import { terminalProgress } from '../progress.js';

interface PlanArguments {
  scenario: string;
  set: string[];
  out: string | undefined;
  json: boolean;
}

export const planCommand: CommandModule<object, PlanArguments> = {
  command: 'plan <scenario>',
  describe: 'find the cheapest deployment, or planner settings, that keep the promise',
  builder: (yargs) =>
    yargs
      .positional('scenario', {
        type: 'string',
        demandOption: true,
        describe: 'a scenario file with a plan (docs/how-to/plan.md)',
      })
      .option('set', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [] as string[],
        describe: 'override a field of the scenario: --set plan.attainment=0.99',
      })
      .option('out', { type: 'string', describe: "the plan's directory; default runs/<scenario name>-plan" })
      .option('json', { type: 'boolean', default: false, describe: 'print plan.json alone to stdout' })
      .example('$0 plan scenarios/quickstart.yaml', 'how many workers of its own engine the quickstart needs')
      .example(
        "$0 plan scenarios/quickstart.yaml --set 'plan.engines=[llama-3.1-70b-fp8_h200_sxm_vllm_tp1, llama-3.1-70b-fp8_h100_sxm_vllm_tp2]'",
        'which of two engines is cheaper',
      ),
  handler: async ({ scenario, set, out, json }) => {
    const { isFeasible, localRunner, planScenario, planText, writePlan } = await import('../../studies/index.js');
    const progress = terminalProgress();
    const runner = localRunner();
    try {
      const plan = await planScenario(scenario, set, runner, (runs) => progress.update(`${runs} runs`));
      progress.done();
      const directory = out ?? join('runs', `${plan.name}-plan`);
      await writePlan(directory, plan);
      process.stdout.write(
        json ? `${JSON.stringify(plan)}\n` : `${planText(plan)}\nplan: ${join(directory, 'plan.md')}\n`,
      );
      if (!isFeasible(plan)) process.exitCode = EXIT.requirementMissed;
    } finally {
      progress.done();
      await runner.close();
    }
  },
};
