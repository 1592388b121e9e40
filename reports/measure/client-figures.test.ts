import { describe, expect, it } from 'vitest';
import type { SlaSpec } from '../../scenarios/index.js';
import { type ClientSummary, clientSummarySchema } from '../record/client-summary.js';
import type { ClientHealth, ClientView, RequestEnd } from '../record/events.js';
import { clientHealth } from '../testing/client-health.js';
import { clientView, completed } from '../testing/requests.js';
import { ClientFigures } from './client-figures.js';
import { LogHistogram } from './log-histogram.js';
import { judge, latencies } from './verdict.js';

interface Told {
  readonly end?: Partial<RequestEnd>;
  readonly client?: Partial<ClientView>;
}

const SLA: SlaSpec = { ttft_ms: 1000 };

/** The figures of requests that differ from {@link completed} in this. */
function figuresOf(told: readonly Told[], health: Partial<ClientHealth> = {}, most = 1): ClientSummary {
  const figures = new ClientFigures();
  const shared = { ttft_ms: new LogHistogram(), tpot_ms: new LogHistogram(), e2e_ms: new LogHistogram() };
  for (const { end: change, client } of told) {
    const end = completed(change);
    const times = latencies(end);
    for (const [name, time_s] of [
      ['ttft_ms', times.ttft_s],
      ['tpot_ms', times.tpot_s],
      ['e2e_ms', times.e2e_s],
    ] as const) {
      if (time_s !== undefined) shared[name].record(time_s);
    }
    figures.add(end, clientView(client), times, judge(end, times, SLA));
  }
  const asked = clientHealth({ asked: told.length, steady_s: [0, 20], ...health });
  return figures.figures(asked, { end_s: 20, most }, shared, SLA);
}

const ms = (figures: { readonly mean: number } | undefined) => figures && Math.round(figures.mean * 1e6) / 1e6;
/** Nothing came of it, as a change of {@link completed}. */
const LOST = { status: 'failed', deliveredTokens: 0, firstToken_s: undefined, lastToken_s: undefined } as const;

describe('what a client measured of one request', () => {
  const one = figuresOf([{ client: { firstReasoning_s: 10.4, firstAnswer_s: 11 } }]);

  it('counts from the schedule, the send and the first token', () => {
    expect(ms(one.lateness_ms)).toBe(20);
    expect(ms(one.connect_ms)).toBe(80);
    expect(ms(one.ttft_sent_ms)).toBe(400);
    expect(ms(one.e2e_sent_ms)).toBe(1400);
    expect(ms(one.second_token_ms)).toBe(100);
    expect(ms(one.first_reasoning_ms)).toBe(300);
    expect(ms(one.first_answer_ms)).toBe(900);
  });

  it('has the tokens that its user saw a second', () => {
    const { user_tokens_per_s } = one;
    expect(user_tokens_per_s).toEqual({ count: 1, mean: 10, p50: 10, p10: 10, p1: 10 });
  });

  it('tells of the slow users by its low quantiles', () => {
    // a hundred users who see 1, 2, … 100 tokens a second
    const users = Array.from({ length: 100 }, (_, i) => ({ end: { lastToken_s: 10.5 + 10 / (i + 1) } }));
    const { count, mean, p50, p10, p1 } = figuresOf(users).user_tokens_per_s!;
    expect([count, mean, p50, p10, p1].map(Math.round)).toEqual([100, 51, 50, 10, 1]);
  });

  it('fits the schema of a summary', () => expect(clientSummarySchema.parse(one)).toEqual(one));

  it('was under way from the send to its end', () => {
    expect(one.concurrency).toEqual({ mean: expect.closeTo(1.4 / 20), max: 1 });
  });

  it('is valid, and says nothing of what there was none of', () => {
    expect(one).toMatchObject({ valid: true, faults: [], asked: 1, sent: 1, errors: {}, retries: 0 });
    expect(one).not.toHaveProperty('server_counters');
    expect(one).not.toHaveProperty('segments');
    expect(one.tokens).not.toHaveProperty('checked');
  });
});

