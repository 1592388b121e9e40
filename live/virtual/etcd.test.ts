/** etcd's JSON gateway, call by call, on the one in memory: what is sent, what is read, and what its failures say. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FakeEtcd } from '../testing/fake-etcd.js';
import { bodyOf, MortalServer } from '../testing/mortal-server.js';
import { Etcd } from './etcd.js';

describe('keys', () => {
  const server = new FakeEtcd();
  let etcd: Etcd;
  let places = 0;
  beforeAll(async () => {
    await server.start();
    etcd = new Etcd(server.url);
  });
  afterAll(async () => {
    await etcd.close();
    await server.stop();
  });
  const place = () => `/place-${places++}/`;

  it('there are none before one is written', async () => {
    expect(await etcd.range(place())).toEqual([]);
    expect(await etcd.count(place())).toBe(0);
  });

  it('are read by what they begin with, each with the revision of its last change', async () => {
    const at = place();
    await etcd.putIfAt(`${at}a`, '0', { [`${at}a`]: '1', [`${at}b`]: '2' });
    const entries = await etcd.range(at);
    expect(entries.map(({ key, value }) => [key, value])).toEqual([
      [`${at}a`, '1'],
      [`${at}b`, '2'],
    ]);
    expect(entries[0]!.revision).toBe(entries[1]!.revision); // written at once
    expect(await etcd.count(at)).toBe(2);
    expect(await etcd.range(`${at}b`)).toHaveLength(1);
  });

  it('a neighbour that only begins alike in part is another', async () => {
    const at = place();
    await etcd.putIfAt(`${at}x`, '0', { [`${at}x`]: '1', [`${at.slice(0, -1)}0`]: '2' }); // "0" follows "/"
    expect(await etcd.count(at)).toBe(1);
  });

  it('are written only over the revision that was read', async () => {
    const at = place();
    const key = `${at}decision_id`;
    expect(await etcd.putIfAt(key, '0', { [key]: 'first' })).toBe(true);
    expect(await etcd.putIfAt(key, '0', { [key]: 'second' })).toBe(false); // it is there by now
    const [entry] = await etcd.range(key);
    expect(entry).toMatchObject({ value: 'first' });
    expect(await etcd.putIfAt(key, entry!.revision, { [key]: 'third', [`${at}other`]: 'too' })).toBe(true);
    expect((await etcd.range(at)).map(({ value }) => value)).toEqual(['third', 'too']);
    expect(await etcd.putIfAt(key, entry!.revision, { [key]: 'fourth', [`${at}more`]: 'too' })).toBe(false);
    expect(await etcd.count(at)).toBe(2); // all or nothing
  });

  it('hold any text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.string(), async (name, value) => {
        const at = place();
        await etcd.putIfAt(at + name, '0', { [at + name]: value });
        expect(await etcd.range(at)).toMatchObject([{ key: at + name, value }]);
      }),
      { numRuns: 30 },
    );
  });
});

describe('a server', () => {
  let answer: (response: ServerResponse) => void = () => undefined;
  const asked: { url: string; body: Record<string, unknown> }[] = [];
  const server = new MortalServer(async (request: IncomingMessage, response) => {
    asked.push({ url: request.url!, body: JSON.parse(await bodyOf(request)) as Record<string, unknown> });
    answer(response);
  });
  const open: Etcd[] = [];
  beforeAll(() => server.start());
  afterEach(async () => {
    for (const etcd of open.splice(0)) await etcd.close();
    asked.length = 0;
  });
  afterAll(() => server.stop());
  const client = (url = server.url) => {
    const etcd = new Etcd(url);
    open.push(etcd);
    return etcd;
  };

  it('is asked at its origin, with keys in base64 and the end of their range', async () => {
    answer = (response) => response.end('{}');
    await client(`${server.url}/some/path`).count('/ab');
    expect(asked).toEqual([
      {
        url: '/v3/kv/range',
        body: {
          key: Buffer.from('/ab').toString('base64'),
          range_end: Buffer.from('/ac').toString('base64'), // the first that does not begin with /ab
          count_only: true,
        },
      },
    ]);
  });

  it('that leaves fields out means nothing and 0', async () => {
    answer = (response) => response.end(JSON.stringify({ kvs: [{ key: 'YQ==', mod_revision: '5' }] }));
    expect(await client().range('a')).toEqual([{ key: 'a', value: '', revision: '5' }]);
    answer = (response) => response.end('{}');
    expect(await client().count('a')).toBe(0);
    expect(await client().putIfAt('a', '0', {})).toBe(false);
  });

  it('that refuses is told by its status and its first words', async () => {
    answer = (response) => response.writeHead(401).end(`no token${'x'.repeat(500)}`);
    const message = await client()
      .range('a')
      .catch((error: Error) => error.message);
    expect(message).toBe(`etcd at ${server.url} refused (401): no token${'x'.repeat(192)}`);
  });

  it('that is not there is told by its address', async () => {
    const { url } = server;
    await server.stop();
    await expect(client(url).range('a')).rejects.toThrow(`etcd at ${url} cannot be reached: `);
    await server.start();
  });

  it('is not waited for once the caller has gone, whose reason is the error', async () => {
    answer = () => undefined;
    const stop = new AbortController();
    const asking = client().range('a', stop.signal);
    stop.abort(new Error('the tick is over'));
    await expect(asking).rejects.toThrow('the tick is over');
    await expect(client().range('a', stop.signal)).rejects.toThrow('the tick is over');
  });

  it.each(['not an address', ''])('at %j cannot be opened', (url) => {
    expect(() => new Etcd(url)).toThrow('Invalid URL');
  });
});
