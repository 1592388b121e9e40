/** Limits of exchanges in flight, on a clock that the test moves. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Deadlines, type TimeLimits } from './deadlines.js';
import type { ErrorClass } from './error-class.js';
import type { Exchange } from './exchange.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval', 'setImmediate'] }));
afterEach(() => void vi.useRealTimers());

const opened: Deadlines[] = [];
afterEach(() => {
  for (const deadlines of opened.splice(0)) deadlines.close();
});

function open(limits: TimeLimits): Deadlines {
  const deadlines = new Deadlines(limits);
  opened.push(deadlines);
  return deadlines;
}

/** As much of an exchange as a limit looks at; `abort` writes down. */
function exchange() {
  const aborted: ErrorClass[] = [];
  const fake: Partial<Record<'sent_ms' | 'firstToken_ms' | 'lastToken_ms', number>> & { abort(c: ErrorClass): void } = {
    abort: (errorClass) => void aborted.push(errorClass),
  };
  return { fake, aborted, asExchange: fake as unknown as Exchange };
}

describe('a limit', () => {
  it.each([
    ['total_s', { total_s: 2 }, 'total_timeout'],
    ['first_token_s', { first_token_s: 2 }, 'first_token_timeout'],
  ] as const)('%s counts from the start while nothing was sent', (_name, limits, errorClass) => {
    const deadlines = open(limits);
    const { asExchange, aborted } = exchange();
    deadlines.watch(asExchange);
    vi.advanceTimersByTime(2000);
    expect(aborted).toEqual([]);
    vi.advanceTimersByTime(200);
    expect(aborted[0]).toBe(errorClass);
  });

  it('of the first token counts from the send', () => {
    const deadlines = open({ first_token_s: 1 });
    const { fake, asExchange, aborted } = exchange();
    deadlines.watch(asExchange);
    vi.advanceTimersByTime(900);
    fake.sent_ms = performance.now();
    vi.advanceTimersByTime(1000);
    expect(aborted).toEqual([]);
    vi.advanceTimersByTime(100);
    expect(aborted[0]).toBe('first_token_timeout');
  });

  it('of a gap counts from the last token, and not before the first', () => {
    const deadlines = open({ gap_s: 0.5 });
    const { fake, asExchange, aborted } = exchange();
    deadlines.watch(asExchange);
    vi.advanceTimersByTime(10_000);
    expect(aborted).toEqual([]);
    fake.firstToken_ms = fake.lastToken_ms = performance.now();
    for (let token = 0; token < 5; token++) {
      vi.advanceTimersByTime(400);
      fake.lastToken_ms = performance.now();
    }
    expect(aborted).toEqual([]);
    vi.advanceTimersByTime(600);
    expect(aborted[0]).toBe('gap_timeout');
  });

  it('of the whole holds while tokens come, and goes before the others', () => {
    const deadlines = open({ total_s: 1, gap_s: 1, first_token_s: 1 });
    const streaming = exchange();
    const silent = exchange();
    deadlines.watch(streaming.asExchange);
    deadlines.watch(silent.asExchange);
    for (let token = 0; token < 12; token++) {
      streaming.fake.firstToken_ms ??= performance.now();
      streaming.fake.lastToken_ms = performance.now();
      vi.advanceTimersByTime(100);
    }
    expect([streaming.aborted[0], silent.aborted[0]]).toEqual(['total_timeout', 'total_timeout']);
  });
});

describe('a client that loses interest', () => {
  it('goes at its own time, whatever has come', () => {
    const deadlines = open({ total_s: 60 });
    const [patient, impatient] = [exchange(), exchange()];
    deadlines.watch(patient.asExchange);
    deadlines.watch(impatient.asExchange, 0.5);
    impatient.fake.firstToken_ms = impatient.fake.lastToken_ms = performance.now();
    vi.advanceTimersByTime(700);
    expect(impatient.aborted[0]).toBe('cancelled');
    expect(patient.aborted).toEqual([]);
  });

  it('is asked before any limit', () => {
    const deadlines = open({ total_s: 0.1 });
    const { asExchange, aborted } = exchange();
    deadlines.watch(asExchange, 0.05);
    vi.advanceTimersByTime(300);
    expect(aborted[0]).toBe('cancelled');
  });
});

describe('what ends an exchange', () => {
  it('waits for what has already arrived: a token that was read in between saves it', () => {
    const deadlines = open({ gap_s: 1 });
    const { fake, asExchange, aborted } = exchange();
    fake.firstToken_ms = fake.lastToken_ms = performance.now();
    deadlines.watch(asExchange);
    deadlines.sweep(performance.now() + 1500);
    fake.lastToken_ms = performance.now();
    vi.runAllTicks();
    vi.advanceTimersByTime(1);
    expect(aborted).toEqual([]);
  });

  it('leaves one alone that was forgotten, before a look or after it', () => {
    const deadlines = open({ total_s: 1 });
    const [before, after] = [exchange(), exchange()];
    deadlines.watch(before.asExchange);
    deadlines.watch(after.asExchange);
    deadlines.forget(before.asExchange);
    vi.setSystemTime(0);
    const overdue_ms = performance.now() + 5000;
    deadlines.sweep(overdue_ms);
    deadlines.forget(after.asExchange);
    vi.advanceTimersByTime(10_000);
    expect([before.aborted, after.aborted]).toEqual([[], []]);
  });

  it('ends with `close`', () => {
    const deadlines = open({ total_s: 1 });
    const { asExchange, aborted } = exchange();
    deadlines.watch(asExchange);
    deadlines.close();
    vi.advanceTimersByTime(10_000);
    expect(aborted).toEqual([]);
  });
});

it('without a limit nothing looks', () => {
  open({});
  open({ total_s: undefined });
  expect(vi.getTimerCount()).toBe(0);
  open({ gap_s: 5 });
  expect(vi.getTimerCount()).toBe(1);
});

it('no limit is broken early, and none kept longer than a tenth of a second beyond', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.001, max: 30, noNaN: true }), (total_s) => {
      const deadlines = open({ total_s });
      const { fake, asExchange } = exchange();
      let ended_ms: number | undefined;
      fake.abort = () => {
        ended_ms ??= performance.now();
        deadlines.forget(asExchange);
      };
      const start_ms = performance.now();
      deadlines.watch(asExchange);
      vi.advanceTimersByTime(total_s * 1000 + 205);
      deadlines.close();
      expect(ended_ms! - start_ms).toBeGreaterThan(total_s * 1000 - 1e-6);
      expect(ended_ms! - start_ms).toBeLessThan(total_s * 1000 + 105);
    }),
    { numRuns: 40 },
  );
});
