import fc from 'fast-check';
import { expect, describe as group, it } from 'vitest';
import { describe, pathOf, type Resource } from './resource.js';

const PODS: Resource = { group: '', version: 'v1', resource: 'pods', namespace: 'prod' };
const SCALE: Resource = {
  group: 'apps',
  version: 'v1',
  resource: 'deployments',
  namespace: 'prod',
  name: 'decode',
  subresource: 'scale',
};

group('the path', () => {
  it.each([
    ['of a collection of the core group', PODS, '/api/v1/namespaces/prod/pods'],
    ['of an object of it', { ...PODS, name: 'p-0' }, '/api/v1/namespaces/prod/pods/p-0'],
    ['of a subresource', SCALE, '/apis/apps/v1/namespaces/prod/deployments/decode/scale'],
    [
      'of a group with dots',
      { ...PODS, group: 'coordination.k8s.io', resource: 'leases', name: 'x' },
      '/apis/coordination.k8s.io/v1/namespaces/prod/leases/x',
    ],
  ])('%s', (_, target, path) => expect(pathOf(target)).toBe(path));

  it('no name leads anywhere else', () => {
    const letters = fc.constantFrom('a', '-', '.', '/', '?', '#', '%', '2', 'F', ' ', '\\', '\t', 'é', '😀');
    const text = fc.string({ unit: letters, minLength: 1 }).filter((each) => each !== '.' && each !== '..');
    fc.assert(
      fc.property(text, text, (namespace, name) => {
        const path = pathOf({ ...SCALE, namespace, name });
        const { pathname, search, hash } = new URL(path, 'http://server');
        expect([search, hash]).toEqual(['', '']);
        const parts = pathname.split('/').map(decodeURIComponent);
        expect(parts).toEqual(['', 'apis', 'apps', 'v1', 'namespaces', namespace, 'deployments', name, 'scale']);
      }),
      { numRuns: 50 },
    );
  });
});

group('the words', () => {
  it.each([
    [PODS, 'pods in namespace prod'],
    [{ ...PODS, name: 'p-0' }, 'pods p-0 in namespace prod'],
    [SCALE, 'deployments/scale (apps) decode in namespace prod'],
  ])('%j', (target, words) => expect(describe(target)).toBe(words));
});
