import { expect, it } from 'vitest';
import type { Service } from '../service.js';
import { faultyPage } from './faulty-page.js';

/** A page that counts how often it was read, under faults that the test sets. */
function page(speedup = 1) {
  const faults = { lost: 0, frozen: 0, delay_s: 0 };
  let reads = 0;
  const service = { look: (read: (simulation: object) => unknown) => read({ metricsFaults: faults }) };
  const read = faultyPage(service as unknown as Service, speedup, async () => `reading ${++reads}`);
  return { faults, read };
}

it('without a fault is read every time', async () => {
  const { read } = page();
  expect([await read(), await read()]).toEqual(['reading 1', 'reading 2']);
});

it('frozen is what it was last, and goes on when it thaws', async () => {
  const { faults, read } = page();
  await read();
  faults.frozen = 1;
  expect([await read(), await read()]).toEqual(['reading 1', 'reading 1']);
  faults.frozen = 0;
  expect(await read()).toBe('reading 2');
});

it('frozen before it was ever read is read once', async () => {
  const { faults, read } = page();
  faults.frozen = 2; // two faults at a time
  expect([await read(), await read()]).toEqual(['reading 1', 'reading 1']);
});

it('lost is a 503 that tells why, whatever else it is', async () => {
  const { faults, read } = page();
  Object.assign(faults, { lost: 1, frozen: 1 });
  await expect(read()).rejects.toMatchObject({ status: 503, message: expect.stringContaining('a fault') as string });
  faults.lost = 0;
  expect(await read()).toBe('reading 1');
});

it('late is lost or frozen by what holds when it comes', async () => {
  const { faults, read } = page(1000);
  faults.delay_s = 5; // 5 ms at this speed
  const coming = read();
  faults.lost = 1;
  await expect(coming).rejects.toMatchObject({ status: 503 });
});
