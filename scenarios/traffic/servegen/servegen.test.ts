import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mean, sampleStandardDeviation } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { logGamma, normalCdf, randomStream } from '../../random/index.js';
import { tempFile } from '../../testing/files.js';
import { read, SHARED_TRACES } from '../../testing/traffic.js';
import { openRows } from '../open-rows.js';
import { parseTraffic, type TraceOptions } from '../trace-file.js';
import { gapsOf, weibullShape } from './gaps.js';
import { parsePmf, readPool } from './pool.js';

const WINDOWS = 4;

/** A pool of clients, each with its rates by window; those without histograms lack their dataset. */
function pool(clients: Record<string, { rates: number[]; cv?: number; family?: string; histograms?: string }>): string {
  const folder = `${tempFile('pool', '')}-d`;
  mkdirSync(folder);
  for (const [id, { rates, cv = 1, family = 'Gamma', histograms }] of Object.entries(clients)) {
    const lines = rates.map((rps, w) =>
      rps === 0 ? `${w * 600},0,0,,0,0` : `${w * 600},${rps},${cv},${family},${1 / cv ** 2},1`,
    );
    writeFileSync(join(folder, `chunk-${id}-trace.csv`), `${lines.join('\r\n')}\r\n`);
    if (!histograms) continue;
    const dataset = {
      '0': { input_tokens: histograms, output_tokens: histograms },
      '21600': { input_tokens: '{}', output_tokens: '{}' },
    };
    writeFileSync(join(folder, `chunk-${id}-dataset.json`), JSON.stringify(dataset));
  }
  return folder;
}

const PMF = '{10: 0.25, 20: 0.5, 30.0: 0.25}';
const steady = (rps: number) => Array.from({ length: WINDOWS }, () => rps);
const servegen = (path: string, changes: object = {}) => ({ format: 'servegen', path, ...changes });

function clientsOf(fields: TraceOptions): Map<string, number> {
  const rows = openRows(parseTraffic(fields), 1, (path) => path);
  const counts = new Map<string, number>();
  for (let row = rows.next(); row; row = rows.next()) counts.set(row.client!, (counts.get(row.client!) ?? 0) + 1);
  return counts;
}

