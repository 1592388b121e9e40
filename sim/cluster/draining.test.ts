/** What becomes of the work of a worker that must go: it finishes it, hands its queue back, or loses it. */
import { describe, expect, it } from 'vitest';
import { play, type Rows, type SmallClusterOptions, scriptedPolicy } from '../testing/index.js';

/** Two workers with one request in work and one waiting each, just before the order of 60 s that takes one of them away. */
const rows: Rows = [
  [59, 500, 100],
  [59.001, 500, 100],
  [59.002, 500, 100],
  [59.003, 500, 100],
];

function playDrain(drain: 'wait' | 'redirect' | 'immediate', more: SmallClusterOptions = {}) {
  const aggregated = {
    replicas: 2,
    max_batch: 1,
    queue: 'per_worker' as const,
    drain,
    startup: { stages: [{ name: 'startup', fixed_s: 5 }] },
  };
  const played = play(rows, { policy: scriptedPolicy([{ aggregated: 1 }]), ...more, aggregated });
  const gone = played.workers.find(({ state }) => state === 'gone')!;
  const byWorker = rows.map((_, id) => played.end(id).decodeWorker);
  return { ...played, gone, byWorker };
}

describe('a worker that drains', () => {
  it('finishes what it has, also what waits in its queue', () => {
    const { gone, byWorker, result } = playDrain('wait');
    expect(byWorker).toEqual([0, 1, 0, 1]);
    expect(gone.worker).toBe(1);
    expect(gone.time_s).toBeCloseTo(59.001 + 2 * (0.5 + 0.99), 9);
    expect(result.tally.completed).toBe(4);
  });

  it('hands its queue back to the others, and goes when it has finished the rest', () => {
    const { gone, byWorker, result } = playDrain('redirect');
    expect(byWorker).toEqual([0, 1, 0, 0]);
    expect(gone.time_s).toBeCloseTo(59.001 + 0.5 + 0.99, 9);
    expect(result.tally.completed).toBe(4);
  });

  it('loses all it has where it stops at once; the frontend may send it to another', () => {
    const lost = playDrain('immediate');
    expect(lost.gone.time_s).toBe(60);
    expect(lost.ends.filter(({ status }) => status === 'failed').map(({ id }) => id)).toEqual([1, 3]);
    const requeued = playDrain('immediate', { frontend: { lost_work: 'requeue' } });
    expect(requeued.byWorker).toEqual([0, 0, 0, 0]);
    expect(requeued.gaps).toHaveLength(4 * 99);
    expect(requeued.firstTokens).toHaveLength(4);
  });
});
