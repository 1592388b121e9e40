/** Both dialects hear one request; here is what each counts of it. */
import { describe, expect, it } from 'vitest';
import type { RequestEnd } from '../../../reports/index.js';
import type { OpenSimulation } from '../../../sim/index.js';
import { parsePage } from '../../metrics/exposition.js';
import { type FrontendMetrics, type MeteredRequest, together } from './frontend.js';
import { NvMetrics } from './nv.js';
import { OwnMetrics } from './own.js';

const CHAT: MeteredRequest = { endpoint: 'chat_completions', model: 'm', stream: true };
const END: RequestEnd = {
  id: 0,
  inputTokens: 100,
  outputTokens: 3,
  arrival_s: 10,
  time_s: 12.5,
  deliveredTokens: 3,
  cachedTokens: 0,
  status: 'completed',
};
const NOBODY = undefined as unknown as OpenSimulation;

/** Values by series without buckets: name, then label values. */
async function seriesOf(metrics: Pick<FrontendMetrics, 'text'>): Promise<Record<string, number>> {
  const samples = parsePage(await metrics.text(NOBODY), (name) => !name.endsWith('_bucket'));
  return Object.fromEntries(
    samples.map(({ name, labels, value }) => [
      [name.replace('nv_llm_http_service_', ''), ...Object.values(labels).filter((each) => each !== 'm')].join(' '),
      value,
    ]),
  );
}

describe('0.4.0', () => {
  it('shows nothing before the first request, and only that it is inside before it ends', async () => {
    const metrics = new NvMetrics();
    expect(await seriesOf(metrics)).toEqual({});
    metrics.open(CHAT);
    expect(await seriesOf(metrics)).toMatchObject({ inflight_requests: 1 });
  });

  it('counts a stream: its first token, each gap, its length, its duration', async () => {
    const metrics = new NvMetrics();
    const meter = metrics.open(CHAT);
    meter.firstToken(0.5, 100);
    meter.tokens(2, 0.25); // two tokens at once are two gaps of half the time
    meter.ended('', END);
    expect(await seriesOf(metrics)).toEqual({
      inflight_requests: 0,
      input_sequence_tokens_sum: 100,
      input_sequence_tokens_count: 1,
      inter_token_latency_seconds_sum: 0.25,
      inter_token_latency_seconds_count: 2,
      output_sequence_tokens_sum: 3,
      output_sequence_tokens_count: 1,
      request_duration_seconds_sum: 2.5,
      request_duration_seconds_count: 1,
      time_to_first_token_seconds_sum: 0.5,
      time_to_first_token_seconds_count: 1,
      'requests_total chat_completions stream success': 1,
    });
  });

  it('of a whole answer counts the duration and 0 tokens', async () => {
    const metrics = new NvMetrics();
    const meter = metrics.open({ ...CHAT, endpoint: 'completions', stream: false });
    meter.firstToken(0.5, 100);
    meter.tokens(2, 0.25);
    meter.ended('', END);
    const series = await seriesOf(metrics);
    expect(series).toMatchObject({
      output_sequence_tokens_sum: 0,
      output_sequence_tokens_count: 1,
      request_duration_seconds_sum: 2.5,
      'requests_total completions unary success': 1,
    });
    expect(series['time_to_first_token_seconds_count'] ?? 0).toBe(0);
    expect(series).not.toHaveProperty('input_sequence_tokens_count');
  });

  it.each(['cancelled', 'internal', 'overload', 'validation'] as const)('%s is an error', async (outcome) => {
    const metrics = new NvMetrics();
    metrics.open(CHAT).ended(outcome, { ...END, deliveredTokens: 0 });
    expect(await seriesOf(metrics)).toMatchObject({
      inflight_requests: 0,
      'requests_total chat_completions stream error': 1,
    });
  });

  it('does not count what the frontend itself refuses', async () => {
    const metrics = new NvMetrics();
    metrics.refused();
    expect(await seriesOf(metrics)).toEqual({});
  });
});

describe('several dialects together', () => {
  /** A dialect that notes what it hears. */
  function noting(name: string, heard: unknown[][]): FrontendMetrics {
    return {
      open: (...told) => {
        heard.push([name, 'open', ...told]);
        return {
          firstToken: (...more) => heard.push([name, 'firstToken', ...more]),
          tokens: (...more) => heard.push([name, 'tokens', ...more]),
          ended: (...more) => heard.push([name, 'ended', ...more]),
        };
      },
      refused: (...told) => heard.push([name, 'refused', ...told]),
      text: async () => `${name}\n`,
    };
  }

  it('each hears all of it, and their pages are one', async () => {
    const heard: unknown[][] = [];
    const both = together([noting('x', heard), noting('y', heard)]);
    const meter = both.open(CHAT, 0.001);
    meter.firstToken(0.5, 100);
    meter.tokens(2, 0.25);
    meter.ended('', END);
    both.refused(CHAT, 'not_found');
    const of = (name: string) => heard.filter(([who]) => who === name).map(([, ...told]) => told);
    expect(of('x')).toEqual([
      ['open', CHAT, 0.001],
      ['firstToken', 0.5, 100],
      ['tokens', 2, 0.25],
      ['ended', '', END],
      ['refused', CHAT, 'not_found'],
    ]);
    expect(of('y')).toEqual(of('x'));
    expect(await both.text(NOBODY)).toBe('x\ny\n');
  });

  it('none at all bear everything', async () => {
    const none = together([]);
    none.open(CHAT, 0).ended('', END);
    expect(await none.text(NOBODY)).toBe('');
  });
});

it("the emulator's own: its speed, and how late it was", async () => {
  const own = new OwnMetrics(20);
  own.noteLate(0.004);
  own.noteLate(0.5);
  const text = await own.text();
  expect(await seriesOf({ text: async () => text })).toEqual({
    headroom_emulator_speedup: 20,
    headroom_emulator_late_seconds_sum: 0.504,
    headroom_emulator_late_seconds_count: 2,
  });
  expect(text).toContain('headroom_emulator_late_seconds_bucket{le="0.005"} 1');
  expect(text).toContain('headroom_emulator_late_seconds_bucket{le="0.5"} 2');
});
