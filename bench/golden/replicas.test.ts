/** The check of decisions sees a wrong one: shipped vectors, one decision of which is a worker off. */
import { expect, it } from 'vitest';
import { goldenWith, shippedGolden } from '../testing/index.js';
import { checkReplicas } from './replicas.js';
import { GoldenTally } from './tally.js';

const FILE = 'replicas-0.5.1.json';

interface Step {
  decision: { prefill: number; decode: number } | null;
}
interface Vectors {
  meta: unknown;
  single: Step[];
  sequences: { load_predictor: string; steps: Step[] }[];
}

/** What the check makes of the first vectors, after a change. */
function checked(change: (vectors: Vectors) => void) {
  const { meta, single, sequences } = shippedGolden().json<Vectors>(FILE);
  const isConstant = ({ load_predictor }: { load_predictor: string }) => load_predictor === 'constant';
  const few = { meta, single: single.slice(0, 5), sequences: sequences.filter(isConstant).slice(0, 1) };
  change(few);
  const golden = goldenWith(FILE, few);
  const tally = new GoldenTally();
  checkReplicas(golden, tally);
  return { misses: tally.misses, ...tally.total() };
}

it('the shipped decisions are right', () => {
  const { misses, vectors, matched } = checked(() => undefined);
  expect(misses).toEqual([]);
  expect(vectors).toBeGreaterThan(5);
  expect(matched).toBe(vectors);
});

it.each(['prefill', 'decode'] as const)('a worker too many for %s is one miss', (role) => {
  const { misses } = checked(({ single }) => {
    single.find(({ decision }) => decision)!.decision![role]++;
  });
  expect(misses).toHaveLength(1);
});

it('a wrong decision within a sequence is a miss', () => {
  const { misses } = checked(({ sequences }) => {
    sequences[0]!.steps.find(({ decision }) => decision)!.decision!.decode++;
  });
  expect(misses.length).toBeGreaterThan(0);
});
