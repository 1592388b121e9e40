/** Which failures are sent again, and after how long. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../scenarios/random/index.js';
import { ERROR_CLASSES, type ErrorClass } from '../client/error-class.js';
import type { Exchange } from '../client/exchange.js';
import { isWorthAnotherTry, pauseBefore_ms } from './retry.js';

const ended = (more: Partial<Exchange> = {}) => more as Exchange;
const drawing = (next: number) => ({ next: () => next }) as unknown as ReturnType<typeof randomStream>;

describe('another try', () => {
  it.each([
    'connect_refused',
    'connect_timeout',
    'connect_failed',
    'reset',
    'stream_reset',
    'protocol',
    'rate_limited',
    'overloaded',
    'server_error',
    'bad_event',
    'stream_error',
    'truncated',
    'empty',
    'first_token_timeout',
    'gap_timeout',
    'total_timeout',
  ] as const)('is worth it after %s', (errorClass) => expect(isWorthAnotherTry(ended({ errorClass }))).toBe(true));

  it.each(['client_error', 'content_type', 'dns', 'tls', 'oversized', 'cancelled', 'unfinished'] as const)(
    'would only fail again, or is not wanted, after %s',
    (errorClass) => expect(isWorthAnotherTry(ended({ errorClass }))).toBe(false),
  );

  it('is not made of a success', () => expect(isWorthAnotherTry(ended())).toBe(false));

  it('the two lists above are all classes', () => {
    const worth = (Object.keys(ERROR_CLASSES) as ErrorClass[]).filter((errorClass) =>
      isWorthAnotherTry(ended({ errorClass })),
    );
    expect([worth.length, Object.keys(ERROR_CLASSES).length]).toEqual([16, 23]);
  });
});

describe('the pause', () => {
  const rule = { max: 5, backoff_s: 2, factor: 3 };

  it.each([
    [1, 0.5, 2000],
    [2, 0.5, 6000],
    [3, 0.5, 18_000],
    [1, 0, 1000],
    [2, 0, 3000],
    [2, 0.75, 7500],
  ])('after %d attempts and a draw of %d is %d ms', (attempts, draw, pause_ms) => {
    expect(pauseBefore_ms(attempts, ended(), rule, drawing(draw))).toBeCloseTo(pause_ms, 9);
  });

  it.each([0, 0.25, 30])('is what the server asks for: %d s, however many attempts', (retryAfter_s) => {
    expect(pauseBefore_ms(1, ended({ retryAfter_s }), rule, drawing(0.9))).toBe(1000 * retryAfter_s);
    expect(pauseBefore_ms(9, ended({ retryAfter_s }), rule, drawing(0.1))).toBe(1000 * retryAfter_s);
  });

  it('lies between half and one and a half of its mean, in the middle of it on average', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.nat(), (attempts, seed) => {
        const mean_ms = 1000 * rule.backoff_s * rule.factor ** (attempts - 1);
        const random = randomStream(seed, 'client_retries');
        const pauses = Array.from({ length: 400 }, () => pauseBefore_ms(attempts, ended(), rule, random) / mean_ms);
        expect(Math.min(...pauses)).toBeGreaterThanOrEqual(0.5);
        expect(Math.max(...pauses)).toBeLessThan(1.5);
        // 400 draws of deviation 0.289: 6 standard errors
        expect(Math.abs(pauses.reduce((sum, pause) => sum + pause, 0) / 400 - 1)).toBeLessThan(0.087);
      }),
      { numRuns: 30 },
    );
  });
});
