import { describe, expect, it } from 'vitest';
import { AGGREGATED, smallScenario } from '../testing/index.js';
import { FRESH_SOURCES } from '../trial/sources.js';
import { factsOf } from './facts.js';

const facts = (set: readonly string[] = []) => factsOf(smallScenario(set), FRESH_SOURCES);
const busy = (rps: number) => [
  'traffic.generator.duration_s=5',
  `traffic.generator.rate=[{ from_s: 0, rps: ${rps} }]`,
  'traffic.generator.arrivals={ process: constant }',
];

describe('what a world tells about itself', () => {
  it('is how it serves, and how many GPUs its most workers have', () => {
    expect(facts()).toMatchObject({ mode: 'disaggregated', maxGpus: 2 * 16, known: true });
    expect(facts([...AGGREGATED, 'tournament.max_replicas=5'])).toMatchObject({ mode: 'aggregated', maxGpus: 5 });
  });

  it('counts the GPUs of every role', () => {
    const set = ['cluster.prefill.profile=llama-3.1-70b-fp8_h200_sxm_vllm_tp4', 'tournament.max_replicas=2'];
    expect(facts(set).maxGpus).toBe(2 * (4 + 1));
  });

  it('needs workers in proportion to its load, and half a one at least', () => {
    const [once, twice] = [facts(busy(800)), facts(busy(1600))];
    for (const role of ['prefill', 'decode'] as const) {
      expect(once.meanWorkers[role]).toBeGreaterThan(0.5);
      expect(twice.meanWorkers[role]! / once.meanWorkers[role]!).toBeCloseTo(2, 1);
    }
    expect(facts(busy(1)).meanWorkers).toEqual({ prefill: 0.5, decode: 0.5 });
    expect(facts(busy(1)).prefillPerDecode).toBe(1);
  });

  it('needs the more decode workers, and makes the fewer tokens with each, the tighter the promise', () => {
    const at = (tpot_ms: number) => facts([...busy(800), `sla.tpot_ms=${tpot_ms}`]);
    expect(at(6).meanWorkers.decode).toBeGreaterThan(at(60).meanWorkers.decode!);
    expect(at(6).decodeTokensPerGpu).toBeLessThan(at(60).decodeTokensPerGpu);
    expect(at(6).meanWorkers.prefill).toBe(at(60).meanWorkers.prefill);
  });

  it('is known where its traffic waits for nobody', () => {
    const waiting =
      'traffic={ format: closed_loop, generator: { concurrency: 2, requests: 8, input_tokens: 100, output_tokens: 10 } }';
    expect(facts([waiting]).known).toBe(false);
  });
});
