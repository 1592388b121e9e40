/** How long clients wait before they come again: drawn evenly around a mean that grows by a factor. */
import { describe, expect, it } from 'vitest';
import { ClientsRig } from './testing/clients-rig.js';

/** Seconds between the failure of each try and the next one, of requests whose every try is lost as it comes. */
function waitsOf(retries: { max: number; backoff_s: number; factor: number }, requests: number, seed = 1): number[][] {
  const rig = new ClientsRig({ clients: { retries }, seed });
  const times = Array.from({ length: requests }, (): number[] => []);
  const { cluster } = rig.clients;
  rig.clients.cluster = {
    ...cluster,
    submit: (inFlight) => {
      times[inFlight.request.id]!.push(rig.kernel.now);
      inFlight.end();
      rig.clients.lost(inFlight, 'crash');
    },
  };
  for (let id = 0; id < requests; id++) rig.arrive(0, { id });
  rig.until(1e6);
  return times.map((sent) => sent.slice(1).map((time_s, i) => time_s - sent[i]!));
}

describe('the waits before further tries', () => {
  it('are as many as there may be retries', () => {
    for (const max of [0, 1, 4])
      expect(waitsOf({ max, backoff_s: 1, factor: 1 }, 3).map((waits) => waits.length)).toEqual([max, max, max]);
  });

  it('lie between half and one and a half of their mean, which grows by the factor', () => {
    for (const waits of waitsOf({ max: 4, backoff_s: 2, factor: 3 }, 200)) {
      waits.forEach((wait_s, i) => {
        expect(wait_s).toBeGreaterThanOrEqual(0.5 * 2 * 3 ** i * (1 - 1e-12));
        expect(wait_s).toBeLessThan(1.5 * 2 * 3 ** i);
      });
    }
  });

  it('are even between those: mean 1 and variance 1/12 of the mean, within four standard errors', () => {
    const n = 4000;
    const shares = waitsOf({ max: 1, backoff_s: 5, factor: 1 }, n).map(([wait_s]) => wait_s! / 5);
    const mean = shares.reduce((sum, share) => sum + share, 0) / n;
    const variance = shares.reduce((sum, share) => sum + (share - mean) ** 2, 0) / n;
    expect(Math.abs(mean - 1)).toBeLessThan(4 * Math.sqrt(1 / 12 / n));
    // the fourth central moment of an even draw of width 1 is 1/80
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(4 * Math.sqrt((1 / 80 - 1 / 144) / n));
  });

  it('are none at all without a backoff', () => {
    expect(waitsOf({ max: 2, backoff_s: 0, factor: 2 }, 1)).toEqual([[0, 0]]);
  });

  it('are the same from the same seed, whoever loses interest meanwhile', () => {
    const retries = { max: 3, backoff_s: 1, factor: 2 };
    expect(waitsOf(retries, 20, 5)).toEqual(waitsOf(retries, 20, 5));
    expect(waitsOf(retries, 20, 5)).not.toEqual(waitsOf(retries, 20, 6));
  });
});
