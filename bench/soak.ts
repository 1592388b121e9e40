/**
 * `npm run soak -- [--runs N] [--seed S]`: random runs on both engines, invariants on. The last line of stdout is one JSON
 * object; what breaks is told on stderr with its seed, and the exit code is 1.
 */
import { parseArgs } from 'node:util';
import { simulate } from '../sim/index.js';
import { type Collected, collect, disagreement, drawRun } from '../sim/testing/index.js';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' } },
});
const [runs, first] = [Number(values.runs), Number(values.seed)];
let breaches = 0;
let disagreements = 0;
for (let seed = first; seed < first + runs; seed++) {
  if (process.stderr.isTTY && seed % 100 === 0) process.stderr.write(`\r${seed - first} of ${runs}`);
  try {
    const difference = disagreement(told(seed, 'leaping'), told(seed, 'stepping'));
    if (difference === undefined) continue;
    disagreements++;
    process.stderr.write(`\nseed ${seed}: ${difference}\n`);
  } catch (error) {
    breaches++;
    process.stderr.write(`\nseed ${seed}: ${(error as Error).message}\n`);
  }
}
process.stdout.write(`${JSON.stringify({ runs, breaches, engine_disagreements: disagreements })}\n`);
if (breaches + disagreements > 0) process.exitCode = 1;

function told(seed: number, engine: 'leaping' | 'stepping'): Collected {
  const { input, traffic } = drawRun(seed, engine);
  const collected = collect();
  simulate(input, traffic, collected.sink);
  return collected;
}
