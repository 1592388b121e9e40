import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../testing/files.js';
import { refusal } from '../testing/refusals.js';
import { LEAST_PROFILE, SMALL_PROFILE } from '../testing/small-profile.js';
import { readProfileFile } from './headroom-form.js';
import { loadProfile, shippedProfiles } from './load.js';
import { writeProfile } from './write-profile.js';

const target = () => join(tempFolder(), 'p.json');

describe('a profile that is written', () => {
  it.each([
    ['with all of its parts', SMALL_PROFILE],
    ['with the least', LEAST_PROFILE],
  ])('%s is read as it was', (_name, profile) => {
    const path = target();
    writeProfile(path, profile);
    expect(readProfileFile(path)).toEqual(profile);
  });

  it('that ships is written as it ships', () => {
    for (const id of shippedProfiles().filter((_, i) => i % 60 === 0)) {
      const { profile } = loadProfile(id, (path) => path);
      const path = target();
      writeProfile(path, profile);
      expect(readProfileFile(path)).toEqual(profile);
    }
  });

  it('has only what the profile has, units in its keys, and a newline at its end', () => {
    const path = target();
    writeProfile(path, LEAST_PROFILE);
    const text = readFileSync(path, 'utf8');
    expect(text.endsWith('}\n')).toBe(true);
    expect(Object.keys(JSON.parse(text))).toEqual([
      'schema',
      'id',
      'gpus_per_worker',
      'provenance',
      'prefill',
      'decode',
    ]);
  });

  it('is refused where its numbers cannot be, and nothing is written', () => {
    const path = target();
    expect(refusal(() => writeProfile(path, { ...LEAST_PROFILE, gpusPerWorker: 0 }))).toMatchObject({
      code: 'HR_PROFILE_INVALID',
      place: 'p.json',
      message: 'gpus_per_worker is 0; it must be a whole number above 0',
    });
    expect(existsSync(path)).toBe(false);
  });
});

it('whatever parts a profile has, it is read as it was written', () => {
  const optional = Object.keys(SMALL_PROFILE).filter((part) => !(part in LEAST_PROFILE));
  fc.assert(
    fc.property(fc.subarray(optional), fc.double({ min: 0.001, max: 1e6, noNaN: true }), (parts, overhead) => {
      const profile = {
        ...LEAST_PROFILE,
        ...Object.fromEntries(parts.map((part) => [part, SMALL_PROFILE[part as keyof typeof SMALL_PROFILE]])),
        ...(parts.includes('stepOverheadMs') && { stepOverheadMs: overhead }),
      };
      const path = target();
      writeProfile(path, profile);
      expect(readProfileFile(path)).toEqual(profile);
    }),
    { numRuns: 40 },
  );
});
