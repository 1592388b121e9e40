/** A measured row beside its simulation, on a shipped engine with few users. */
import { describe, expect, it } from 'vitest';
import { correctionOf } from './correction.js';
import { simulatePoint } from './operating-point.js';
import type { Pool, SiliconRow } from './silicon-rows.js';

const PROFILE = 'llama-3.1-8b-fp8_h200_sxm_vllm_tp1';
const pool = (workers: number | undefined = 1): Pool => ({ profile: PROFILE, workers, batch: undefined });

function row(fields: Partial<SiliconRow> = {}): SiliconRow {
  return {
    id: 'r',
    configuration: 'c',
    backend: 'vllm',
    version: '0.10',
    system: 'h200_sxm',
    model: 'm',
    precision: 'fp8',
    isDisaggregated: false,
    isDrawn: false,
    concurrency: 2,
    isl: 512,
    osl: 32,
    pools: [pool()],
    ttft_ms: 100,
    tpot_ms: 10,
    ...fields,
  };
}

const DISAGGREGATED = { isDisaggregated: true, pools: [pool(), pool()] };

describe('a simulated point', () => {
  it('is the same every time', () => {
    expect(simulatePoint(row({ isDrawn: true }))).toEqual(simulatePoint(row({ isDrawn: true })));
  });

  it('takes longer to its first token for a longer prompt', () => {
    expect(simulatePoint(row({ isl: 2048 })).ttft_ms).toBeGreaterThan(simulatePoint(row()).ttft_ms);
  });

  it('is quicker where lengths are drawn below the nominal ones', () => {
    const [nominal, drawn] = [false, true].map((isDrawn) => simulatePoint(row({ concurrency: 1, isl: 4096, isDrawn })));
    expect(drawn!.ttft_ms).toBeLessThan(nominal!.ttft_ms);
    expect(drawn!.ttft_ms).toBeGreaterThan(0.7 * nominal!.ttft_ms);
  });

  it('decodes so many times as slow as its calibration says', () => {
    const twice = { prefillFactor: 1, decodeFactors: { batch: [1], factor: [2] }, source: 's' };
    const one = row({ concurrency: 1 });
    expect(simulatePoint(one, twice).tpot_ms / simulatePoint(one).tpot_ms).toBeCloseTo(2, 6);
  });
});

describe('a correction', () => {
  it('is the logarithm of measured by simulated', () => {
    const { ttft_ms, tpot_ms } = simulatePoint(row());
    const correction = correctionOf(row({ ttft_ms: 2 * ttft_ms, tpot_ms: tpot_ms / Math.E }));
    expect(correction.ttft).toBeCloseTo(Math.LN2, 12);
    expect(correction.tpot).toBeCloseTo(-1, 12);
    expect(correction.simulated).toEqual({ ttft: ttft_ms, tpot: tpot_ms });
  });

  it.each<[string, Partial<SiliconRow>]>([
    ['vllm', {}],
    ['vllm known workers', DISAGGREGATED],
    ['vllm unknown workers', { isDisaggregated: true, pools: [pool(), { ...pool(), workers: undefined }] }],
  ])('is of the engine %s', (engine, fields) => {
    expect(correctionOf(row(fields)).engine).toBe(engine);
  });

  it('names the profiles of all pools', () => {
    expect(correctionOf(row(DISAGGREGATED)).profile).toBe(`${PROFILE}+${PROFILE}`);
  });

  it('has the same number for records of one measurement, whatever their names', () => {
    const numberOf = (fields: Partial<SiliconRow>) => correctionOf(row(fields)).measurement;
    expect(numberOf({ configuration: 'other', id: 'x' })).toBe(numberOf({}));
    expect(numberOf({ ttft_ms: 100.001 })).not.toBe(numberOf({}));
    expect(numberOf({ tpot_ms: 10.001 })).not.toBe(numberOf({}));
    expect(numberOf({ ttft_ms: 10, tpot_ms: 100 })).not.toBe(numberOf({}));
  });
});
