/** Connections to a target: which one is lent, and how many there were. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Lanes } from './lanes.js';
import { type Client, get } from './undici.js';

const OPTIONS = { connect_ms: 1000, tls: {} };
const made: Lanes[] = [];
const lanesTo = (origin: string) => {
  const lanes = new Lanes(origin, OPTIONS);
  made.push(lanes);
  return lanes;
};
afterEach(() => Promise.all(made.splice(0).map((lanes) => lanes.close())));

describe('a lane', () => {
  it('is lent once at a time, the one used last first', () => {
    const lanes = lanesTo('http://127.0.0.1:9');
    const [a, b, c] = [lanes.acquire(), lanes.acquire(), lanes.acquire()];
    expect(new Set([a, b, c]).size).toBe(3);
    lanes.release(a);
    lanes.release(c);
    expect(lanes.acquire()).toBe(c);
    expect(lanes.acquire()).toBe(a);
    expect([a, b, c]).not.toContain(lanes.acquire());
  });

  it('that was retired is not lent again', async () => {
    const lanes = lanesTo('http://127.0.0.1:9');
    const lane = lanes.acquire();
    lanes.retire(lane);
    expect(lanes.acquire()).not.toBe(lane);
    expect(lane.destroyed).toBe(true);
  });

  it('is not open before something was sent on it', () => {
    const lanes = lanesTo('http://127.0.0.1:9');
    lanes.acquire();
    expect(lanes.sockets).toEqual({ opened: 0, most: 0 });
  });

  it('ends when all do, whether lent or idle', async () => {
    const lanes = lanesTo('http://127.0.0.1:9');
    const [lent, idle] = [lanes.acquire(), lanes.acquire()];
    lanes.release(idle);
    await lanes.close();
    expect([lent.destroyed, idle.destroyed]).toEqual([true, true]);
  });
});

describe('sockets', () => {
  let server: Server;
  let origin: string;
  beforeAll(async () => {
    server = createServer((_, response) => response.end('{}'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const ask = async (lane: Client) => (await get(lane, '/', {}, 1000)).body.dump();

  it('are counted as they open, and the most of them at a time', async () => {
    const lanes = lanesTo(origin);
    const [a, b] = [lanes.acquire(), lanes.acquire()];
    await Promise.all([ask(a), ask(b)]);
    expect(lanes.sockets).toEqual({ opened: 2, most: 2 });
    lanes.release(a);
    await ask(lanes.acquire());
    expect(lanes.sockets).toEqual({ opened: 2, most: 2 });
    await a.destroy();
    await b.destroy();
    await ask(lanes.acquire());
    expect(lanes.sockets).toEqual({ opened: 3, most: 2 });
  });
});
