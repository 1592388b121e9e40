import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { mean, sampleStandardDeviation } from 'simple-statistics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTraffic, type TrafficRequest, type TrafficSpec } from '../index.js';
import { parseTimestamp_us } from './read/timestamp.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-traffic-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

type Read = { requests: TrafficRequest[]; provenance: ReturnType<ReturnType<typeof openTraffic>['provenance']> };

function read(spec: TrafficSpec, seed = 1): Read {
  const traffic = openTraffic(spec, seed, (path) => path);
  return { requests: [...traffic.requests], provenance: traffic.provenance() };
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function azure(text: string, changes: Partial<Extract<TrafficSpec, { format: 'azure' }>> = {}): Read {
  return read({ format: 'azure', path: file('trace.csv', text), rate_scale: 1, ...changes });
}

function mooncake(rows: readonly object[], changes: Partial<Extract<TrafficSpec, { format: 'mooncake' }>> = {}): Read {
  const path = file('trace.jsonl', rows.map((row) => JSON.stringify(row)).join('\n'));
  return read({ format: 'mooncake', path, rate_scale: 1, dequantise: false, block_tokens: 512, ...changes });
}

describe('time stamps', () => {
  it.each([
    ['2023-11-16 18:15:46.6805900', Date.UTC(2023, 10, 16, 18, 15, 46) * 1000 + 680_590],
    ['2024-05-10 00:00:00.009930+00:00', Date.UTC(2024, 4, 10) * 1000 + 9930],
    ['2024-05-12 00:00:00+00:00', Date.UTC(2024, 4, 12) * 1000],
    ['2024-10-15T12:00:00.269Z', Date.UTC(2024, 9, 15, 12) * 1000 + 269_000],
    ['2024-05-12 02:00:00+02:00', Date.UTC(2024, 4, 12) * 1000],
    ['2024-05-11 19:30:00-0430', Date.UTC(2024, 4, 12) * 1000],
  ])('%s', (text, expected_us) => expect(parseTimestamp_us(text)).toBe(expected_us));

  it.each(['', '12', '2023-02-30 10:00:00', '2023-11-16', '2023-11-16 25:00:00', 'yesterday'])(
    "'%s' is none",
    (text) => {
      expect(parseTimestamp_us(text)).toBeUndefined();
    },
  );
});

describe('Azure CSV', () => {
  it('reads CRLF without a last newline, to the last row', () => {
    const { requests } = azure(
      'TIMESTAMP,ContextTokens,GeneratedTokens\r\n2023-11-16 18:15:46.6805900,374,44\r\n2023-11-16 18:15:50.9951690,396,109',
    );
    expect(requests).toEqual([
      { id: 0, arrival_s: 0, inputTokens: 374, outputTokens: 44 },
      { id: 1, arrival_s: 4.314579, inputTokens: 396, outputTokens: 109 },
    ]);
  });

  it('finds columns by name behind a BOM, in any order, and names the ones it does not use', () => {
    const { requests, provenance } = azure(
      '\uFEFFGeneratedTokens,Model,TIMESTAMP,ContextTokens\n5,gpt,2024-05-12 00:00:00+00:00,7.0\n',
    );
    expect(requests[0]).toMatchObject({ inputTokens: 7, outputTokens: 5 });
    expect(provenance.warnings).toEqual(['columns not used: Model']);
  });

  it('leaves rows without tokens out, and counts them', () => {
    const { requests, provenance } = azure(
      'TIMESTAMP,ContextTokens,GeneratedTokens\n2024-05-12 00:00:00Z,5,0\n2024-05-12 00:00:01Z,5,5\n',
    );
    expect(requests).toHaveLength(1);
    expect(provenance).toMatchObject({ rows_read: 2, requests: 1, dropped: { 'zero tokens': 1 } });
  });

  it('keeps exact duplicates', () => {
    expect(
      azure('TIMESTAMP,ContextTokens,GeneratedTokens\n2024-05-12 00:00:00Z,5,5\n2024-05-12 00:00:00Z,5,5\n').requests,
    ).toHaveLength(2);
  });

  it('reads across the borders of its chunks', () => {
    const rows = Array.from(
      { length: 20_000 },
      (_, i) => `2024-05-12 00:00:00.${String(i).padStart(6, '0')}+00:00,${i + 1},1`,
    );
    const { requests } = azure(`TIMESTAMP,ContextTokens,GeneratedTokens\n${rows.join('\r\n')}`);
    expect(requests.map(({ inputTokens }) => inputTokens)).toEqual(rows.map((_, i) => i + 1));
  });
});

describe('Mooncake JSONL', () => {
  it('carries prefix blocks; an empty list means unknown', () => {
    const { requests } = mooncake([
      { timestamp: 0, input_length: 600, output_length: 5, hash_ids: [0, 1] },
      { timestamp: 1500, input_length: 600, output_length: 5, hash_ids: [] },
    ]);
    expect(requests[0]?.prefixBlocks).toEqual([0, 1]);
    expect(requests[1]).toEqual({ id: 1, arrival_s: 1.5, inputTokens: 600, outputTokens: 5 });
  });

  const binned = Array.from({ length: 300 }, (_, i) => ({
    timestamp: Math.floor(i / 10) * 3000,
    input_length: i + 1,
    output_length: 1,
  }));

  it('spreads a coarse clock over its quantum, in order, each row inside its bin', () => {
    const { requests, provenance } = mooncake(binned, { dequantise: true });
    expect(provenance.transforms).toEqual(['dequantise 3 s']);
    expect(provenance.warnings[0]).toContain('every 3 s');
    requests.forEach(({ arrival_s, inputTokens }, i) => {
      expect(inputTokens).toBe(i + 1);
      expect(Math.floor(arrival_s / 3)).toBe(Math.floor(i / 10));
    });
    expect(new Set(requests.map(({ arrival_s }) => arrival_s)).size).toBeGreaterThan(290);
  });

  it('leaves a fine clock alone', () => {
    const fine = binned.map((row, i) => ({ ...row, timestamp: i * 100 }));
    expect(mooncake(fine, { dequantise: true }).provenance.transforms).toEqual([]);
  });

  it('replays raw when asked', () => {
    expect(mooncake(binned).requests[9]?.arrival_s).toBe(0);
  });
});

type Generated = Extract<TrafficSpec, { format: 'generated' }>;
const generated = (changes: Partial<Generated['generator']> = {}): Generated => ({
  format: 'generated',
  rate_scale: 1,
  generator: {
    duration_s: 2000,
    rate: [{ from_s: 0, rps: 5 }],
    arrivals: { process: 'poisson' },
    input_tokens: [
      [0, 100],
      [0.5, 200],
      [1, 1000],
    ],
    output_tokens: [
      [0, 1],
      [1, 1],
    ],
    ...changes,
  },
});

describe('generated traffic', () => {
  it('repeats by seed; the arrivals do not depend on the lengths', () => {
    const other = generated({
      input_tokens: [
        [0, 1],
        [1, 2],
      ],
    });
    expect(read(generated()).requests).toEqual(read(generated()).requests);
    expect(read(generated(), 2).requests).not.toEqual(read(generated()).requests);
    expect(read(other).requests.map(({ arrival_s }) => arrival_s)).toEqual(
      read(generated()).requests.map(({ arrival_s }) => arrival_s),
    );
  });

  it('follows the rate, and skips silence', () => {
    const { requests } = read(
      generated({
        rate: [
          { from_s: 0, rps: 10 },
          { from_s: 500, rps: 0 },
          { from_s: 1500, rps: 2 },
        ],
      }),
    );
    const within = (from: number, to: number) =>
      requests.filter(({ arrival_s }) => arrival_s >= from && arrival_s < to).length;
    expect(Math.abs(within(0, 500) - 5000)).toBeLessThan(4 * Math.sqrt(5000));
    expect(within(500, 1500)).toBe(0);
    expect(Math.abs(within(1500, 2000) - 1000)).toBeLessThan(4 * Math.sqrt(1000));
  });

  it.each([
    [{ process: 'poisson' } as const, 1],
    [{ process: 'gamma', shape: 0.25 } as const, 2],
    [{ process: 'gamma', shape: 4 } as const, 0.5],
  ])('gaps of %j have a coefficient of variation of %d', (arrivals, cv) => {
    const { requests } = read(generated({ arrivals }));
    const gaps = requests.slice(1).map(({ arrival_s }, i) => arrival_s - requests[i]!.arrival_s);
    expect(sampleStandardDeviation(gaps) / mean(gaps)).toBeCloseTo(cv, 0.7);
  });

  it('draws lengths from its quantile table', () => {
    const lengths = read(generated()).requests.map(({ inputTokens }) => inputTokens);
    expect(mean(lengths) / 375).toBeCloseTo(1, 1);
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(100);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(1000);
  });
});

it('window and rate keep order, number from 0 and account for every row', () => {
  const window = fc.record({
    start_s: fc.integer({ min: 0, max: 900 }),
    length_s: fc.integer({ min: 100, max: 1000 }),
  });
  fc.assert(
    fc.property(window, fc.double({ min: 0.05, max: 3.5, noNaN: true }), ({ start_s, length_s }, rate_scale) => {
      const { requests, provenance } = read({
        ...generated(),
        rate_scale,
        window: { start_s, end_s: start_s + length_s },
      });
      requests.forEach(({ id, arrival_s }, i) => {
        expect(id).toBe(i);
        expect(arrival_s).toBeGreaterThanOrEqual(i === 0 ? 0 : requests[i - 1]!.arrival_s);
        expect(arrival_s).toBeLessThan(length_s);
      });
      const dropped = Object.values(provenance.dropped).reduce((sum, rows) => sum + rows, 0);
      expect(provenance.rows_read).toBe(provenance.rows_kept + dropped);
      expect(requests.length).toBe(provenance.rows_kept + provenance.copies);
      const expected = 5 * rate_scale * length_s;
      expect(Math.abs(requests.length - expected)).toBeLessThan(6 * Math.sqrt(expected * Math.max(1, rate_scale)));
    }),
    { numRuns: 40 },
  );
});

const shared = '../shared/data/traces';
describe.skipIf(!existsSync(shared))(`the public traces in ${shared}`, () => {
  it('Azure 2023 conversation is accounted for exactly', () => {
    const { provenance, requests } = read({
      format: 'azure',
      path: join(shared, 'azure2023/AzureLLMInferenceTrace_conv.csv'),
      rate_scale: 1,
    });
    expect(provenance).toMatchObject({ requests: 19_366, input_tokens: 22_361_870, output_tokens: 4_088_665 });
    const vidur = readFileSync(join(shared, 'vidur/splitwise_conv.csv'), 'utf8').trim().split('\n').slice(1);
    vidur.forEach((line, i) => expect(requests[i]!.arrival_s).toBeCloseTo(Number(line.split(',')[0]), 5));
  });

  it('Mooncake conversation is accounted for exactly', () => {
    const path = join(shared, 'mooncake/conversation_trace.jsonl');
    const { provenance } = read({ format: 'mooncake', path, rate_scale: 1, dequantise: true, block_tokens: 512 });
    expect(provenance).toMatchObject({
      requests: 12_031,
      input_tokens: 144_793_823,
      output_tokens: 4_122_048,
      transforms: ['dequantise 3 s'],
    });
  });

  it('Azure 2024 rows are read in both of their forms', () => {
    const path = join(shared, 'azure2024/AzureLLMInferenceTrace_conv_1week.head5tail5.csv');
    expect(read({ format: 'azure', path, rate_scale: 1 }).requests).toHaveLength(10);
  });
});
