import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonl, tempFile } from '../../testing/files.js';
import { droppedRows, read } from '../../testing/traffic.js';

const AZURE = 'TIMESTAMP,ContextTokens,GeneratedTokens\n';
const at = (seconds: number, input = 10, output = 10) =>
  `2024-05-12 00:00:${String(seconds).padStart(2, '0')}Z,${input},${output}`;

const poisson = (changes: object) => ({
  format: 'generated',
  generator: { duration_s: 1000, rate: [{ from_s: 0, rps: 5 }], input_tokens: 100, output_tokens: 10 },
  ...changes,
});

describe('failed rows', () => {
  const path = () => tempFile('f.csv', [AZURE.trim(), at(0, 5, 0), at(1), at(2, 0, 0)].join('\n'));

  it.each([
    ['drop', 1, 1, []],
    ['keep', 3, 3, ['failed rows: keep: 2 rows']],
    ['clamp', 3, 3, ['failed rows: clamp: 2 rows']],
  ])('%s', (failed, kept, requests, transforms) => {
    const { provenance } = read({ format: 'azure', path: path(), failed });
    expect(provenance).toMatchObject({ rows_read: 3, rows_kept: kept, requests, transforms });
    expect(droppedRows(provenance)).toBe(3 - kept);
  });

  it('ask for a token each way when kept: no engine serves none', () => {
    const { requests } = read({ format: 'azure', path: path(), failed: 'keep' });
    expect(requests.map(({ inputTokens, outputTokens }) => [inputTokens, outputTokens])).toEqual([
      [5, 1],
      [10, 10],
      [1, 1],
    ]);
  });
});

describe('order', () => {
  const path = () => tempFile('o.csv', [AZURE.trim(), at(5, 1), at(3, 2), at(5, 3), at(1, 4)].join('\n'));

  it('is demanded of a stream', () => {
    expect(() => read({ format: 'azure', path: path() })).toThrow(
      /request 2 comes 2 s before.*\n.*traffic\.sort: true/,
    );
  });

  it('is made in memory when asked, rows of one time as they came', () => {
    const { requests, provenance } = read({ format: 'azure', path: path(), sort: true });
    expect(requests.map(({ arrival_s, inputTokens }) => [arrival_s, inputTokens])).toEqual([
      [0, 4],
      [2, 2],
      [4, 1],
      [4, 3],
    ]);
    expect(provenance.warnings).toEqual(['2 rows came before the one above them; the trace was sorted']);
  });
});

describe('rate', () => {
  it('by the clock: the same rows in half the time', () => {
    const whole = read(poisson({}));
    const fast = read(poisson({ rate_scale: { factor: 2, mode: 'time' } }));
    expect(fast.requests).toHaveLength(whole.requests.length);
    expect(fast.provenance.span_s).toBeCloseTo(whole.provenance.span_s / 2, 5);
    expect(fast.provenance.transforms).toEqual(['time ÷ 2']);
  });

  it('by clients: all rows of a client or none', () => {
    const rows = Array.from({ length: 2000 }, (_, i) => ({
      arrival_us: i * 1000,
      input_tokens: (i % 50) + 1,
      output_tokens: 1,
      client_id: `c${i % 50}`,
    }));
    const path = jsonl(rows);
    const { requests, provenance } = read({ format: 'headroom', path, rate_scale: { factor: 0.5, mode: 'clients' } });
    const clients = new Map<number, number>();
    for (const { inputTokens } of requests) clients.set(inputTokens, (clients.get(inputTokens) ?? 0) + 1);
    expect(new Set(clients.values())).toEqual(new Set([40]));
    expect(clients.size).toBeGreaterThan(10);
    expect(clients.size).toBeLessThan(40);
    expect(droppedRows(provenance)).toBe(2000 - requests.length);
    expect(() => read(poisson({ rate_scale: { factor: 0.5, mode: 'clients' } }))).toThrow(/rows name no client/);
  });

  it('surges for a while only', () => {
    const { requests, provenance } = read(poisson({ surge: [{ from_s: 200, to_s: 300, factor: 10 }] }));
    const within = (from: number, to: number) =>
      requests.filter(({ arrival_s }) => arrival_s >= from && arrival_s < to).length;
    expect(within(200, 300) / 5000).toBeCloseTo(1, 0.5);
    expect(within(0, 200) / 1000).toBeCloseTo(1, 0.5);
    expect(within(300, 1000) / 3500).toBeCloseTo(1, 0.5);
    expect(provenance.copies).toBe(requests.length - provenance.rows_kept);
  });

  it('warns that repeated prompts are in the cache already', () => {
    const path = jsonl([{ timestamp: 0, input_length: 9, output_length: 1, hash_ids: [1] }]);
    expect(read({ format: 'mooncake', path, rate_scale: 2 }).provenance.warnings[0]).toMatch(/repeat their prompts/);
    expect(read({ format: 'mooncake', path }).provenance.warnings).toEqual([]);
  });

  it('keeps sessions of an open trace whole', () => {
    const header = 'Timestamp,Session ID,Model,Request tokens,Response tokens,Log Type\n';
    const rows = Array.from({ length: 3000 }, (_, i) => `${i},s${i % 300},M,${i + 1},5,Conversation log`);
    const path = tempFile('b.csv', header + rows.join('\n'));
    const { requests } = read({ format: 'burstgpt', path, rate_scale: 0.4 });
    const turns = new Map<string, number>();
    for (const { sessionId } of requests) turns.set(sessionId!, (turns.get(sessionId!) ?? 0) + 1);
    expect(new Set(turns.values())).toEqual(new Set([10]));
    expect(Math.abs(turns.size - 120)).toBeLessThan(45);
  });
});

