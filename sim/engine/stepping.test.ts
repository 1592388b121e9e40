/** What only the stepping engine does: an event for every step, and every token told as it comes. */
import { describe, expect, it } from 'vitest';
import { engineLimits } from '../cluster/pool-group.js';
import { Kernel } from '../core/kernel.js';
import { createEngineModel } from '../engine-model/index.js';
import { poolSpec, smallProfile } from '../testing/index.js';
import type { Sequence } from './sequence.js';
import { steppingEngine } from './stepping.js';
import { ms, sequenceOf } from './testing/engine-rig.js';

/** Plays one request and tells each of its tokens. */
function tokensOf(sequence: Sequence, tokensPerStep = 1) {
  const kernel = new Kernel();
  const tokens: string[] = [];
  const steps = { single: 0, leapt: 0 };
  const model = createEngineModel({ ...smallProfile(), speculative: { tokensPerStep } });
  const silent = () => undefined;
  const engine = steppingEngine<Sequence>(kernel, steps)(
    model,
    engineLimits(poolSpec(), model, 'aggregated'),
    {
      ...{ started: silent, prefilled: silent, begun: silent, finished: silent, eased: silent, tokenGaps: silent },
      tokens: ({ delivered, lastToken_s }) => tokens.push(`${delivered} ${ms(lastToken_s!)}`),
    },
    true,
  );
  engine.submit(sequence);
  kernel.runUntil(100);
  return { tokens, events: kernel.processed, steps };
}

describe('every token', () => {
  it('is told when it comes, the prompt’s own first', () => {
    expect(tokensOf(sequenceOf(0, 100, 4)).tokens).toEqual(['1 100', '2 110', '3 120', '4 130']);
  });

  it('is told with the others of its step', () => {
    expect(tokensOf(sequenceOf(0, 100, 8), 2.5).tokens).toEqual(['1 100', '3 110', '6 120', '8 130']);
  });
});

it('every step is one event', () => {
  const { events, steps } = tokensOf(sequenceOf(0, 100, 200));
  expect([events, steps.single, steps.leapt]).toEqual([200, 200, 0]);
});
