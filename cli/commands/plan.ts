/** `headroom plan <scenario>`: the cheapest deployment that keeps the promise. */

import { join } from 'node:path';
import { type Command, defineCommand } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { jsonOption, outOption, scenarioArgument, setOption } from '../options.js';
import { terminalProgress } from '../progress.js';
import { runFolder } from '../wiring/run-folder.js';

interface PlanArguments {
  scenario: string;
  set: string[];
  out: string | undefined;
  json: boolean;
}

/** `headroom plan`: the smallest fleet that keeps the promise. */
export const planCommand: Command<PlanArguments> = defineCommand({
  command: 'plan <scenario>',
  describe: 'the cheapest deployment that keeps the promise',
  about:
    'Searches worker counts, engines or planner settings for the cheapest that keep the promise of the scenario on traffic that the search has not seen, and says what fails for less (docs/how-to/plan.md). Ends with 3 where nothing keeps it.',
  examples: [
    ['plan quickstart', 'how many workers of its own engine the quickstart needs'],
    ["plan quickstart --set 'plan.engines=[llama-3.1-70b-fp8_h100_sxm_vllm_tp2]'", 'the same on another engine'],
    ['plan quickstart --set plan.attainment=0.99 --json', 'a stricter promise, for a program'],
  ],
  builder: (yargs) =>
    yargs
      .positional('scenario', scenarioArgument('a scenario file, with a plan or without; or a ready one by name'))
      .option('set', setOption('plan.attainment=0.99'))
      .option('out', outOption("the plan's directory; default runs/<scenario name>-plan"))
      .option('json', jsonOption('print plan.json alone to stdout')),
  handler: async ({ scenario, set, out, json }) => {
    const { isFeasible, localRunner, planScenario, planText, writePlan } = await import('../../studies/index.js');
    const progress = terminalProgress();
    const runner = localRunner();
    try {
      const plan = await planScenario(scenario, set, runner, (runs) => progress.update(`${runs} runs`));
      progress.done();
      const directory = out ?? runFolder(`${plan.name}-plan`);
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
});
