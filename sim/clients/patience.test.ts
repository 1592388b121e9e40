/** How long clients wait, by hand and by law; each try has the whole patience. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClientsSpec } from '../../scenarios/index.js';
import { InFlight } from '../cluster/in-flight.js';
import { Kernel } from '../core/kernel.js';
import { requestOf } from '../testing/index.js';
import { Patience } from './patience.js';

const retries = { max: 0, backoff_s: 1, factor: 2 };

interface Over {
  readonly id: number;
  readonly limit: string;
  readonly time_s: number;
}

/** Sends requests at these times and tells whose patience ended when. */
function waits(spec: Partial<ClientsSpec>, sent_s: readonly number[], seed = 1): Over[] {
  const kernel = new Kernel();
  const over: Over[] = [];
  const patience = new Patience(kernel, { retries, ...spec }, seed, ({ request }, limit) =>
    over.push({ id: request.id, limit, time_s: kernel.now }),
  );
  const send = kernel.define<number>(0, (id) => patience.begin(new InFlight(requestOf({ id }), 0, kernel.now)));
  sent_s.forEach((time_s, id) => kernel.at(time_s, send, id));
  kernel.runUntil(Number.POSITIVE_INFINITY);
  return over;
}

describe('patience', () => {
  it('has no end where nobody asks for one', () => {
    expect(waits({}, [0, 1, 2])).toEqual([]);
  });

  it('ends so long after sending, for the first token and for the last', () => {
    expect(waits({ first_token_timeout_s: 2, timeout_s: 30 }, [0, 5])).toEqual([
      { id: 0, limit: 'first_token', time_s: 2 },
      { id: 1, limit: 'first_token', time_s: 7 },
      { id: 0, limit: 'end', time_s: 30 },
      { id: 1, limit: 'end', time_s: 35 },
    ]);
  });

  it('may be none at all', () => {
    expect(waits({ timeout_s: 0 }, [3])).toEqual([{ id: 0, limit: 'end', time_s: 3 }]);
  });

  it('is told for the first token before the whole where both end together', () => {
    expect(waits({ timeout_s: 4, first_token_timeout_s: 4 }, [0]).map(({ limit }) => limit)).toEqual([
      'first_token',
      'end',
    ]);
  });

  it('does not depend on who else sends', () => {
    const times = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(times, fc.integer({ min: 0, max: 50 }), (sent_s, timeout_s) => {
        const over = waits({ timeout_s }, sent_s);
        expect(over).toHaveLength(sent_s.length);
        for (const { id, time_s } of over) expect(time_s).toBe(sent_s[id]! + timeout_s);
      }),
    );
  });
});

describe('clients that lose interest', () => {
  const MANY = Array.from({ length: 4000 }, (_, i) => i);

  it.each([
    [0, 0],
    [1, 4000],
  ])('in a share of %d are %d of 4000', (share, count) => {
    expect(waits({ cancel: { share, mean_s: 3 } }, MANY)).toHaveLength(count);
  });

  it('are the share that is asked for, within four standard errors', () => {
    const { length } = waits({ cancel: { share: 0.3, mean_s: 3 } }, MANY);
    expect(Math.abs(length - 1200)).toBeLessThan(4 * Math.sqrt(4000 * 0.3 * 0.7));
  });

  it('do so after an exponential time: mean and standard deviation alike, half of them before mean · ln 2', () => {
    const after_s = waits({ cancel: { share: 1, mean_s: 3 } }, MANY).map(({ id, time_s }) => time_s - MANY[id]!);
    const n = after_s.length;
    const mean_s = after_s.reduce((sum, s) => sum + s, 0) / n;
    const deviation_s = Math.sqrt(after_s.reduce((sum, s) => sum + (s - mean_s) ** 2, 0) / n);
    expect(Math.abs(mean_s - 3)).toBeLessThan((4 * 3) / Math.sqrt(n));
    // the standard error of an exponential's standard deviation: σ·√((κ − 1)/4n) with κ = 9
    expect(Math.abs(deviation_s - 3)).toBeLessThan(4 * 3 * Math.sqrt(8 / (4 * n)));
    const early = after_s.filter((s) => s < 3 * Math.LN2).length;
    expect(Math.abs(early - n / 2)).toBeLessThan(4 * Math.sqrt(n / 4));
  });

  it('are the same ones from the same seed, others from another', () => {
    const spec = { cancel: { share: 0.5, mean_s: 3 } };
    expect(waits(spec, MANY.slice(0, 50), 7)).toEqual(waits(spec, MANY.slice(0, 50), 7));
    expect(waits(spec, MANY.slice(0, 50), 7)).not.toEqual(waits(spec, MANY.slice(0, 50), 8));
  });

  it('are drawn anew for each try of one request', () => {
    const over = waits({ cancel: { share: 0.5, mean_s: 1 } }, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(new Set(over.map(({ time_s }) => time_s)).size).toBe(over.length);
    expect(over.length).toBeGreaterThan(0);
    expect(over.length).toBeLessThan(10);
  });
});
