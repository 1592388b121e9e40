/** Reads the servers' metrics pages while a load runs: columns for the timeline, and how far each counter moved. */
import type { Target } from '../client/target.js';
import { Client, get } from '../client/undici.js';
import { serverColumns } from './columns.js';
import { isCounter, parseExposition, type Sample } from './exposition.js';

/** A page of metrics to read. */
export interface Page {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The page of each target, unless pages are named. Headers go to the targets alone. */
export function metricsPages(targets: readonly Target[], urls: readonly string[]): Page[] {
  if (urls.length > 0) return urls.map((url) => ({ url, headers: {} }));
  return targets.map(({ origin, prefix, headers }) => ({ url: `${origin}${prefix}/metrics`, headers }));
}

const PATIENCE_MS = 2000;
const MOST_BYTES = 16 << 20;

/** Reads pages from `start` to `stop`; a page that does not answer is left out. */
export class Scraper {
  private readonly first = new Map<string, number>();
  private readonly last = new Map<string, number>();
  private readonly clients: readonly { page: Page; client: Client }[];
  private timer: NodeJS.Timeout | undefined;
  private reading: Promise<void> | undefined;
  private answered = false;

  /** `tell` gets the timeline columns of each reading. */
  constructor(
    pages: readonly Page[],
    private readonly interval_s: number,
    private readonly tell: (columns: Record<string, number>) => void,
  ) {
    this.clients = pages.map((page) => ({ page, client: new Client(new URL(page.url).origin) }));
  }

  /** Reads once, and then on and on if any page answered. */
  async start(): Promise<void> {
    await this.read();
    if (this.answered) this.timer = setInterval(() => this.readUnlessBusy(), this.interval_s * 1000);
  }

  /** Reads once more and tells how far each counter moved; `undefined` where no page ever answered. */
  async stop(): Promise<Record<string, number> | undefined> {
    clearInterval(this.timer);
    await this.reading;
    if (this.answered) await this.read();
    await Promise.all(this.clients.map(({ client }) => client.destroy()));
    if (!this.answered) return undefined;
    const moved = [...this.last].map(([series, value]) => [series, value - (this.first.get(series) ?? 0)] as const);
    return Object.fromEntries(moved.filter(([, delta]) => delta !== 0));
  }

  /** A reading that takes longer than the interval lets the next one out. */
  private readUnlessBusy(): void {
    this.reading ??= this.read().finally(() => {
      this.reading = undefined;
    });
  }

  private async read(): Promise<void> {
    const pages = await Promise.all(this.clients.map(({ page, client }) => readPage(page, client)));
    const samples: Sample[] = [];
    const isFirst = !this.answered;
    for (const text of pages) {
      if (text === undefined) continue;
      const exposition = parseExposition(text);
      samples.push(...exposition.samples);
      for (const sample of exposition.samples) {
        if (!isCounter(sample, exposition.types)) continue;
        if (isFirst) this.first.set(sample.series, sample.value);
        this.last.set(sample.series, sample.value);
      }
      this.answered = true;
    }
    if (this.answered) this.tell(serverColumns(samples));
  }
}

/** The pages that answer, once. */
export async function readPages(pages: readonly Page[]): Promise<string[]> {
  const texts = await Promise.all(
    pages.map(async (page) => {
      const client = new Client(new URL(page.url).origin);
      return readPage(page, client).finally(() => client.destroy());
    }),
  );
  return texts.filter((text) => text !== undefined);
}

/** The page's text; `undefined` where there is no such page. */
async function readPage({ url, headers }: Page, client: Client): Promise<string | undefined> {
  try {
    const { pathname, search } = new URL(url);
    const { statusCode, body } = await get(client, pathname + search, headers, PATIENCE_MS);
    const text = await body.text();
    return statusCode === 200 && text.length < MOST_BYTES ? text : undefined;
  } catch {
    return undefined;
  }
}
