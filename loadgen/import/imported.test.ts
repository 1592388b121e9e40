/** Another tool's requests as run events. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ForeignRequest, importedRun } from './imported.js';

const request = (more: Partial<ForeignRequest> = {}): ForeignRequest => ({
  scheduled_s: 1000,
  sent_s: 1000,
  end_s: 1003,
  inputTokens: 10,
  outputTokens: 5,
  ...more,
});
const only = (more: Partial<ForeignRequest>) => importedRun('aiperf', [request(more)]).requests[0]!;

it('everything that a tool tells', () => {
  expect(only({ sent_s: 1000.5, ttft_s: 0.25, tpot_s: 0.5, gaps_s: [0.4, 0.6] })).toEqual({
    gaps_s: [0.4, 0.6],
    end: {
      time_s: 3,
      id: 0,
      arrival_s: 0,
      inputTokens: 10,
      outputTokens: 5,
      deliveredTokens: 5,
      cachedTokens: 0,
      firstToken_s: 0.75,
      lastToken_s: 2.75,
      status: 'completed',
      client: { started_s: 0.5, sent_s: 0.5, chunks: 3, sharedReads: 0, errorClass: undefined, target: 'aiperf' },
    },
  });
});

describe('the last token', () => {
  it.each([
    ['comes so many mean gaps after the first', { ttft_s: 1, tpot_s: 0.25 }, 2],
    ['is the end, where no gap is known', { ttft_s: 1 }, 3],
    ['is the end, where no first token is known', { tpot_s: 0.25 }, 3],
    ['is the end of a single token', { ttft_s: 1, tpot_s: 0.25, outputTokens: 1 }, 3],
    ['is that of a gap of 0', { ttft_s: 1, tpot_s: 0 }, 1],
  ])('%s', (_name, more, expected) => expect(only(more).end.lastToken_s).toBe(expected));
});

describe('a request that failed', () => {
  it('delivered nothing, and has no times of tokens', () => {
    const { end } = only({ error: 'TimeoutError', ttft_s: 1, tpot_s: 0.1 });
    expect(end).toMatchObject({ status: 'failed', deliveredTokens: 0, outputTokens: 5, time_s: 3 });
    expect([end.firstToken_s, end.lastToken_s]).toEqual([undefined, undefined]);
    expect(end.client!.errorClass).toBe('TimeoutError');
  });

  it('failed even where the error has no words', () => expect(only({ error: '' }).end.status).toBe('failed'));
});

it('pieces are the tokens where no gap is kept', () => expect(only({}).end.client!.chunks).toBe(5));

it('nothing is a run of nothing', () => {
  expect(importedRun('guidellm', [])).toEqual({ tool: 'guidellm', requests: [] });
});

it('are numbered by schedule from 0, whatever their order and their clock', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1e6 }), { minLength: 1 }), (offsets) => {
      const foreign = offsets.map((offset) =>
        request({ scheduled_s: 1e9 + offset, sent_s: 1e9 + offset, end_s: 1e9 + offset + 2 }),
      );
      const { requests } = importedRun('vllm bench', foreign);
      const least = Math.min(...offsets);
      expect(requests.map(({ end }) => end.arrival_s)).toEqual(
        offsets.map((offset) => offset - least).sort((a, b) => a - b),
      );
      expect(requests.map(({ end }) => end.id)).toEqual(offsets.map((_, i) => i));
      for (const { end } of requests) expect(end.time_s - end.arrival_s).toBe(2);
    }),
    { numRuns: 50 },
  );
});

it('does not change what it was given', () => {
  const foreign = [request({ scheduled_s: 5 }), request({ scheduled_s: 1 })];
  importedRun('aiperf', foreign);
  expect(foreign.map(({ scheduled_s }) => scheduled_s)).toEqual([5, 1]);
});
