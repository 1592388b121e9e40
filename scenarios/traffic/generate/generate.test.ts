import { describe, expect, it } from 'vitest';
import { tempFile } from '../../testing/files.js';
import { meanOf } from '../../testing/sample.js';
import { read } from '../../testing/traffic.js';
import { newAccount } from '../account.js';
import type { TraceRow } from '../trace-row.js';
import { generatedSource } from './generate.js';

const base = { duration_s: 1000, rate: [{ from_s: 0, rps: 5 }], input_tokens: 100, output_tokens: 10 };
const generated = (changes: object = {}) => ({ format: 'generated', generator: { ...base, ...changes } });
const times = (changes: object, seed = 1) => read(generated(changes), seed).requests.map(({ arrival_s }) => arrival_s);
const within = (all: readonly number[], from: number, to: number) =>
  all.filter((time) => time >= from && time < to).length;
const varied = { lognormal: { median: 500, sigma: 1 } };

describe('generated traffic', () => {
  it('repeats by seed', () => {
    expect(read(generated({ input_tokens: varied })).requests).toEqual(
      read(generated({ input_tokens: varied })).requests,
    );
    expect(times({}, 1)).not.toEqual(times({}, 2));
  });

  it('has streams that do not know each other: other lengths change no arrival, another rate no length', () => {
    expect(times({ input_tokens: varied, output_tokens: varied })).toEqual(times({}));
    const inputs = (rps: number) =>
      read(generated({ rate: [{ from_s: 0, rps }], input_tokens: varied }))
        .requests.slice(0, 500)
        .map(({ inputTokens }) => inputTokens);
    expect(inputs(1)).toEqual(inputs(20));
  });

  it('follows its rate, and skips silence', () => {
    const rate = [
      { from_s: 0, rps: 10 },
      { from_s: 250, rps: 0 },
      { from_s: 750, rps: 2 },
    ];
    const all = times({ rate });
    expect(Math.abs(within(all, 0, 250) - 2500)).toBeLessThan(5 * Math.sqrt(2500));
    expect(within(all, 250, 750)).toBe(0);
    expect(Math.abs(within(all, 750, 1000) - 500)).toBeLessThan(5 * Math.sqrt(500));
  });

  it('ends with its duration', () => {
    expect(Math.max(...times({}))).toBeLessThan(1000);
    expect(times({ arrivals: { process: 'constant' }, duration_s: 1 })).toEqual([0.2, 0.4, 0.6, 0.8]);
  });

  it('takes its rate from a file', () => {
    const path = tempFile('r.csv', 'window_start_s,rps\n0,10\n100,0\n200,10\n');
    const all = times({ rate: { path } });
    expect(within(all, 100, 200)).toBe(0);
    expect(Math.abs(within(all, 0, 1000) - 2000)).toBeLessThan(5 * Math.sqrt(2000));
    expect(Math.max(...all)).toBeLessThan(300);
  });

  it('comes a few rows at a time, so that no live load waits for one that is far away', () => {
    const spec = { ...base, arrivals: { process: 'poisson' as const } };
    const source = generatedSource(spec, 1, (path) => path, newAccount());
    const rows: TraceRow[] = [];
    expect(source.pump((row) => void rows.push(row))).toBe(true);
    expect(rows.length).toBeLessThanOrEqual(64);
    while (source.pump((row) => void rows.push(row)));
    expect(rows.length).toBeGreaterThan(4500);
    expect(source.pump((row) => void rows.push(row))).toBe(false);
  });
});

describe('classes', () => {
  const kind = { input_tokens: 10, output_tokens: 10 };
  const own = { rate: [{ from_s: 0, rps: 1 }] };
  const classes = (list: object[], changes: object = {}) => ({
    format: 'generated',
    generator: { duration_s: 2000, classes: list, ...changes },
  });
  const chat = { name: 'chat', share: 0.8, ...kind };
  const agent = { name: 'agent', share: 0.2, ...kind, input_tokens: 20 };
  const batch = { name: 'batch', ...own, ...kind, input_tokens: 30 };

  it('share a rate, or bring their own', () => {
    const { requests } = read(classes([chat, agent, batch], { rate: base.rate }));
    const count = (name: string) => requests.filter((request) => request.class === name).length;
    expect(Math.abs(count('chat') - 8000)).toBeLessThan(5 * Math.sqrt(8000));
    expect(Math.abs(count('agent') - 2000)).toBeLessThan(5 * Math.sqrt(2000));
    expect(Math.abs(count('batch') - 2000)).toBeLessThan(5 * Math.sqrt(2000));
    expect(requests.every(({ arrival_s }, i) => arrival_s >= (requests[i - 1]?.arrival_s ?? 0))).toBe(true);
    expect(new Set(requests.map((request) => `${request.class} ${request.inputTokens}`))).toEqual(
      new Set(['chat 10', 'agent 20', 'batch 30']),
    );
  });

  it('with rates of their own do not touch each other', () => {
    const other = { name: 'other', rate: [{ from_s: 0, rps: 3 }], ...kind };
    const batchTimes = (list: object[]) =>
      read(classes(list)).requests.flatMap((request) => (request.class === 'batch' ? [request.arrival_s] : []));
    expect(batchTimes([batch, other])).toEqual(batchTimes([batch]));
  });

  it('have the process of the generator, or their own', () => {
    const gaps = (list: object[], changes: object) => {
      const all = read(classes(list, changes)).requests.map(({ arrival_s }) => arrival_s);
      return new Set(all.slice(1).map((time, i) => Math.round((time - all[i]!) * 1e3)));
    };
    const constant = { arrivals: { process: 'constant' } };
    expect(gaps([batch], constant)).toEqual(new Set([1000]));
    expect(gaps([{ ...batch, ...constant }], {})).toEqual(new Set([1000]));
    expect(gaps([{ ...batch, arrivals: { process: 'poisson' } }], constant).size).toBeGreaterThan(100);
  });

  it('that come at one instant come in the order of the file', () => {
    const constant = { arrivals: { process: 'constant' } };
    const { requests } = read(classes([batch, { ...batch, name: 'b' }], { ...constant, duration_s: 3 }));
    expect(requests.map((request) => request.class)).toEqual(['batch', 'b', 'batch', 'b']);
  });

  it('have lengths of their own', () => {
    const { requests } = read(
      classes([
        { ...batch, input_tokens: varied },
        { ...batch, name: 'b', input_tokens: 7 },
      ]),
    );
    const of = (name: string) =>
      requests.filter((request) => request.class === name).map(({ inputTokens }) => inputTokens);
    expect(meanOf(of('b'))).toBe(7);
    expect(meanOf(of('batch'))).toBeGreaterThan(500);
  });
});

describe('traffic for ever', () => {
  it('has these requests under this seed: runs of old records repeat', () => {
    const { requests, provenance } = read({ format: 'generated', generator: { ...base, input_tokens: varied } }, 7);
    expect(requests.slice(0, 3)).toEqual([
      { id: 0, arrival_s: 0.614441, inputTokens: 608, outputTokens: 10 },
      { id: 1, arrival_s: 0.694242, inputTokens: 209, outputTokens: 10 },
      { id: 2, arrival_s: 0.776272, inputTokens: 441, outputTokens: 10 },
    ]);
    expect([provenance.requests, provenance.input_tokens]).toEqual([4934, 4_082_764]);
  });
});
