import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { mean, quantile, sampleStandardDeviation } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../random/index.js';
import { tempFile } from '../../testing/files.js';
import { read, SHARED_TRACES } from '../../testing/traffic.js';
import { lengthSampler } from './lengths.js';
import { SharedPrefixes } from './prefix-blocks.js';

const base = { duration_s: 2000, rate: [{ from_s: 0, rps: 5 }], input_tokens: 100, output_tokens: 10 };
const generated = (changes: object) => ({ format: 'generated', generator: { ...base, ...changes } });

describe('lengths', () => {
  const draw = (spec: Parameters<typeof lengthSampler>[0], count = 40_000) => {
    const random = randomStream(3, 'lengths');
    const sample = lengthSampler(spec);
    return Array.from({ length: count }, () => sample(random));
  };

  it('are lognormal by their median, alike with a bound and without', () => {
    const free = draw({ lognormal: { median: 500, sigma: 0.8 } });
    const bounded = draw({ lognormal: { median: 500, sigma: 0.8, max: 4000 } });
    for (const p of [0.1, 0.5, 0.9]) {
      const expected = 500 * Math.exp(0.8 * { 0.1: -1.2816, 0.5: 0, 0.9: 1.2816 }[p]!);
      expect(quantile(free, p) / expected).toBeCloseTo(1, 1);
      expect(quantile(bounded, p) / expected).toBeCloseTo(1, 1);
    }
    expect(Math.max(...bounded)).toBe(4000);
    expect(Math.min(...draw({ lognormal: { median: 1, sigma: 3 } }))).toBe(1);
  });

  it('follow a histogram of any weights, in any order', () => {
    const sample = draw({
      histogram: [
        [300, 1],
        [7, 2],
        [50, 1],
        [9, 0],
      ],
    });
    const share = (tokens: number) => sample.filter((length) => length === tokens).length / sample.length;
    expect(share(7)).toBeCloseTo(0.5, 1);
    expect(share(50)).toBeCloseTo(0.25, 1);
    expect(share(9)).toBe(0);
    expect(share(7) + share(50) + share(300)).toBeCloseTo(1, 9);
  });
});

describe('gaps', () => {
  it.each([
    [{ process: 'weibull', shape: 0.5 }, Math.sqrt(5)],
    [{ process: 'weibull', shape: 1 }, 1],
  ])('%j have the coefficient of variation %d', (arrivals, cv) => {
    const { requests } = read(generated({ arrivals, duration_s: 8000 }));
    const gaps = requests.slice(1).map(({ arrival_s }, i) => arrival_s - requests[i]!.arrival_s);
    expect(mean(gaps) * 5).toBeCloseTo(1, 0.9);
    expect(sampleStandardDeviation(gaps) / mean(gaps) / cv).toBeCloseTo(1, 0.9);
  });

  it('may be constant', () => {
    const { requests } = read(generated({ arrivals: { process: 'constant' }, duration_s: 2 }));
    expect(requests.map(({ arrival_s }) => arrival_s)).toEqual([0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.4, 1.6, 1.8]);
  });
});

describe('classes', () => {
  it('share a rate, or bring their own', () => {
    const kind = { output_tokens: 10 };
    const { requests } = read({
      format: 'generated',
      generator: {
        duration_s: 4000,
        rate: base.rate,
        classes: [
          { name: 'chat', share: 0.8, input_tokens: 10, ...kind },
          { name: 'agent', share: 0.2, input_tokens: 20, ...kind },
          { name: 'batch', rate: [{ from_s: 0, rps: 1 }], input_tokens: 30, ...kind },
        ],
      },
    });
    const count = (name: string) => requests.filter((request) => request.class === name).length;
    expect(count('chat') / 16_000).toBeCloseTo(1, 1);
    expect(count('agent') / 4000).toBeCloseTo(1, 1);
    expect(count('batch') / 4000).toBeCloseTo(1, 1);
    expect(requests.every(({ arrival_s }, i) => arrival_s >= (requests[i - 1]?.arrival_s ?? 0))).toBe(true);
    expect(requests.find((request) => request.class === 'batch')!.inputTokens).toBe(30);
  });
});

describe('a rate file', () => {
  it('gives windows by time stamp or second, by minute or second', () => {
    const minutes = tempFile(
      'r.csv',
      'window_start_utc,window_seconds,requests_per_minute_est\n2024-05-12 00:00:00,600,600\n2024-05-12 00:10:00,600,60\n',
    );
    const { requests, provenance } = read(generated({ rate: { path: minutes, scale: 0.5 }, duration_s: 5000 }));
    const within = (from: number, to: number) =>
      requests.filter(({ arrival_s }) => arrival_s >= from && arrival_s < to).length;
    expect(within(0, 600) / 3000).toBeCloseTo(1, 1);
    expect(within(600, 1200) / 300).toBeCloseTo(1, 0.6);
    expect(within(1200, 5000)).toBe(0);
    expect(provenance.file?.sha256).toMatch(/^[0-9a-f]{64}$/);
    const seconds = tempFile('r.csv', 'window_start_s,rps\n0,10\n10,0\n20,10\n');
    const again = read(generated({ rate: { path: seconds }, duration_s: 5000 })).requests;
    expect(again.some(({ arrival_s }) => arrival_s >= 10 && arrival_s < 20)).toBe(false);
    expect(again.at(-1)!.arrival_s).toBeLessThan(30);
  });

  it.each([
    ['another header', 'time,rate\n0,1\n10,1\n', /:1:1: found the header 'time,rate'/],
    ['a word', 'window_start_s,rps\n0,1\n10,many\n', /:3:1: found '10,many'/],
    ['one window', 'window_start_s,rps\n0,1\n', /found 1 windows; expected two or more/],
    ['windows out of order', 'window_start_s,rps\n10,1\n0,1\n', /expected windows in order of time/],
  ])('refuses %s', (_name, text, message) => {
    expect(() => read(generated({ rate: { path: tempFile('r.csv', text) } }))).toThrow(message);
  });

  const profile = join(SHARED_TRACES, 'azure2024/DERIVED_azure2024_conv_rate_profile_10min.csv');
  it.skipIf(!existsSync(profile))(`of ${SHARED_TRACES} has the week's 27.3 million requests`, () => {
    const { requests } = read(generated({ rate: { path: profile, scale: 0.001 }, duration_s: 7 * 86_400 }));
    expect(requests.length / 27_304).toBeCloseTo(1, 1);
  });
});

it('prefix blocks are shared where they lie whole inside the prefix', () => {
  const prefixes = new SharedPrefixes(16);
  const [a, b, other] = [prefixes.blocks('g', 40, 60), prefixes.blocks('g', 40, 70), prefixes.blocks('h', 40, 60)];
  expect(a).toHaveLength(4);
  expect(b.slice(0, 2)).toEqual(a.slice(0, 2));
  expect(new Set([...a, ...b, ...other]).size).toBe(4 + 5 + 4 - 2);
});
