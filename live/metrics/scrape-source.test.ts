/** The direct scrape on a clock of the test: several pages, labels, pages that fail; sources.test.ts has what every source does. */
import { afterEach, describe, expect, it } from 'vitest';
import { FakeCounters, type FakePage, startFakePage } from '../testing/fake-page.js';
import { type ScrapeOptions, ScrapeSource } from './scrape-source.js';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function rig(pages: number, options: Partial<ScrapeOptions> = {}) {
  const shown: FakePage[] = [];
  for (let i = 0; i < pages; i++) shown.push(await startFakePage());
  let now_s = 1000;
  const urls = shown.map(({ url }) => url);
  const source = new ScrapeSource(
    { urls, dialect: 'dynamo', labels: {}, interval_s: 5, retention_s: 60, timeout_s: 5, ...options },
    () => now_s,
  );
  open.push(source, ...shown);
  return {
    source,
    pages: shown,
    /** Lets 5 s pass before a scrape. */
    scrape: async () => {
      now_s += 5;
      await source.scrape();
    },
    wait: (seconds: number) => {
      now_s += seconds;
    },
  };
}

/** Scrapes so often, with so many requests served between two on each page. */
async function serve({ pages, scrape }: Awaited<ReturnType<typeof rig>>, scrapes: number, requests: number) {
  const counters = pages.map(() => new FakeCounters());
  for (const each of counters) each.serve(1000);
  for (let i = 0; i < scrapes; i++) {
    pages.forEach((page, k) => {
      counters[k]!.serve(requests);
      page.show = counters[k]!.text('dynamo');
    });
    await scrape();
  }
}

it('adds the frontends up', async () => {
  const one = await rig(1);
  await serve(one, 13, 10);
  // 13 samples 5 s apart reach 60 s back: 12 rises of 10
  expect((await one.source.read(60)).traffic?.requests).toBeCloseTo(120, 6);
  const three = await rig(3);
  await serve(three, 13, 10);
  const { traffic, latency, age_s, uncovered_s } = await three.source.read(60);
  expect(traffic?.requests).toBeCloseTo(360, 6);
  expect(latency?.ttft).toBeCloseTo(0.1, 9);
  expect({ age_s, uncovered_s }).toEqual({ age_s: 0, uncovered_s: 0 });
});

it('is named by its pages', async () => {
  const { source, pages } = await rig(2);
  expect(source.name).toBe(`scrape ${pages[0]!.url} ${pages[1]!.url}`);
});

it('keeps the samples of the window and no more: a shorter one is read from the same scrapes', async () => {
  const made = await rig(1, { retention_s: 30 });
  await serve(made, 30, 10);
  expect((await made.source.read(20)).traffic?.requests).toBeCloseTo(40, 6);
  expect((await made.source.read(30)).traffic?.requests).toBeCloseTo(60, 6);
  // what is older than the retention and one interval is gone: the figure of a longer window is not whole
  expect((await made.source.read(120)).uncovered_s).toBeGreaterThan(60);
});

describe('a page that fails', () => {
  it('before it has ever answered is told by its address', async () => {
    const { source, pages, scrape } = await rig(2);
    await expect(source.read(60)).rejects.toThrow(`${pages[0]!.url}: not scraped yet`);
    pages[1]!.show = 404;
    await scrape();
    await expect(source.read(60)).rejects.toThrow(`${pages[1]!.url}: ${pages[1]!.url}: status 404`);
  });

  it('for less than the window leaves figures that are older', async () => {
    const made = await rig(1);
    await serve(made, 13, 10);
    made.pages[0]!.show = 503;
    await made.scrape();
    await made.scrape();
    const { age_s, traffic } = await made.source.read(60);
    expect(age_s).toBe(10);
    expect(traffic?.requests).toBeGreaterThan(0);
  });

  it('for longer than the window is a source that cannot be asked', async () => {
    const made = await rig(1);
    await serve(made, 13, 10);
    made.pages[0]!.show = 503;
    await made.scrape();
    made.wait(55);
    await expect(made.source.read(60)).resolves.toBeDefined();
    made.wait(0.5);
    await expect(made.source.read(60)).rejects.toThrow('status 503');
  });

  it('does not hold the others up', async () => {
    const made = await rig(2);
    await serve(made, 12, 10);
    made.pages[0]!.show = 500;
    await made.scrape();
    expect((await made.source.read(60)).age_s).toBe(5);
  });
});

describe('what is taken of a page', () => {
  it('series with the labels that are asked for, and the era asked for', async () => {
    const made = await rig(1, { labels: { model: 'Tiny' } });
    const [tiny, other] = [new FakeCounters('tiny'), new FakeCounters('other')];
    const show = () => {
      made.pages[0]!.show = tiny.text('dynamo') + other.text('dynamo') + tiny.text('nv');
    };
    tiny.serve(1000);
    other.serve(1000);
    show();
    for (let i = 0; i < 13; i++) {
      tiny.serve(1);
      other.serve(100);
      show();
      await made.scrape();
    }
    expect((await made.source.read(60)).traffic?.requests).toBeCloseTo(12, 6);
  });

  it('gauges of workers, each under its page where it has no name of its own', async () => {
    const made = await rig(2, { workers: { decode: { labels: { role: 'decode' } } } });
    made.pages.forEach((page, i) => {
      page.show = `vllm:num_requests_running{role="decode"} ${i + 1}\nvllm:num_requests_running{role="prefill"} 9\n`;
    });
    await made.scrape();
    const { workersDetail } = await made.source.read(60);
    expect(workersDetail).toEqual({
      decode: made.pages.map(({ url }, i) => ({ id: url, running: i + 1 })).sort((a, b) => (a.id < b.id ? -1 : 1)),
    });
  });

  it('no gauges where none are asked for', async () => {
    const made = await rig(1);
    made.pages[0]!.show = 'vllm:num_requests_running 1\n';
    await made.scrape();
    expect(await made.source.read(60)).toEqual({});
  });

  it('a gauge that is gone from the page is gone', async () => {
    const made = await rig(1, { workers: { decode: { labels: {} } } });
    made.pages[0]!.show = 'vllm:num_requests_running{pod="a"} 1\n';
    await made.scrape();
    made.pages[0]!.show = 'vllm:num_requests_running{pod="b"} 2\n';
    await made.scrape();
    expect((await made.source.read(60)).workersDetail).toEqual({ decode: [{ id: 'b', running: 2 }] });
  });
});

it('once started scrapes at once, and stops when it is closed', async () => {
  const page = await startFakePage();
  open.push(page);
  const scraped = new Promise<void>((resolve) => {
    const { push } = page.authorizations as { push: (header: string | undefined) => number };
    Object.assign(page.authorizations, {
      push: (header: string | undefined) => {
        resolve();
        return push.call(page.authorizations, header);
      },
    });
  });
  const options = { dialect: 'nv', labels: {}, interval_s: 3600, retention_s: 60, timeout_s: 5 } as const;
  const source = new ScrapeSource({ urls: [page.url], ...options }).start();
  await scraped;
  await source.close();
  expect(page.authorizations).toHaveLength(1);
});