describe('a request that', () => {
  it('was never sent is late, and no more', () => {
    const { sent, lateness_ms, ttft_sent_ms, e2e_sent_ms, connect_ms, concurrency, errors } = figuresOf([
      { end: LOST, client: { sent_s: undefined, connect_s: undefined, errorClass: 'dns' } },
    ]);
    expect({ sent, errors, mean: concurrency.mean }).toEqual({ sent: 0, errors: { dns: 1 }, mean: 0 });
    expect(ms(lateness_ms)).toBe(20);
    expect([ttft_sent_ms, e2e_sent_ms, connect_ms]).toEqual([undefined, undefined, undefined]);
  });

  it('began before its time is not late', () => {
    expect(figuresOf([{ client: { started_s: 9.9 } }]).lateness_ms).toMatchObject({ count: 1, max: 0 });
  });

  it('failed on its way has a first token and no length', () => {
    const figures = figuresOf([{ end: { status: 'timed_out' } }]);
    expect(ms(figures.ttft_sent_ms)).toBe(400);
    expect(figures).not.toHaveProperty('e2e_sent_ms');
    expect(figures).not.toHaveProperty('user_tokens_per_s');
    expect(figures.tokens).toEqual({ chunks: 0, without_usage: 0, wrong_length: 0 });
  });

  it('was not streamed has a length and no first token', () => {
    const figures = figuresOf([{ end: { firstToken_s: undefined }, client: { secondToken_s: undefined, chunks: 1 } }]);
    expect(figures).not.toHaveProperty('ttft_sent_ms');
    expect(ms(figures.e2e_sent_ms)).toBe(1400);
  });

  it('was sent again counts its further sends', () => {
    expect(figuresOf([{ end: { attempts: 3 } }, { end: { attempts: 1 } }, {}]).retries).toBe(2);
  });
});

describe('the accounts of tokens', () => {
  it('are what the server counted, beside the pieces that came', () => {
    const { tokens } = figuresOf([{}, { client: { chunks: 4, usageOutputTokens: 11 } }]);
    expect(tokens).toEqual({ chunks: 15, usage_input: 200, usage_output: 22, without_usage: 0, wrong_length: 0 });
  });

  it('tell for how many the server counted nothing', () => {
    const none = { usageInputTokens: undefined, usageOutputTokens: undefined };
    expect(figuresOf([{ client: none }]).tokens).toEqual({ chunks: 11, without_usage: 1, wrong_length: 0 });
    expect(figuresOf([{ client: none }, {}]).tokens).toMatchObject({ usage_output: 11, without_usage: 1 });
  });

  it('tell how many are not as long as was asked', () => {
    expect(figuresOf([{ end: { deliveredTokens: 10 } }, {}]).tokens.wrong_length).toBe(1);
  });

  it('have the check of the tokenizer', () => {
    const tokenCheck = { requests: 1, usage: 10, tokenizer: 12 };
    expect(figuresOf([{}], { tokenCheck }).tokens.checked).toEqual(tokenCheck);
  });

  it('share reads by the pieces that have one before them', () => {
    expect(figuresOf([{}]).shared_read_ratio).toBe(5 / 10);
    expect(figuresOf([{}, { client: { chunks: 1, sharedReads: 0 } }]).shared_read_ratio).toBe(5 / 10);
    expect(figuresOf([{ client: { chunks: 1, sharedReads: 0 } }])).not.toHaveProperty('shared_read_ratio');
    expect(figuresOf([{ client: { chunks: 0, sharedReads: 0 } }])).not.toHaveProperty('shared_read_ratio');
  });
});

