/**
 * `npm run soak:policies -- [--ticks N] [--seed S]`: every policy of the catalogue under random ticks, at least N in all. The last line of
 * stdout is one JSON object; what breaks is told on stderr, shrunk, and the exit code is 1.
 */
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { CATALOGUE, type Catalogued, randomTicks, sampleContext } from '../planner-core/policies/testing/index.js';

const MOST_TICKS_OF_A_RUN = 40;

const { values } = parseArgs({
  options: { ticks: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } },
});
const [wanted, seed] = [Number(values.ticks), Number(values.seed)];
const each = Math.ceil(wanted / CATALOGUE.length);
const broken = { not_a_number: 0, out_of_bounds: 0, throws: 0 };
let ticks = 0;
for (const entry of CATALOGUE) {
  process.stderr.write(`${entry[0]}\n`);
  const found = soak(entry, each);
  if (found) broken[found]++;
}
process.stdout.write(`${JSON.stringify({ policies: CATALOGUE.length, ticks, ...broken })}\n`);
if (broken.not_a_number + broken.out_of_bounds + broken.throws > 0) process.exitCode = 1;

/** Runs until so many ticks are done, or one breaks: then the kind of breach of the smallest run that has it. */
function soak([name, policy, least, most]: Catalogued, least_ticks: number): keyof typeof broken | undefined {
  const session = policy.init(sampleContext());
  let kind: keyof typeof broken | undefined;
  const until = ticks + least_ticks;
  for (let round = 0; ticks < until; round++) {
    const details = fc.check(
      fc.property(randomTicks(MOST_TICKS_OF_A_RUN), (run) => {
        kind = 'throws';
        let state = session.initialState;
        for (const observation of run) {
          ticks++;
          const answer = session.tick(state, observation);
          state = answer.state;
          for (const target of Object.values(answer.decision.targets)) {
            kind = Number.isNaN(target) ? 'not_a_number' : 'out_of_bounds';
            if (!Number.isInteger(target) || target < least || target > most) return false;
          }
          kind = 'throws';
        }
        return true;
      }),
      { seed: seed + round, numRuns: 10 },
    );
    if (!details.failed) continue;
    const error = details.errorInstance instanceof Error ? `${details.errorInstance.stack}\n` : '';
    process.stderr.write(`${name}: ${kind}, seed ${seed + round}: ${error}${fc.stringify(details.counterexample)}\n`);
    return kind;
  }
  return undefined;
}
