import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SMALL_SCENARIO, scenarioFile, testFolder } from '../testing/index.js';
import { trialKeys } from './trial-key.js';
import type { TrialSpec } from './trial-runner.js';

const SPEC: TrialSpec = { scenario: 'nowhere.yaml', sets: ['a=1'], seed: 1 };

describe('the key of a trial', () => {
  it('is short text, fit for a file or a queue', () => {
    expect(trialKeys()(SPEC)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is the same in another process: it depends on nothing but the trial', () => {
    expect(trialKeys()({ ...SPEC })).toBe(trialKeys()(SPEC));
  });

  it.each<[string, Partial<TrialSpec>]>([
    ['its seed', { seed: 2 }],
    ['its overrides', { sets: ['a=2'] }],
    ['the order of its overrides, for the last one counts', { sets: ['b=1', 'a=1'] }],
    ['whether it gives distributions', { histograms: true }],
  ])('is another one with %s', (_what, change) => {
    const keyOf = trialKeys();
    const one = 'sets' in change && change.sets!.length > 1 ? { ...SPEC, sets: ['a=1', 'b=1'] } : SPEC;
    expect(keyOf({ ...one, ...change })).not.toBe(keyOf(one));
  });

  it('does not tell absent distributions from those not asked for', () => {
    expect(trialKeys()({ ...SPEC, histograms: false })).toBe(trialKeys()(SPEC));
  });

  it('goes by the content of the scenario file, not by its place', () => {
    const [here, there] = [scenarioFile(), scenarioFile()];
    const keyOf = trialKeys();
    expect(here).not.toBe(there);
    expect(keyOf({ ...SPEC, scenario: here })).toBe(keyOf({ ...SPEC, scenario: there }));
    writeFileSync(there, `${SMALL_SCENARIO}# changed\n`);
    expect(trialKeys()({ ...SPEC, scenario: there })).not.toBe(keyOf({ ...SPEC, scenario: here }));
  });

  it('reads a file once: a study goes on with what it began with', () => {
    const scenario = scenarioFile();
    const keyOf = trialKeys();
    const before = keyOf({ ...SPEC, scenario });
    writeFileSync(scenario, 'changed');
    expect(keyOf({ ...SPEC, scenario })).toBe(before);
  });

  it('is there for a file that cannot be read, too', () => {
    const missing = `${testFolder()}/missing.yaml`;
    expect(trialKeys()({ ...SPEC, scenario: missing })).toMatch(/^[0-9a-f]{64}$/);
  });

  it('tells any two trials apart, whatever stands in their overrides', () => {
    const spec = fc.record({
      scenario: fc.constant('nowhere.yaml'),
      sets: fc.array(fc.constantFrom('a=1', 'b=2', 'a=1,b=2', '', '"', '["a=1"]'), { maxLength: 3 }),
      seed: fc.integer({ min: 0, max: 3 }),
    });
    const keyOf = trialKeys();
    fc.assert(
      fc.property(spec, spec, (one, other) => {
        expect(keyOf(one) === keyOf(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
    );
  });
});
