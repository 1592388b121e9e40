/** The contract suite over every source: a scrape, a Prometheus of tests and, where the binary is there, a real one. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe } from 'vitest';
import { type FakePage, startFakePage } from '../testing/fake-page.js';
import { FakePrometheus } from '../testing/fake-prometheus.js';
import { hasPrometheus, type RealPrometheus, startPrometheus } from '../testing/real-prometheus.js';
import { type SourceRig, sourceContract } from '../testing/source-contract.js';
import { prometheusSource } from './prometheus-source.js';
import { ScrapeSource } from './scrape-source.js';

const LABELS = { model: 'Tiny' };
const WINDOW_S = 60;
const SCRAPE_S = 5;

sourceContract('a direct scrape', async (): Promise<SourceRig> => {
  const page = await startFakePage();
  let now_s = 0;
  const source = new ScrapeSource(
    { urls: [page.url], dialect: 'nv', labels: LABELS, interval_s: SCRAPE_S, retention_s: WINDOW_S, timeout_s: 5 },
    () => now_s,
  );
  return {
    source,
    window_s: WINDOW_S,
    show: (text) => {
      page.show = text;
    },
    pass: async (scrapes) => {
      for (let i = 0; i < scrapes; i++) {
        now_s += SCRAPE_S;
        await source.scrape();
      }
    },
    close: async () => {
      await source.close();
      await page.close();
    },
  };
});

sourceContract('a Prometheus of tests', async (): Promise<SourceRig> => {
  const prometheus = await new FakePrometheus().start();
  const source = prometheusSource({ url: prometheus.url, dialect: 'nv', labels: LABELS, timeout_s: 5, retries: 0 });
  let page: string | number = '\n';
  return {
    source,
    window_s: WINDOW_S,
    show: (text) => {
      page = text;
    },
    pass: async (scrapes) => {
      for (let i = 0; i < scrapes; i++) {
        prometheus.now_s += SCRAPE_S;
        if (typeof page === 'string') prometheus.scrape(page);
      }
    },
    close: async () => {
      await source.close();
      await prometheus.close();
    },
  };
});

const REAL_SCRAPE_S = 0.2;
/** One a test: a Prometheus takes seconds to find its targets, so one server serves the suite. */
const PAGES = 8;

describe.skipIf(!hasPrometheus)("Debian's prometheus (skipped without the binary)", () => {
  const pages: FakePage[] = [];
  let prometheus: RealPrometheus;
  beforeAll(async () => {
    for (let i = 0; i < PAGES; i++) pages.push(await startFakePage());
    prometheus = await startPrometheus(
      pages.map(({ url }) => url),
      REAL_SCRAPE_S,
    );
  });
  afterAll(async () => {
    await prometheus.close();
    await Promise.all(pages.map((page) => page.close()));
  });

  sourceContract('a real Prometheus', async (): Promise<SourceRig> => {
    const page = pages.shift()!;
    const source = prometheusSource({
      url: prometheus.url,
      dialect: 'nv',
      labels: { ...LABELS, instance: new URL(page.url).host },
      timeout_s: 5,
      retries: 2,
    });
    return {
      source,
      window_s: REAL_SCRAPE_S * 12,
      show: (text) => {
        page.show = text;
      },
      pass: (scrapes) => sleep(scrapes * REAL_SCRAPE_S * 1000 + 100),
      close: async () => {
        await source.close();
        await page.close();
      },
    };
  });
});