describe('context limit', () => {
  const path = () =>
    jsonl([
      { timestamp: 0, input_length: 1500, output_length: 10, hash_ids: [1, 2, 3] },
      { timestamp: 1, input_length: 100, output_length: 1000, hash_ids: [1] },
      { timestamp: 2, input_length: 100, output_length: 10, hash_ids: [1] },
    ]);

  it.each([
    ['reject', [100], 2],
    ['truncate', [990, 100], 1],
    ['keep', [1500, 100, 100], 0],
  ])('%s', (overflow, inputs, dropped) => {
    const { requests, provenance } = read({
      format: 'mooncake',
      path: path(),
      max_context: { tokens: 1000, overflow },
    });
    expect(requests.map(({ inputTokens }) => inputTokens)).toEqual(inputs);
    expect(droppedRows(provenance)).toBe(dropped);
    if (overflow === 'truncate') expect(requests[0]!.prefixBlocks).toEqual([1, 2]);
  });
});

it('composes: whatever is asked, rows_read = rows_kept + Σ dropped, in order, numbered from 0', () => {
  const any = fc.record(
    {
      window: fc.constantFrom({ start_s: 100 }, { start_s: 0, end_s: 600 }, { start_s: 300, end_s: 700 }),
      rate_scale: fc.oneof(
        fc.double({ min: 0.1, max: 4, noNaN: true }),
        fc.record({ factor: fc.double({ min: 0.1, max: 4, noNaN: true }), mode: fc.constantFrom('thin', 'time') }),
      ),
      surge: fc.constantFrom([{ from_s: 2, to_s: 9, factor: 10 }], [{ from_s: 0, to_s: 500, factor: 0.3 }]),
      resample: fc.record({ block_s: fc.constantFrom(7, 60, 900), reach: fc.integer({ min: 1, max: 4 }) }),
      max_context: fc.constantFrom({ tokens: 700, overflow: 'reject' }, { tokens: 700, overflow: 'truncate' }),
    },
    { requiredKeys: [] },
  );
  const generator = {
    duration_s: 1000,
    rate: [{ from_s: 0, rps: 3 }],
    input_tokens: { lognormal: { median: 500, sigma: 0.5 } },
    output_tokens: 10,
  };
  fc.assert(
    fc.property(any, fc.integer({ min: 1, max: 1000 }), (top, seed) => {
      const { requests, provenance } = read({ format: 'generated', generator, ...top }, seed);
      expect(provenance.rows_read).toBe(provenance.rows_kept + droppedRows(provenance));
      expect(requests.length).toBe(provenance.rows_kept + provenance.copies);
      requests.forEach(({ id, arrival_s }, i) => {
        expect(id).toBe(i);
        expect(arrival_s).toBeGreaterThanOrEqual(requests[i - 1]?.arrival_s ?? 0);
      });
    }),
    { numRuns: 60 },
  );
});

describe('resample', () => {
  const HOUR = { ...poisson({ resample: { block_s: 10, reach: 2 } }) };

  it('keeps every request within its neighbourhood, and accounts for every row', () => {
    const before = read(poisson({})).requests;
    const { requests, provenance } = read(HOUR);
    expect(provenance.rows_read).toBe(before.length);
    expect(provenance.rows_kept + droppedRows(provenance)).toBe(before.length);
    expect(requests.length).toBe(provenance.rows_kept + provenance.copies);
    expect(provenance.copies).toBeGreaterThan(100);
    const offsets = new Set(before.map(({ arrival_s }) => (arrival_s % 10).toFixed(6)));
    expect(requests.every(({ arrival_s }) => offsets.has((arrival_s % 10).toFixed(6)))).toBe(true);
    expect(requests.every(({ arrival_s }, i) => i === 0 || arrival_s >= requests[i - 1]!.arrival_s)).toBe(true);
  });

  it('keeps the shape: a silence and a burst stay where they were, to within the reach', () => {
    const rate = [
      { from_s: 0, rps: 1 },
      { from_s: 400, rps: 50 },
      { from_s: 500, rps: 1 },
    ];
    const { requests } = read(
      poisson({
        resample: { block_s: 10, reach: 2 },
        generator: { duration_s: 1000, rate, input_tokens: 1, output_tokens: 1 },
      }),
    );
    const rps = (from_s: number, to_s: number) =>
      requests.filter(({ arrival_s }) => arrival_s >= from_s && arrival_s < to_s).length / (to_s - from_s);
    expect(rps(420, 480)).toBeGreaterThan(40);
    expect(rps(0, 380)).toBeLessThan(1.5);
    expect(rps(520, 1000)).toBeLessThan(1.5);
  });

  it('repeats with the seed and differs between seeds', () => {
    fc.assert(
      fc.property(fc.nat(50), (seed) => {
        const times = (of: number) => read(HOUR, of).requests.map(({ arrival_s }) => arrival_s);
        expect(times(seed)).toEqual(times(seed));
        expect(times(seed)).not.toEqual(times(seed + 1));
      }),
      { numRuns: 3 },
    );
  });
});
