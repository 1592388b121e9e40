/** `headroom verify`: holds the simulator to closed-form queueing results. */

import { setImmediate } from 'node:timers/promises';
import { columns } from '../../reports/index.js';
import { HeadroomError } from '../../scenarios/errors/index.js';
import type { CaseResult } from '../../sim/index.js';
import { type Command, defineCommand } from '../command.js';
import { flag, jsonOption } from '../options.js';
import { terminalProgress } from '../progress.js';

interface VerifyArguments {
  replications: number;
  seed: number;
  full: boolean;
  json: boolean;
}

const LONG_RUN_REQUESTS = 10_000_000;

/** `headroom verify`: the simulator against closed forms. */
export const verifyCommand: Command<VerifyArguments> = defineCommand({
  command: 'verify',
  describe: 'hold the simulator to closed-form results',
  about:
    'Runs queues whose answer is known in closed form through the simulator and holds it to them (docs/explanation/verify.md).',
  examples: [
    ['verify', 'every case, 40 replications'],
    ['verify --replications 10 --json', 'a quick look, for a program'],
  ],
  builder: (yargs) =>
    yargs
      .option('replications', {
        type: 'number',
        default: 40,
        describe: 'seeded runs a case, each with its own 95 % interval',
      })
      .option('seed', { type: 'number', default: 1, describe: 'seed of the first replication' })
      .option('full', flag('also one run of ten million requests a case'))
      .option('json', jsonOption('print the results as one JSON object')),
  handler: async ({ replications, seed, full, json }) => {
    if (!Number.isInteger(replications) || replications < 2 || !Number.isInteger(seed)) {
      throw new HeadroomError('HR_USAGE', {
        message: '--replications is a whole number from 2, --seed a whole number',
      });
    }
    const { verificationCases } = await import('../../sim/index.js');
    const cases = verificationCases({ replications, seed, ...(full && { longRun: LONG_RUN_REQUESTS }) });
    const progress = terminalProgress();
    const results: CaseResult[] = [];
    for (const [i, pending] of cases.entries()) {
      progress.update(`${pending.name} (${i + 1} of ${cases.length})`, i / cases.length);
      await setImmediate();
      results.push(pending.run());
    }
    progress.done();
    const failed = results.filter(({ passed }) => !passed);
    process.stdout.write(
      json ? `${JSON.stringify({ passed: failed.length === 0, cases: results })}\n` : table(results),
    );
    if (failed.length === 0) return;
    throw new HeadroomError('HR_VERIFY_FAILED', {
      message: `${failed.length} of ${results.length} cases fail: ${failed.map(({ name, load }) => `${name}${load === undefined ? '' : ` at ρ = ${load}`}`).join(', ')}`,
      hint: `Repeat with --seed ${seed}; another seed tells chance from error.`,
    });
  },
});

function table(results: readonly CaseResult[]): string {
  const rows = results.map((result) => [
    result.name,
    result.load === undefined ? '' : String(result.load),
    result.expected.toPrecision(5),
    result.simulated.toPrecision(5),
    result.halfWidth === undefined ? '' : `± ${result.halfWidth.toPrecision(2)}`,
    `${result.errorShare >= 0 ? '+' : ''}${(result.errorShare * 100).toFixed(2)} %`,
    result.covered === undefined ? '' : `${result.covered}/${result.replications}`,
    result.passed ? 'ok' : 'FAILS',
  ]);
  const all = [['case', 'ρ', 'closed form', 'simulated', '95 % of a run', 'error', 'intervals hold', ''], ...rows];
  return `${columns(all).join('\n')}\n`;
}
