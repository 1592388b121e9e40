/**
 * `npm run soak:policies -- [--ticks N] [--seed S]`: every policy of the catalogue under random ticks, at least N in all. The last line of
 * stdout is one JSON object; what breaks is told on stderr, shrunk, and the exit code is 1.
 */
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import type { Observation, PolicySession } from '../planner-core/index.js';
import { CATALOGUE, type Catalogued, randomTicks, sampleContext } from '../planner-core/policies/testing/index.js';

const MOST_TICKS_OF_A_RUN = 40;
const RUNS_AT_ONCE = 10;

interface Breach {
  readonly kind: 'not_a_number' | 'out_of_bounds' | 'throws';
  readonly what: string;
}

const { values } = parseArgs({
  options: { ticks: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } },
});
const [wanted, firstSeed] = [Number(values.ticks), Number(values.seed)];
const broken: Record<Breach['kind'], number> = { not_a_number: 0, out_of_bounds: 0, throws: 0 };
let ticks = 0;
for (const entry of CATALOGUE) {
  process.stderr.write(`${entry[0]}\n`);
  const breach = soak(entry, ticks + Math.ceil(wanted / CATALOGUE.length));
  if (breach) broken[breach.kind]++;
}
process.stdout.write(`${JSON.stringify({ policies: CATALOGUE.length, ticks, ...broken })}\n`);
if (Object.values(broken).some((count) => count > 0)) process.exitCode = 1;

/** Runs one policy until so many ticks are done in all, or one breaks: then the breach of the smallest run that has it. */
function soak(entry: Catalogued, until: number): Breach | undefined {
  const session = entry[1].init(sampleContext());
  const property = fc.property(randomTicks(MOST_TICKS_OF_A_RUN), (run) => breachOf(session, entry, run) === undefined);
  for (let seed = firstSeed; ticks < until; seed++) {
    const { failed, counterexample } = fc.check(property, { seed, numRuns: RUNS_AT_ONCE });
    if (!failed) continue;
    const [run] = counterexample!;
    const breach = breachOf(session, entry, run);
    process.stderr.write(`${entry[0]}, seed ${seed}: ${breach?.what}\n${fc.stringify(run)}\n`);
    return breach;
  }
  return undefined;
}

function breachOf(
  session: PolicySession<never>,
  [, , least, most]: Catalogued,
  run: readonly Observation[],
): Breach | undefined {
  let state = session.initialState;
  for (const observation of run) {
    ticks++;
    try {
      const answer = session.tick(state, observation);
      state = answer.state;
      for (const [role, target] of Object.entries(answer.decision.targets)) {
        const what = `${target} ${role} workers, ${least} to ${most} allowed`;
        if (Number.isNaN(target)) return { kind: 'not_a_number', what };
        if (!Number.isInteger(target) || target < least || target > most) return { kind: 'out_of_bounds', what };
      }
    } catch (error) {
      return { kind: 'throws', what: (error as Error).stack ?? String(error) };
    }
  }
  return undefined;
}
