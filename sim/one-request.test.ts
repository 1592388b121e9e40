/** One request alone takes exactly what the engine model says, in every kind of cluster: the model's own steps, summed. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createEngineModel, type PrefillWork, runSeconds } from './engine-model/index.js';
import { play, unevenProfile } from './testing/index.js';

const anyCase = fc.record({
  input: fc.integer({ min: 1, max: 9000 }),
  output: fc.integer({ min: 1, max: 700 }),
  budget: fc.integer({ min: 1, max: 4096 }),
  chunked: fc.boolean(),
  tokensPerStep: fc.constantFrom(1, 1, 1.7, 3),
  mode: fc.constantFrom('aggregated' as const, 'prefill' as const, 'decode' as const),
  engine: fc.constantFrom('leaping' as const, 'stepping' as const),
  admission: fc.constantFrom('prompt' as const, 'full' as const),
});

type AnyCase = typeof anyCase extends fc.Arbitrary<infer T> ? T : never;

const OVERHEAD_S = 0.0071;
const LATENCY_S = 0.0023;
const GB_PER_S = 10;

function profileOf({ tokensPerStep }: AnyCase) {
  return { ...unevenProfile(100_000, tokensPerStep), clientOverheadMs: OVERHEAD_S * 1000, stepOverheadMs: 0.37 };
}

/** First and last token by the model's closed forms. */
function expected(of: AnyCase): { first_s: number; last_s: number } {
  const { input, output, mode, tokensPerStep } = of;
  const model = createEngineModel(profileOf(of));
  let first_s = OVERHEAD_S;
  for (const work of promptSteps(of)) first_s += model.mixedStepSeconds(work, 0, 0);
  if (mode !== 'aggregated') {
    const isTransferred = output > 1 || mode === 'decode';
    if (isTransferred) first_s += LATENCY_S + (input * model.kvBytesPerToken!) / (GB_PER_S * 1e9);
  }
  const made = mode === 'decode' ? 0 : 1;
  const steps = output === made ? 0 : Math.max(1, Math.ceil((output - made) / tokensPerStep - 1e-9));
  const run = (count: number) => runSeconds(model.decodeStepCurve(1), input + made, tokensPerStep, count);
  const last_s = first_s + run(steps);
  return { first_s: mode === 'decode' ? first_s + run(1) : first_s, last_s };
}

function promptSteps({ input, budget, chunked, mode }: AnyCase): PrefillWork[] {
  const steps: PrefillWork[] = [];
  for (let done = 0; done < input; ) {
    const newTokens = chunked ? Math.min(budget, input - done) : input;
    steps.push({
      requests: 1,
      completing: mode === 'aggregated' && done + newTokens === input ? 1 : 0,
      newTokens,
      cachedTokens: done,
      attentionPairs: newTokens * (done + newTokens / 2),
    });
    done += newTokens;
  }
  return steps;
}

it('one request alone takes what the model says', () => {
  fc.assert(
    fc.property(anyCase, (of) => {
      const { input, output, budget, chunked, mode, engine, admission } = of;
      const pool = {
        max_batched_tokens: budget,
        chunked_prefill: chunked,
        kv_admission: admission,
        block_tokens: 16,
      };
      const { end } = play([[0, input, output]], {
        engine,
        profile: profileOf(of),
        ...(mode === 'aggregated' ? { aggregated: pool } : { prefill: pool, decode: pool }),
        transfer: {
          latency_ms: LATENCY_S * 1000,
          bandwidth_gb_per_s: GB_PER_S,
          first_token: mode === 'decode' ? 'decode' : 'prefill',
        },
      });
      const { first_s, last_s } = expected(of);
      expect(end(0)).toMatchObject({ status: 'completed', deliveredTokens: output, preemptions: 0 });
      expect(end(0).firstToken_s).toBeCloseTo(first_s, 7);
      expect(end(0).time_s).toBeCloseTo(last_s, 6);
    }),
    { numRuns: 200 },
  );
});
