/** KV transfers whose ends go away under way: the other end is free at once, and a shared link carries on without them. */
import { expect, it } from 'vitest';
import type { FaultSpec } from '../../scenarios/index.js';
import { simulate } from '../simulation.js';
import { collect, requests, smallInput, unevenProfile } from '../testing/index.js';

const CRASH_S = 1.2;

/** Two requests of 500 tokens (50 MB) over one link of 0.05 GB/s, which takes 2 s for both; a worker dies under way. */
function run(role: 'prefill' | 'decode', count: number) {
  const crash: FaultSpec = { kind: 'worker_crash', role, at_s: CRASH_S, count };
  const collected = collect();
  const input = smallInput({
    profile: unevenProfile(4000),
    prefill: { replicas: 2 },
    decode: { replicas: 2 },
    transfer: { shared: { gb_per_s: 0.05, per: 'cluster' } },
    faults: [crash],
    drainLimit_s: 600,
  });
  const traffic = requests([
    [0, 500, 3],
    [0.001, 500, 3],
  ]);
  simulate(input, traffic, collected.sink);
  return collected;
}

it.each(['prefill', 'decode'] as const)('are cut off when their %s worker crashes', (role) => {
  const { ends } = run(role, 1);
  const [lost, kept] = [...ends].sort((a, b) => a.time_s - b.time_s);
  expect(lost).toMatchObject({ status: 'failed', time_s: CRASH_S });
  expect(kept).toMatchObject({ status: 'completed', deliveredTokens: 3 });
  // both had the link for 0.7 s, then one has it alone: 50 MB in all at 0.05 GB/s, but for the share of the lost one
  const begun_s = 0.5 + 0.002;
  const shared_s = CRASH_S - begun_s - 0.001;
  expect(kept!.firstToken_s! - begun_s).toBeCloseTo(1 + shared_s / 2, 2);
});

it('leave nothing behind when all workers of a role go', () => {
  for (const role of ['prefill', 'decode'] as const) {
    const { ends } = run(role, 2);
    expect(ends.map(({ status }) => status)).toEqual(['failed', 'failed']);
  }
});
