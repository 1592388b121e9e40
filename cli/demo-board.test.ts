/** What the live view of the demo says. */
import { expect, it } from 'vitest';
import { boardLines, type DemoState } from './demo-board.js';

const state: DemoState = {
  title: { name: 'demo', duration_s: 120, ttft_ms: 1000 },
  pools: {
    prefill: { ready: 1, starting: 0, draining: 0, desired: 1, kinds: [] },
    decode: { ready: 1, starting: 2, draining: 0, desired: 3, kinds: [] },
  },
  offered: [2.5, 7.5],
  ready: { decode: [1, 3] },
};

it('shows a dash where nothing is known yet', () => {
  const lines = boardLines(state).join('\n');
  expect(lines).toContain('TTFT      p50 –, p99 – · promised 1,000 ms');
  expect(lines).toContain('has not decided yet');
});

it('shows load, latency against the promise, workers by state and the last decision', () => {
  const figures = { time_s: 62, started: 281, outstanding: 33, errors: 0, started_rps: 7.5, ended_rps: 7 };
  const last = {
    time_s: 60,
    observation: {
      time: 60,
      windowSeconds: 15,
      workers: {},
      traffic: { requests: 109 },
      latency: { ttft: 0.332, itl: 0.0271 },
    },
    decision: { targets: { decode: 3 }, reasons: ['forecast'] as const, explanation: {}, log: [] },
    ordered: { prefill: 1, decode: 3 },
  };
  const lines = boardLines({ ...state, figures: { ...figures, ttft_p50_ms: 338, ttft_p99_ms: 341 }, last });
  expect(lines).toEqual([
    'demo · 62 of 120 s · 281 requests sent, 33 in flight, 0 errors',
    '',
    'offered   7.5 requests/s           ▃█',
    'prefill   1 ready                  ▁',
    'decode    1 ready, 2 starting      ▃█',
    'TTFT      p50 338 ms, p99 341 ms · promised 1,000 ms',
    'planner   60 s: saw 109 requests, TTFT 332 ms, ITL 27.1 ms → 1 prefill, 3 decode (forecast)',
  ]);
});

it('without a length or a promise says neither', () => {
  const lines = boardLines({ ...state, title: { name: 'x', duration_s: undefined, ttft_ms: undefined }, pools: {} });
  expect(lines[0]).toBe('x · 0 s · 0 requests sent, 0 in flight, 0 errors');
  expect(lines.join('\n')).not.toContain('promised');
  expect(lines).toHaveLength(5);
});
