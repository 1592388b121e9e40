import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exponential, gamma, randomStream, weibull } from '../../random/index.js';
import { jsonl } from '../../testing/files.js';
import { SHARED_TRACES } from '../../testing/traffic.js';
import { openRows } from '../open-rows.js';
import { parseTraffic, type TraceOptions } from '../trace-file.js';
import { gapFits } from './gap-fits.js';
import { incompleteGamma } from './incomplete-gamma.js';
import { LengthCounts } from './length-counts.js';
import { LruBlocks } from './lru-blocks.js';
import { tracePicture } from './picture.js';
import { inspectRows } from './statistics.js';
import { statisticsTable } from './table.js';

const inspect = (fields: TraceOptions) => inspectRows(openRows(parseTraffic(fields), 1, (path) => path));

describe('length counts', () => {
  it('give the quantiles of the sorted lengths', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(20_000), { minLength: 1 }),
        fc.double({ min: 0.001, max: 1, noNaN: true }),
        (lengths, p) => {
          const counts = new LengthCounts();
          for (const length of lengths) counts.add(length);
          const sorted = [...lengths].sort((a, b) => a - b);
          expect(counts.quantile(p)).toBe(sorted[Math.ceil(p * lengths.length) - 1]);
          expect(counts.bins(2).reduce((sum, bin) => sum + bin, 0)).toBe(lengths.length);
        },
      ),
    );
  });
});

describe('fits', () => {
  const draw = (sampler: (random: ReturnType<typeof randomStream>) => number) => {
    const random = randomStream(5, 'fits');
    return Array.from({ length: 20_000 }, () => sampler(random));
  };

  it('find the shape they were drawn with', () => {
    const [, gammaFit] = gapFits(draw((random) => 7 * gamma(random, 0.4)))!;
    const [, , weibullFit] = gapFits(draw((random) => 7 * weibull(random, 0.6)))!;
    const [exponentialFit] = gapFits(draw(exponential))!;
    expect(gammaFit!.shape! / 0.4).toBeCloseTo(1, 1);
    expect(weibullFit!.shape! / 0.6).toBeCloseTo(1, 1);
    for (const { ks } of [gammaFit!, weibullFit!, exponentialFit!]) expect(ks).toBeLessThan(1.95 / Math.sqrt(20_000));
  });

  it('are not made of a coarse clock', () =>
    expect(gapFits([0, 0, 0, ...draw(exponential).slice(0, 6)])).toBeUndefined());

  it('use the incomplete gamma function', () => {
    expect(incompleteGamma(1, 2)).toBeCloseTo(1 - Math.exp(-2), 12);
    expect(incompleteGamma(3, 10)).toBeCloseTo(1 - Math.exp(-10) * (1 + 10 + 50), 12);
    expect(incompleteGamma(0.5, 0.25)).toBeCloseTo(0.5204998778, 9); // erf(0.5)
  });
});

it('an LRU cache agrees with a list', () => {
  const requests = fc.array(fc.array(fc.nat(12), { minLength: 1, maxLength: 6 }), { maxLength: 60 });
  fc.assert(
    fc.property(requests, fc.integer({ min: 1, max: 9 }), (all, capacity) => {
      const cache = new LruBlocks(capacity);
      let list: number[] = [];
      let hits = 0;
      for (const blocks of all) {
        const miss = blocks.findIndex((block) => !list.includes(block));
        hits += miss < 0 ? blocks.length : miss;
        for (const block of blocks) list = [...list.filter((cached) => cached !== block), block].slice(-capacity);
        cache.request(blocks);
        expect(cache.hits).toBe(hits);
      }
    }),
  );
});

