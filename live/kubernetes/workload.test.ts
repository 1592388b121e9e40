import { expect, it } from 'vitest';
import { kubeError } from './api-error.js';
import { despiteConflicts } from './workload.js';

const TARGET = { group: 'apps', version: 'v1', resource: 'deployments', namespace: 'prod', name: 'd' };
const conflict = () => kubeError(409, { reason: 'Conflict' }, 'patch', TARGET);

/** Throws in the first tries what the test makes, and counts the tries. */
function failing(times: number, error: () => Error) {
  let tries = 0;
  const done = despiteConflicts(async () => {
    tries += 1;
    if (tries <= times) throw error();
    return `try ${tries}`;
  });
  return { done, tries: () => tries };
}

it('without a conflict writes once', async () => {
  const { done, tries } = failing(0, conflict);
  expect(await done).toBe('try 1');
  expect(tries()).toBe(1);
});

it('bears five conflicts', async () => {
  expect(await failing(5, conflict).done).toBe('try 6');
});

it('gives up at the sixth, with what the server said', async () => {
  const { done, tries } = failing(100, conflict);
  await expect(done).rejects.toThrow('409 Conflict');
  expect(tries()).toBe(6);
});

it.each([
  ['a refusal', () => kubeError(403, { reason: 'Forbidden' }, 'patch', TARGET)],
  ['a value that is not allowed', () => kubeError(422, { details: { kind: 'Scale' } }, 'patch', TARGET)],
  ['another error', () => new Error('no route')],
])('%s is not tried again', async (_, error) => {
  const { done, tries } = failing(1, error);
  await expect(done).rejects.toThrow();
  expect(tries()).toBe(1);
});