describe('how the client fared', () => {
  it('is in milliseconds, with its CPU by thousand sends', () => {
    expect(figuresOf([{}, {}], { serverCounters: { tokens_total: 3 } })).toMatchObject({
      event_loop_ms: { p50: 0, p99: 1, max: 2 },
      utilization: 0.1,
      gc: { count: 1, total_ms: 2, max_ms: 1 },
      cpu: { user_s: 1, system_s: 0.5, s_per_1000_requests: 750 },
      sockets: { opened: 2, most: 2 },
      max_rss_mb: 100,
      threads: 1,
      server_counters: { tokens_total: 3 },
    });
  });

  it('has the delays of its event loop in milliseconds', () => {
    const eventLoop = { delayP50_s: 0.25, delayP99_s: 0.375, delayMax_s: 0.5, looks: 100, lagging: 0 };
    expect(figuresOf([{}], { eventLoop }).event_loop_ms).toEqual({ p50: 250, p99: 375, max: 500 });
  });

  it('has no CPU by sends where nothing was sent', () => {
    const { cpu } = figuresOf([{ client: { sent_s: undefined } }]);
    expect(cpu).toEqual({ user_s: 1, system_s: 0.5 });
  });

  it('makes a run invalid, and says why', () => {
    const { valid, faults } = figuresOf([{}], { utilization: 0.99 });
    expect({ valid, faults }).toEqual({
      valid: false,
      faults: ['a sending thread was busy 99 % of the time; add bench.workers'],
    });
  });

  it('counts lateness that a sample shows, and not that of a single request', () => {
    const late = { client: { started_s: 10.5, sent_s: 10.5 } };
    expect(figuresOf([late]).valid).toBe(true);
    expect(figuresOf(Array.from({ length: 20 }, () => late)).faults).toEqual([
      'requests were sent late: p99 at least 500 ms, tolerated 50 ms',
    ]);
  });
});

describe('a load that several machines sent', () => {
  const segment = { segment: '1/2', offered: 3, valid: true, faults: [] };

  it('tells of each of them', () => {
    const clock = { ahead_ms: -3, within_ms: 1 };
    const second = { ...segment, segment: '2/2', utilization: 0.5, latenessP99_ms: 4, clock };
    expect(figuresOf([{}], { segments: [segment, second] }).segments).toEqual([
      { segment: '1/2', offered: 3, valid: true, faults: [] },
      {
        segment: '2/2',
        offered: 3,
        valid: true,
        faults: [],
        lateness_p99_ms: 4,
        utilization: 0.5,
        clock_ahead_ms: -3,
        clock_within_ms: 1,
      },
    ]);
  });

  it('is invalid for a single fault of a single one', () => {
    const bad = { ...segment, valid: false, faults: ['slow'] };
    expect(figuresOf([{}], { segments: [bad] })).toMatchObject({ valid: false, faults: ['segment 1/2: slow'] });
  });

  it('is invalid where one of them is, and says which; what speaks against the whole is then beside the point', () => {
    const bad = { ...segment, segment: '2/2', valid: false, faults: ['slow', 'late'] };
    const { valid, faults } = figuresOf([{}], { utilization: 0.99, segments: [segment, bad] });
    expect({ valid, faults }).toEqual({ valid: false, faults: ['segment 2/2: slow', 'segment 2/2: late'] });
  });
});

describe('a client that sent nothing', () => {
  it('has figures without latencies', () => {
    const figures = figuresOf([], { asked: 0 }, 0);
    expect(figures).toMatchObject({ valid: true, asked: 0, sent: 0, concurrency: { mean: 0, max: 0 }, confidence: {} });
    expect(Object.keys(figures).filter((key) => key.endsWith('_ms'))).toEqual(['event_loop_ms']);
    expect(clientSummarySchema.parse(figures)).toEqual(figures);
  });
});

it('figures so far do not change with what comes after', () => {
  const figures = new ClientFigures();
  const none = { ttft_ms: new LogHistogram(), tpot_ms: new LogHistogram(), e2e_ms: new LogHistogram() };
  const add = () =>
    figures.add(completed(), clientView({ errorClass: 'reset' }), latencies(completed()), judge(completed(), {}, {}));
  add();
  const before = figures.figures(clientHealth(), { end_s: 1, most: 1 }, none, {});
  add();
  expect(before.errors).toEqual({ reset: 1 });
});
