import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { SourceSpec } from '../../scenarios/index.js';
import { startFakePage } from '../testing/fake-page.js';
import { FakePrometheus } from '../testing/fake-prometheus.js';
import { openSource } from './open-source.js';
import { ScrapeSource } from './scrape-source.js';

const COMMON = { dialect: 'nv', labels: {}, timeout_s: 5 } as const;

/** Paths of a file in this folder. */
const from = (folder: string) => (path: string) => join(folder, path);

describe('a Prometheus', () => {
  it('is asked where the file says, for the era of the file', async () => {
    const prometheus = await new FakePrometheus().start();
    const spec = { ...COMMON, kind: 'prometheus', url: `${prometheus.url}/`, retries: 0 } as SourceSpec;
    const source = openSource(spec, 60, from('/'));
    onTestFinished(async () => {
      await source.close();
      await prometheus.close();
    });
    expect(source.name).toBe(`prometheus ${prometheus.url}/`);
    expect(await source.read(60)).toEqual({});
    expect(prometheus.queries).toContain('increase(nv_llm_http_service_requests_total[60s])');
  });

  it('is asked nothing before the first reading', async () => {
    const prometheus = await new FakePrometheus().start();
    const source = openSource(
      { ...COMMON, kind: 'prometheus', url: prometheus.url, retries: 0 } as SourceSpec,
      60,
      from('/'),
    );
    await source.close();
    await prometheus.close();
    expect(prometheus.queries).toEqual([]);
  });
});

it('a scrape begins at once, with the token of a file beside the planner’s own', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-open-'));
  writeFileSync(join(folder, 'token'), 'made-up\n');
  const page = await startFakePage();
  const spec = {
    ...COMMON,
    kind: 'scrape',
    urls: [page.url],
    scrape_interval_s: 3600,
    token_file: 'token',
    workers: { decode: { labels: {} }, prefill: undefined },
  } as unknown as SourceSpec;
  const source = openSource(spec, 60, from(folder)) as ScrapeSource;
  onTestFinished(async () => {
    await source.close();
    await page.close();
    rmSync(folder, { recursive: true });
  });
  expect(source).toBeInstanceOf(ScrapeSource);
  page.show = 'vllm:num_requests_running{pod="a"} 1\n';
  await source.scrape();
  expect(page.authorizations).toContain('Bearer made-up');
  expect((await source.read(60)).workersDetail).toEqual({ decode: [{ id: 'a', running: 1 }] });
});

it.each(['token_file', 'ca_file'])('a %s that is not there is told under its resolved path', (option) => {
  const spec = {
    ...COMMON,
    kind: 'prometheus',
    url: 'http://127.0.0.1:1',
    retries: 0,
    [option]: 'absent',
  } as SourceSpec;
  expect(() => openSource(spec, 60, from('/no/such/folder'))).toThrow(
    expect.objectContaining({
      code: 'HR_TARGET_INVALID',
      message: expect.stringContaining('/no/such/folder/absent') as string,
    }),
  );
});
