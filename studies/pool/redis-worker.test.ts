/** What a worker says where it cannot begin; trials through a Redis are those of redis-runner.test.ts. */
import { expect, it } from 'vitest';
import { serveTrials } from './redis-worker.js';

it.each([
  ['kubernetes', 'is neither'],
  ['http://127.0.0.1:6379', 'is neither'],
  ['redis://127.0.0.1:1', 'no Redis answers at redis://127.0.0.1:1'],
])('a worker of %s does not begin, and says why', async (url, message) => {
  const { signal } = new AbortController();
  await expect(serveTrials(url, { signal, threads: 1 })).rejects.toMatchObject({
    code: 'HR_USAGE',
    message: expect.stringContaining(message),
  });
});

it('an address is looked at before whether it was told to stop', async () => {
  await expect(serveTrials('localhost', { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'HR_USAGE' });
});
