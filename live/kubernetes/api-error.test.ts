import { describe, expect, it } from 'vitest';
import { KubeError, kubeError } from './api-error.js';

const TARGET = { group: 'apps', version: 'v1', resource: 'deployments', namespace: 'prod', name: 'decode' };

describe('the message', () => {
  it('names what was asked and what the server said', () => {
    const error = kubeError(404, { reason: 'NotFound', message: 'deployments "decode" not found' }, 'get', TARGET);
    expect(error).toBeInstanceOf(KubeError);
    expect(error).toMatchObject({ name: 'KubeError', status: 404 });
    expect(error.message).toBe(
      'Kubernetes refused to get deployments (apps) decode in namespace prod (404 NotFound): deployments "decode" not found',
    );
  });

  it('does without a reason and without words', () => {
    expect(kubeError(500, {}, 'patch', TARGET).message).toBe(
      'Kubernetes refused to patch deployments (apps) decode in namespace prod (500 without a reason)',
    );
  });

  it('of a missing right gives the rule for the Role', () => {
    const { message } = kubeError(403, { reason: 'Forbidden' }, 'patch', { ...TARGET, subresource: 'scale' });
    expect(message.split('\n')[1]).toBe(
      `  The caller's Role in namespace prod lacks apiGroups: ["apps"], resources: ["deployments/scale"], verbs: ["patch"].`,
    );
  });

  it('of a token that is not taken says so', () => {
    expect(kubeError(401, { reason: 'Unauthorized' }, 'get', TARGET).message).toContain('it may have run out');
  });

  it.each([400, 404, 409, 422, 500])('of %i gives no advice', (status) => {
    expect(kubeError(status, { reason: 'X', message: 'said' }, 'get', TARGET).message).toMatch(/: said$/);
  });
});

describe('what it means', () => {
  const TABLE: [number, KubeError['answer'], Partial<KubeError>][] = [
    [404, { reason: 'NotFound' }, { isMissing: true, isUnknownKind: false, isStale: false }],
    [404, { message: '404 page not found' }, { isMissing: true, isUnknownKind: true, isStale: false }],
    [409, { reason: 'Conflict' }, { isMissing: false, isUnknownKind: false, isStale: true }],
    // a JSON patch whose test fails names no object, a value that is not allowed does
    [422, { reason: 'Invalid' }, { isMissing: false, isStale: true }],
    [422, { reason: 'Invalid', details: { kind: 'Scale' } }, { isMissing: false, isStale: false }],
    [403, { reason: 'Forbidden' }, { isMissing: false, isUnknownKind: false, isStale: false }],
    [500, {}, { isMissing: false, isUnknownKind: false, isStale: false }],
  ];
  it.each(TABLE)('%i %j', (status, answer, expected) => {
    expect(kubeError(status, answer, 'get', TARGET)).toMatchObject(expected);
  });
});
