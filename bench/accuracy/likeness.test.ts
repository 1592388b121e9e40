/** What two points have in common, share by share: each share alone is set to 1, so that a sum tells which of them count. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { madeCorrection, madeShares } from '../testing/index.js';
import type { Correction } from './correction.js';
import { likeness, locate, type Shares } from './likeness.js';
import { CALIBRATED } from './settings.js';

function alike(name: keyof Shares, a: Partial<Correction>, b: Partial<Correction>): number {
  return likeness(madeShares({ [name]: 1 }), locate(madeCorrection(a), 'ttft'), locate(madeCorrection(b), 'ttft'));
}

/** Points that share no name with those of `madeCorrection`. */
const STRANGER: Partial<Correction> = {
  configuration: 'c2',
  profile: 'p2',
  engine: 'sglang',
  version: '2',
  campaign: true,
  model: 'm2',
  system: 's2',
  precision: 'bf16',
};

describe('a located point', () => {
  it('has its load, lengths and simulated time in octaves', () => {
    const point = madeCorrection({ concurrency: 32, isl: 8192, osl: 512, simulated: { ttft: 1024, tpot: 16 } });
    expect(locate(point, 'ttft')).toMatchObject({ load: 5, isl: 13, osl: 9, time: 10 });
    expect(locate(point, 'tpot').time).toBe(4);
  });

  it.each([
    ['vllm', 'vllm', false],
    ['sglang known workers', 'sglang', true],
    ['trtllm unknown workers', 'trtllm', true],
  ])('of %s runs on %s', (engine, backend, isDisaggregated) => {
    expect(locate(madeCorrection({ engine }), 'ttft')).toMatchObject({ backend, isDisaggregated });
  });
});

describe('what is shared', () => {
  it.each<[keyof Shares, Partial<Correction>]>([
    ['backendLoad', { engine: 'vllm known workers' }],
    ['engine', { engine: 'vllm' }],
    ['engineLoad', { engine: 'vllm' }],
    ['engineTime', { engine: 'vllm', campaign: true }],
    ['version', { engine: 'vllm', version: '1' }],
    ['versionLoad', { engine: 'vllm', version: '1' }],
    ['modelLoad', { engine: 'vllm', model: 'm', precision: 'fp8' }],
    ['modelNear', { engine: 'vllm', model: 'm', precision: 'fp8' }],
    ['family', { engine: 'vllm', model: 'm', precision: 'fp8', system: 's' }],
    ['profile', { engine: 'vllm', profile: 'p' }],
    ['profileLoad', { engine: 'vllm', profile: 'p' }],
    ['profileNear', { engine: 'vllm', profile: 'p' }],
    ['profileSame', { engine: 'vllm', profile: 'p' }],
    ['configuration', { engine: 'vllm', configuration: 'c' }],
    ['configurationLoad', { engine: 'vllm', configuration: 'c' }],
  ])('%s counts in full at the same place where %j agree', (name, common) => {
    const campaign = name.startsWith('engine') && name !== 'engineTime' ? { campaign: false } : {};
    expect(alike(name, {}, { ...STRANGER, ...common, ...campaign })).toBeCloseTo(1, 12);
    expect(alike(name, {}, STRANGER)).toBe(0);
  });

  it.each<[keyof Shares, Partial<Correction>]>([
    ['engine', { campaign: true }],
    ['engineLoad', { campaign: true }],
    ['version', { version: '2' }],
    ['modelLoad', { precision: 'bf16' }],
    ['modelNear', { model: 'm2' }],
    ['family', { system: 's2' }],
    ['family', { engine: 'vllm known workers' }],
    ['profileSame', { profile: 'p2' }],
    ['configurationLoad', { configuration: 'c2' }],
    ['configuration', { engine: 'sglang' }],
  ])('%s is nothing where %j differs', (name, fields) => {
    expect(alike(name, {}, {})).toBeGreaterThan(0);
    expect(alike(name, {}, fields)).toBe(0);
  });
});

describe('distance', () => {
  /** exp(−d²/2), d in units of each share's reach. */
  it.each<[keyof Shares, Partial<Correction>, number]>([
    ['configurationLoad', { concurrency: 256 }, Math.exp(-0.5)], // two octaves, reach 2
    ['configurationLoad', { isl: 8192, osl: 4096 }, Math.exp(-1)], // two octaves in both lengths
    ['profileNear', { concurrency: 128 }, Math.exp(-0.5)], // one octave, reach 1
    ['profileNear', { isl: 8192 }, Math.exp(-0.5)], // two octaves, reach 2
    ['profileSame', { isl: 4096 }, Math.exp(-2)], // one octave, reach a half
    ['engineTime', { simulated: { ttft: 2048, tpot: 1 } }, Math.exp(-2)], // three octaves, reach 1.5
    ['engineTime', { concurrency: 512 }, Math.exp(-0.5)], // three octaves, reach 3
    ['profile', { concurrency: 1, isl: 1, osl: 1 }, 1],
    ['configuration', { concurrency: 1, isl: 1, osl: 1 }, 1],
  ])('%s at %j counts %d', (name, fields, share) => {
    expect(alike(name, {}, fields)).toBeCloseTo(share, 12);
    expect(alike(name, fields, {})).toBeCloseTo(share, 12);
  });

  it('of a tenth of an octave in load is far for the same point', () => {
    expect(alike('profileSame', {}, { concurrency: 64 * 2 ** 0.1 })).toBeCloseTo(Math.exp(-0.5), 12);
  });
});

describe('the trend', () => {
  it('is the product of the distances from the middle, over backends', () => {
    // octaves from the middle: time +1, load −1, prompt +2; time +2, load −3, prompt −1
    const a = { concurrency: 32, isl: 8192, simulated: { ttft: 512, tpot: 1 } };
    const b = { ...STRANGER, concurrency: 8, isl: 1024, simulated: { ttft: 1024, tpot: 1 } };
    expect(alike('trend', a, b)).toBeCloseTo(1 * 2 + -1 * -3 + 2 * -1, 12);
  });

  it('is not carried from aggregated to disaggregated engines', () => {
    const far = { concurrency: 8, isl: 1024 };
    expect(alike('trend', far, { ...far, engine: 'vllm known workers' })).toBe(0);
    expect(alike('trend', far, far)).toBe(10);
  });
});

it('a kernel: the same both ways, and no point is more like another than both are like themselves', () => {
  const name = fc.constantFrom('a', 'b');
  const size = fc.integer({ min: 0, max: 14 }).map((octaves) => 2 ** octaves);
  const point = fc
    .record({
      configuration: name,
      profile: name,
      engine: fc.constantFrom('vllm', 'sglang', 'vllm known workers', 'vllm unknown workers'),
      version: name,
      campaign: fc.boolean(),
      model: name,
      system: name,
      precision: name,
      concurrency: size,
      isl: size,
      osl: size,
      simulated: fc.record({ ttft: size, tpot: size }),
    })
    .map((fields) => locate(madeCorrection(fields), 'ttft'));
  const { shares } = CALIBRATED.ttft;
  fc.assert(
    fc.property(point, point, (a, b) => {
      const between = likeness(shares, a, b);
      expect(between).toBeCloseTo(likeness(shares, b, a), 12);
      // Cauchy and Schwarz
      expect(between ** 2).toBeLessThanOrEqual(likeness(shares, a, a) * likeness(shares, b, b) * (1 + 1e-9));
    }),
    { numRuns: 100 },
  );
});
