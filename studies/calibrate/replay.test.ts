import { describe, expect, it } from 'vitest';
import { AGGREGATED, smallScenario } from '../testing/index.js';
import { loadPools } from '../trial/simulation-input.js';
import { retimed } from './parameters.js';
import { replayOf } from './replay.js';

const REQUESTS = [
  { id: 7, arrival_s: 0, inputTokens: 400, outputTokens: 20 },
  { id: 8, arrival_s: 5, inputTokens: 400, outputTokens: 1 },
  { id: 9, arrival_s: 9, inputTokens: 2000, outputTokens: 20 },
];

function replay(set: readonly string[] = AGGREGATED, requests = REQUESTS) {
  const loaded = smallScenario(set);
  return replayOf(loaded, loadPools(loaded), requests);
}
const slower = (factor: number) => (profile: Parameters<typeof retimed>[0]) =>
  retimed(
    profile,
    { prefillFactor: factor, decodeFactors: { batch: [1], factor: [factor] }, stepOverheadMs: 0, clientOverheadMs: 0 },
    'test',
  );

describe('a run again', () => {
  it('has the latencies of every request, by its id, in milliseconds', () => {
    const ends = replay()((profile) => profile);
    expect([...ends.keys()].toSorted()).toEqual([7, 8, 9]);
    const { ttft_ms, tpot_ms, e2e_ms } = ends.get(7)!;
    expect(ttft_ms).toBeGreaterThan(1);
    expect(ttft_ms).toBeLessThan(1000);
    expect(e2e_ms).toBeCloseTo(ttft_ms + 19 * tpot_ms, 6);
    expect(ends.get(9)!.ttft_ms).toBeGreaterThan(ttft_ms);
    expect(ends.get(8)!.tpot_ms).toBeNaN(); // one token has no time between tokens
  });

  it('of an engine twice as slow takes twice as long', () => {
    const run = replay();
    const [plain, twice] = [run(slower(1)), run(slower(2))];
    for (const id of [7, 9]) {
      expect(twice.get(id)!.ttft_ms / plain.get(id)!.ttft_ms).toBeCloseTo(2, 3);
      expect(twice.get(id)!.tpot_ms / plain.get(id)!.tpot_ms).toBeCloseTo(2, 3);
    }
  });

  it('is the same every time', () => {
    const run = replay();
    expect(run((profile) => profile)).toEqual(run((profile) => profile));
  });

  it('retimes every engine of both pools', () => {
    const run = replay([]);
    const seen = new Set<string>();
    run((profile) => {
      seen.add(profile.id);
      return profile;
    });
    expect(seen).toEqual(new Set(['llama-3.1-8b-fp8_h200_sxm_vllm_tp1']));
  });

  it('has neither the faults of the scenario nor its impatient clients', () => {
    const harsh = [
      ...AGGREGATED,
      'faults=[{ kind: worker_crash, role: aggregated, at_s: 1 }]',
      'clients={ first_token_timeout_s: 0.001, retries: { max: 3 } }',
      'run.drain_limit_s=0',
    ];
    expect(replay(harsh)((profile) => profile)).toEqual(replay()((profile) => profile));
  });
});
