/** Which pages are read, and what is made of answers that come and go. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTarget } from '../client/target.js';
import { metricsPages, readPages, Scraper } from './scraper.js';

describe('pages', () => {
  const targets = [
    openTarget('http://a/x/v1', { headers: ['X-Key: k'] }, {}),
    openTarget('http://b', { headers: [] }, {}),
  ];

  it('are those of the targets, with their headers', () => {
    expect(metricsPages(targets, [])).toEqual([
      { url: 'http://a/x/metrics', headers: { 'x-key': 'k' } },
      { url: 'http://b/metrics', headers: {} },
    ]);
  });

  it('that are named take their place, and get no secret of theirs', () => {
    expect(metricsPages(targets, ['http://c:9400/m?x=1'])).toEqual([{ url: 'http://c:9400/m?x=1', headers: {} }]);
  });
});

describe('reading', () => {
  let server: Server;
  let origin: string;
  /** By path; a missing one is 404. */
  let texts: Record<string, string>;
  beforeAll(async () => {
    server = createServer(({ url = '' }, response) => {
      const text = texts[url];
      response.writeHead(text === undefined ? 404 : 200).end(text ?? 'a 1');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    texts = {};
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const pages = (...paths: string[]) => paths.map((path) => ({ url: `${origin}${path}`, headers: {} }));
  const counter = (value: number, labels = '') =>
    `# TYPE c counter\nc${labels} ${value}\nvllm:num_requests_running 2\n`;

  /** What is told of two readings. */
  async function between(before: typeof texts, after: typeof texts, ...paths: string[]) {
    const columns: Record<string, number>[] = [];
    const scraper = new Scraper(pages(...paths), 3600, (told) => columns.push(told));
    texts = before;
    await scraper.start();
    texts = after;
    return { columns, moved: await scraper.stop() };
  }

  it('tells how far a counter moved, and nothing of one that stood', async () => {
    const still = '# TYPE d counter\nd 9\n';
    const { moved, columns } = await between({ '/m': counter(5) + still }, { '/m': counter(12) + still }, '/m');
    expect(moved).toEqual({ c: 7 });
    expect(columns).toEqual([{ running: 2 }, { running: 2 }]);
  });

  it('a series that was not there before began at 0', async () => {
    const { moved } = await between({ '/m': counter(5) }, { '/m': counter(5) + counter(3, '{x="1"}') }, '/m');
    expect(moved).toEqual({ 'c{x="1"}': 3 });
  });

  it('puts the pages of several servers together', async () => {
    const { moved, columns } = await between(
      { '/a': counter(1), '/b': counter(1, '{b="1"}') },
      { '/a': counter(2), '/b': counter(9, '{b="1"}') },
      '/a',
      '/b',
    );
    expect(moved).toEqual({ c: 1, 'c{b="1"}': 8 });
    expect(columns[0]).toEqual({ running: 4 });
  });

  it('a page that is not there is left out, and of no page nothing is told', async () => {
    const one = await between({ '/a': counter(1) }, { '/a': counter(2) }, '/a', '/gone');
    expect(one.moved).toEqual({ c: 1 });
    const none = await between({}, {}, '/gone');
    expect([none.moved, none.columns]).toEqual([undefined, []]);
  });

  it('a page that went away in between has moved as far as was seen', async () => {
    expect((await between({ '/a': counter(1) }, {}, '/a')).moved).toEqual({});
  });

  it('once gives the texts of the pages that answer, query and all', async () => {
    texts = { '/a?x=1': 'one', '/b': 'two' };
    const down = { url: 'http://127.0.0.1:1/metrics', headers: {} };
    expect(await readPages([...pages('/a?x=1', '/gone', '/b'), down])).toEqual(['one', 'two']);
  });
});
