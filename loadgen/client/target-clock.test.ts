import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { openTarget } from './target.js';
import { targetClock } from './target-clock.js';

let server: Server | undefined;
afterEach(() => new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined))));

/** A target whose Date header is that of a clock which is behind ours by `behind_ms()`. */
async function target(behind_ms: () => number) {
  server = createServer((_, response) => {
    response.setHeader('date', new Date(Date.now() - behind_ms()).toUTCString());
    response.end('{}');
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return openTarget(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { headers: [] }, {});
}

it('tells how far the clock is ahead, from whole seconds to much less than one', async () => {
  const { ahead_ms, within_ms } = (await targetClock(await target(() => 2345)))!;
  expect(Math.abs(ahead_ms - 2345)).toBeLessThanOrEqual(within_ms + 1);
  expect(within_ms).toBeLessThan(500);
});

it('tells nothing of a target with several clocks, without one, or that does not answer', async () => {
  let turn = 0;
  expect(await targetClock(await target(() => (turn++ % 2) * 5000))).toBeUndefined();
  expect(await targetClock(openTarget('http://127.0.0.1:1', { headers: [] }, {}))).toBeUndefined();
});