it('tells sessions, classes and waits; the table and the picture keep to their width', () => {
  const rows = [
    { arrival_us: 0, input_tokens: 10, output_tokens: 5, session_id: 'a', slo_class: 'chat' },
    { input_tokens: 30, output_tokens: 5, session_id: 'a', after: { request_id: 'prev', think_us: 1000 } },
    { arrival_us: 5e6, input_tokens: 7, output_tokens: 5 },
  ];
  const { statistics, shape } = inspect({ format: 'headroom', path: jsonl(rows) });
  expect(statistics).toMatchObject({
    requests: 3,
    span_s: 5,
    classes: { chat: 1 },
    sessions: { sessions: 1, requests: 2, longest: 2, waiting_turns: 1 },
  });
  expect(statisticsTable(statistics)).toMatch(/^sessions +1 with 2 requests, longest 2, 1 wait/m);
  const lines = tracePicture(shape, 80).split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(lines.join('\n')).toContain('█');
});

describe.skipIf(!existsSync(SHARED_TRACES))(`the published figures, on ${SHARED_TRACES}`, () => {
  it('Azure 2023 conversation', () => {
    const path = join(SHARED_TRACES, 'azure2023/AzureLLMInferenceTrace_conv.csv');
    const { statistics } = inspect({ format: 'azure', path });
    expect(statistics.mean_rps).toBeCloseTo(5.53, 2);
    expect(statistics.bins.map(({ max }) => max)).toEqual([16, 98, 507]);
    expect(statistics.bins.map(({ idc }) => Number(idc.toPrecision(3)))).toEqual([1.39, 3.86, 16.1]);
    expect(statistics.gaps).toMatchObject({ cv: expect.closeTo(1.094, 3), longest_s: expect.closeTo(4.3, 1) });
    expect(statistics.gaps.fits).toEqual([
      { family: 'exponential', ks: expect.closeTo(0.022, 3) },
      { family: 'gamma', shape: expect.closeTo(0.871, 3), ks: expect.closeTo(0.017, 3) },
      { family: 'weibull', shape: expect.closeTo(0.922, 3), ks: expect.closeTo(0.017, 3) },
    ]);
    expect(statistics.input_tokens).toMatchObject({ p50: 1020, p90: 2735, p99: 4142, max: 14_050 });
    expect(statistics.output_tokens).toMatchObject({ p50: 129, p90: 424, p99: 601, max: 1000 });
    expect(statistics.correlation).toEqual({ pearson: expect.closeTo(-0.112, 3), spearman: expect.closeTo(0.073, 3) });
  });

  const mooncake = { format: 'mooncake', path: join(SHARED_TRACES, 'mooncake/conversation_trace.jsonl') };

  it('Mooncake conversation, raw: the herd of its clock, and prefix reuse', () => {
    const { statistics } = inspect({ ...mooncake, dequantise: false });
    expect(statistics.bins.map(({ max }) => max)).toEqual([28, 67, 247]);
    expect(statistics.bins[0]!.idc).toBeCloseTo(7.9, 1);
    expect(statistics.bins[1]!.idc).toBeCloseTo(2.1, 1);
    expect(statistics.gaps.cv).toBeCloseTo(3.03, 2);
    expect(statistics.gaps.zero_share).toBeCloseTo(10_851 / 12_030, 9);
    expect(statistics.reuse).toMatchObject({
      unique_blocks: 182_790,
      block_hit_ratio: expect.closeTo(0.366, 3),
      token_hit_ratio: expect.closeTo(0.374, 3),
    });
    const lru = statistics.reuse!.lru.map(({ block_hit_ratio }) => block_hit_ratio);
    [0.045, 0.11, 0.211, 0.326, 0.355, 0.364].forEach((ratio, i) =>
      expect(Math.abs(lru[i]! - ratio)).toBeLessThan(0.001),
    );
  });

  it('Mooncake conversation, spread over its ticks, is near Poisson', () => {
    const { statistics } = inspect(mooncake);
    expect(statistics.gaps.cv).toBeCloseTo(1.01, 1);
    expect(statistics.bins[0]!.idc).toBeLessThan(1.3);
  });
});