describe('reading a pool', () => {
  it('parses Python dicts without evaluating them', () => {
    expect(parsePmf(PMF)).toEqual({ values: [10, 20, 30], weights: [0.25, 0.5, 0.25] });
    expect(parsePmf('{0.1: 1e-3}')).toEqual({ values: [0.1], weights: [0.001] });
    expect(parsePmf('{}').values).toEqual([]);
  });

  it('takes clients by number, and names those without a dataset with their share', () => {
    const path = pool({
      10: { rates: steady(1), histograms: PMF },
      9: { rates: steady(3) },
      2: { rates: steady(0), histograms: PMF },
    });
    expect(readPool(path).clients.map(({ id }) => id)).toEqual(['2', '9', '10']);
    const { provenance, requests } = read(servegen(path));
    expect(provenance.warnings[0]).toContain('9 (75.0 %)');
    expect(requests.length / 2400).toBeCloseTo(1, 0.7);
  });

  it('refuses a folder without clients, a broken line and a span outside', () => {
    expect(() => read(servegen('.'))).toThrow(/holds no chunk-N-trace\.csv/);
    expect(() => read(servegen('nowhere'))).toThrow(/no such trace file/);
    const path = pool({ 1: { rates: steady(1), histograms: PMF } });
    expect(() => read(servegen(path, { span: { start_s: 0, end_s: 9999 } }))).toThrow(/expected a part of 0\.\.2400 s/);
    writeFileSync(join(path, 'chunk-1-trace.csv'), '0,1,1,Pareto,1,1\n');
    expect(() => read(servegen(path))).toThrow(/chunk-1-trace\.csv:1:1: found '0,1,1,Pareto/);
  });
});

describe('generation', () => {
  it('makes the expected number on average, also of rare and bursty clients', () => {
    const path = pool({ 1: { rates: [0.01, 0, 0.02, 0.01], cv: 4, histograms: PMF } });
    const counts = Array.from({ length: 300 }, (_, seed) => openCount(servegen(path), seed));
    expect(Math.abs(mean(counts) - 24)).toBeLessThan((4 * sampleStandardDeviation(counts)) / Math.sqrt(300));
    expect(new Set(counts).size).toBeGreaterThan(10); // a renewal process fluctuates
  });

  it.each([
    [{ constant_rps: 8 }, 19_200],
    [{ scale: 0.5 }, 3600],
    [{ cap_rps: 3 }, 600 * (2 + 3 + 3 + 3)],
  ])('reaches the target %j by all three ways', (rate, expected) => {
    const rates = [2, 4, 3, 3];
    const path = pool(
      Object.fromEntries(
        Array.from({ length: 60 }, (_, i) => [i, { rates: rates.map((r) => r / 60), histograms: PMF }]),
      ),
    );
    for (const scale of ['rate', 'thin', 'clients']) {
      const { length } = read(servegen(path, { rate, scale })).requests;
      expect(Math.abs(length / expected - 1)).toBeLessThan(scale === 'clients' ? 0.25 : 0.06);
    }
  });

  it('sub-samples whole clients', () => {
    const path = pool(
      Object.fromEntries(Array.from({ length: 40 }, (_, i) => [i, { rates: steady(1), histograms: PMF }])),
    );
    const few = clientsOf(servegen(path, { rate: { scale: 0.5 }, scale: 'clients' }));
    expect(few.size).toBeGreaterThan(8);
    expect(few.size).toBeLessThan(32);
    for (const count of few.values()) expect(count / 2400).toBeCloseTo(1, 0.7);
    const many = clientsOf(servegen(path, { rate: { scale: 2 }, scale: 'clients' }));
    expect(many.size).toBe(80);
  });

  it('draws input and output independently unless rho says otherwise', () => {
    const path = pool({ 1: { rates: steady(5), histograms: PMF } });
    const same = (rho: number) => {
      const { requests } = read(servegen(path, { rho }));
      return requests.filter(({ inputTokens, outputTokens }) => inputTokens === outputTokens).length / requests.length;
    };
    expect(same(0)).toBeCloseTo(0.25 ** 2 * 2 + 0.5 ** 2, 1);
    expect(same(1)).toBe(1);
  });

  it('takes a span, from its beginning, and keeps arrivals inside', () => {
    const path = pool({ 1: { rates: [0, 5, 5, 0], histograms: PMF } });
    const { requests } = read(servegen(path, { span: { start_s: 900, end_s: 1500 } }));
    expect(requests.length / 3000).toBeCloseTo(1, 0.9);
    expect(Math.max(...requests.map(({ arrival_s }) => arrival_s))).toBeLessThan(600);
  });
});

function openCount(fields: TraceOptions, seed: number): number {
  const rows = openRows(parseTraffic(fields), seed, (path) => path);
  let count = 0;
  while (rows.next()) count++;
  return count;
}

describe('gaps', () => {
  it.each([0.7, 1, 2, 4])('of a Weibull window have the observed CV %d', (cv) => {
    const k = weibullShape(cv)!;
    const m1 = Math.exp(logGamma(1 + 1 / k));
    expect(Math.sqrt(Math.exp(logGamma(1 + 2 / k)) / m1 ** 2 - 1)).toBeCloseTo(cv, 6);
  });

  it.each(['gamma', 'weibull'] as const)('%s: the residual gap has mean (1 + CV²)/2', (process) => {
    const gaps = gapsOf({ start_s: 0, rps: 1, cv: 2, process, shape: 0.25 });
    const random = randomStream(1, process);
    const residuals = Array.from({ length: 200_000 }, () => gaps.residual(random));
    expect(Math.abs(mean(residuals) - 2.5)).toBeLessThan((5 * sampleStandardDeviation(residuals)) / Math.sqrt(200_000));
  });
});

it('the normal distribution function', () => {
  for (const [z, p] of [
    [0, 0.5],
    [1.96, 0.9750021],
    [-1.2815516, 0.1],
  ] as const)
    expect(normalCdf(z)).toBeCloseTo(p, 6);
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12);
  expect(logGamma(10)).toBeCloseTo(Math.log(362_880), 10);
});

const r1 = join(SHARED_TRACES, 'servegen/data/reason/deepseek-r1');
it.skipIf(!existsSync(r1))(`deepseek-r1 of ${SHARED_TRACES}: an hour has the requests that its rates say`, () => {
  const windows = readPool(r1).clients.flatMap((client) => client.windows.filter(({ start_s }) => start_s < 3600));
  const expected = windows.reduce((sum, { rps }) => sum + rps * 600, 0);
  const { requests, provenance } = read(servegen(r1, { span: { start_s: 0, end_s: 3600 } }));
  expect(provenance.rows_read / expected).toBeCloseTo(1, 1);
  expect(requests.length).toBe(provenance.rows_kept);
});
