import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countersOf, DIALECTS, type DialectName, frontendFigures } from './dialects.js';

const NAMES = Object.keys(DIALECTS) as DialectName[];

/** Rises by counter; whatever is not named has no series. */
const rises =
  (values: Readonly<Record<string, number>>) =>
  (counter: string): number | undefined =>
    values[counter];

describe('the counters of an era', () => {
  it('0.4.0 names five histograms and the requests that ended', () => {
    expect(countersOf(DIALECTS.nv)).toEqual([
      'nv_llm_http_service_time_to_first_token_seconds_sum',
      'nv_llm_http_service_time_to_first_token_seconds_count',
      'nv_llm_http_service_inter_token_latency_seconds_sum',
      'nv_llm_http_service_inter_token_latency_seconds_count',
      'nv_llm_http_service_request_duration_seconds_sum',
      'nv_llm_http_service_request_duration_seconds_count',
      'nv_llm_http_service_input_sequence_tokens_sum',
      'nv_llm_http_service_input_sequence_tokens_count',
      'nv_llm_http_service_output_sequence_tokens_sum',
      'nv_llm_http_service_output_sequence_tokens_count',
      'nv_llm_http_service_requests_total',
    ]);
  });

  it('later frontends count arrivals too, and the router cache hits', () => {
    const counters = countersOf(DIALECTS.dynamo);
    expect(counters).toContain('dynamo_frontend_requests_started_total');
    expect(counters).toContain('dynamo_component_router_kv_hit_rate_sum');
    expect(counters).toHaveLength(14); // 6 histograms of two, two counters
  });

  it('a router does not measure whole requests', () => {
    expect(DIALECTS.router.means).not.toHaveProperty('requestDuration');
    expect(countersOf(DIALECTS.router).join()).not.toContain('request_duration');
    expect(DIALECTS.router.ended).toBe('dynamo_component_router_requests_total');
  });

  it.each(NAMES)('%s asks for no counter twice', (name) => {
    const counters = countersOf(DIALECTS[name]);
    expect(new Set(counters).size).toBe(counters.length);
  });

  it('two eras have the cache hits alone in common', () => {
    const [dynamo, router] = [countersOf(DIALECTS.dynamo), countersOf(DIALECTS.router)];
    expect(dynamo.filter((counter) => router.includes(counter))).toEqual([
      'dynamo_component_router_kv_hit_rate_sum',
      'dynamo_component_router_kv_hit_rate_count',
    ]);
    expect(countersOf(DIALECTS.nv).some((counter) => dynamo.includes(counter))).toBe(false);
  });
});

describe('the figures of a window', () => {
  const P = 'dynamo_frontend';

  it('a mean is the ratio of two rises', () => {
    const figures = frontendFigures(
      DIALECTS.dynamo,
      rises({
        [`${P}_requests_total`]: 40,
        [`${P}_requests_started_total`]: 44,
        [`${P}_input_sequence_tokens_sum`]: 120_000,
        [`${P}_input_sequence_tokens_count`]: 40,
        [`${P}_time_to_first_token_seconds_sum`]: 10,
        [`${P}_time_to_first_token_seconds_count`]: 40,
        [`${P}_inter_token_latency_seconds_sum`]: 60,
        [`${P}_inter_token_latency_seconds_count`]: 4000,
        dynamo_component_router_kv_hit_rate_sum: 10,
        dynamo_component_router_kv_hit_rate_count: 40,
      }),
    );
    expect(figures).toEqual({
      traffic: { requests: 40, inputTokensMean: 3000, arrivals: 44, kvHitRate: 0.25 },
      latency: { ttft: 0.25, itl: 0.015 },
    });
  });

  it('without any series is nothing at all', () => {
    for (const name of NAMES) expect(frontendFigures(DIALECTS[name], () => undefined)).toEqual({});
  });

  it('of a silent window are 0 requests and means of NaN, and no counter is broken', () => {
    const { traffic, latency, brokenCounters } = frontendFigures(DIALECTS.nv, () => 0);
    expect(traffic).toEqual({ requests: 0, inputTokensMean: Number.NaN, outputTokensMean: Number.NaN });
    expect(latency).toEqual({ ttft: Number.NaN, itl: Number.NaN, requestDuration: Number.NaN });
    expect(brokenCounters).toBeUndefined();
  });

  it('a sum without a count, or a count without a sum, is no mean', () => {
    for (const part of ['sum', 'count']) {
      const figures = frontendFigures(DIALECTS.dynamo, rises({ [`${P}_time_to_first_token_seconds_${part}`]: 4 }));
      expect(figures).toEqual({});
    }
  });

  it('counters that are NaN themselves are named', () => {
    const figures = frontendFigures(
      DIALECTS.dynamo,
      rises({
        [`${P}_requests_total`]: Number.NaN,
        [`${P}_time_to_first_token_seconds_sum`]: Number.NaN,
        [`${P}_time_to_first_token_seconds_count`]: 3,
      }),
    );
    expect(figures).toEqual({
      traffic: { requests: Number.NaN },
      latency: { ttft: Number.NaN },
      brokenCounters: [`${P}_time_to_first_token_seconds_sum`, `${P}_requests_total`],
    });
  });

  it('0.4.0 has no arrivals and no cache hits, whatever else is on the page', () => {
    const { traffic } = frontendFigures(DIALECTS.nv, () => 8);
    expect(traffic).toEqual({ requests: 8, inputTokensMean: 1, outputTokensMean: 1 });
  });

  it('no figure is ever undefined, and every figure comes from rises that there are', () => {
    const rise = fc.option(fc.double({ min: 0, max: 1e9, noNaN: true }), { nil: undefined });
    for (const name of NAMES) {
      const counters = countersOf(DIALECTS[name]);
      fc.assert(
        fc.property(fc.array(rise, { minLength: counters.length, maxLength: counters.length }), (values) => {
          const known = new Map(counters.map((counter, i) => [counter, values[i]]));
          const { traffic, latency } = frontendFigures(DIALECTS[name], (counter) => known.get(counter));
          const figures = { ...traffic, ...latency } as Record<string, number | undefined>;
          expect(Object.values(figures)).not.toContain(undefined);
          expect(figures['requests']).toBe(known.get(DIALECTS[name].ended));
          for (const [figure, histogram] of Object.entries(DIALECTS[name].means)) {
            const [sum, count] = ['sum', 'count'].map((part) => known.get(`${histogram}_${part}`));
            expect(figure in figures).toBe(sum !== undefined && count !== undefined);
          }
        }),
        { numRuns: 40 },
      );
    }
  });
});
