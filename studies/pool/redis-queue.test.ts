import { expect, it } from 'vitest';
import { openRedis } from './redis-queue.js';

it.each(['kubernetes', 'localhost:6379', 'http://127.0.0.1:6379', ''])("'%s' is no address of a Redis", async (url) => {
  await expect(openRedis(url)).rejects.toMatchObject({
    code: 'HR_USAGE',
    message: expect.stringContaining(
      `'${url}' is neither 'local' nor 'kubernetes' nor an address as redis://host:6379`,
    ),
  });
});

it.each(['redis://127.0.0.1:1', 'rediss://127.0.0.1:1'])('nobody answers at %s, and is told as such', async (url) => {
  await expect(openRedis(url)).rejects.toMatchObject({
    code: 'HR_USAGE',
    message: expect.stringContaining(`no Redis answers at ${url}`),
  });
});
