import { expect, it } from 'vitest';
import { nearestName } from './nearest.js';

const NAMES = ['replicas', 'profile', 'queue', 'fixed_s', 'max_batch'];

it.each([
  ['replica', 'replicas'],
  ['relpicas', 'replicas'],
  ['Profile', 'profile'],
  ['fixed', 'fixed_s'],
  ['max', 'max_batch'],
  ['zzz', undefined],
  ['', undefined],
  ['gpu', undefined],
])("suggests for '%s'", (found, nearest) => expect(nearestName(found, NAMES)).toBe(nearest));
