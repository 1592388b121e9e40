/** Workers kept ahead of any order: who is woken, who is prepared in whose place, what they hold. */
import { describe, expect, it } from 'vitest';
import type { WarmPoolSpec } from '../../scenarios/index.js';
import type { StartOutcome } from './starter.js';
import { seconds } from './testing/fleet-rig.js';
import { WarmPool } from './warm-pool.js';
import { Worker } from './worker.js';

/** A warm pool whose fleet does what the test says: prepared workers are ready when `outcomes` is told so. */
function warmPool(of: Partial<WarmPoolSpec> = {}) {
  const done: string[] = [];
  const outcomes = new Map<number, StartOutcome<Worker>>();
  let ids = 0;
  const pool = new WarmPool<Worker>(
    { size: 2, startup: seconds(4), ...of },
    {
      create: () => new Worker(ids++, 'decode', 1, 0),
      seat: ({ id }) => done.push(`seat ${id}`),
      prepare: (worker, outcome) => {
        done.push(`prepare ${worker.id}`);
        outcomes.set(worker.id, outcome);
      },
      pause: (worker, holdsGpus) => {
        worker.pause(0, holdsGpus);
        done.push(`pause ${worker.id}${holdsGpus ? ' with GPUs' : ''}`);
      },
      remove: ({ id }, cause) => done.push(`remove ${id} ${cause}`),
    },
  );
  const find = (id: number) => pool.members.find((worker) => worker.id === id)!;
  return {
    pool,
    done,
    find,
    started: (id: number) => outcomes.get(id)!.started(find(id)),
    failed: (id: number) => outcomes.get(id)!.failed(find(id)),
  };
}

describe('a warm pool', () => {
  it('is full from the first instant, with GPUs or without', () => {
    const { pool, done } = warmPool();
    pool.begin();
    expect(done).toEqual(['seat 0', 'pause 0 with GPUs', 'seat 1', 'pause 1 with GPUs']);
    expect(pool.holding).toBe(2);
    const without = warmPool({ holds_gpus: false });
    without.pool.begin();
    expect(without.done).toEqual(['pause 0', 'pause 1']);
    expect([without.pool.holding, without.pool.members.length]).toEqual([0, 2]);
  });

  it('wakes the longest paused, and has nobody when it is empty', () => {
    const { pool } = warmPool();
    pool.begin();
    expect([pool.take()?.id, pool.take()?.id, pool.take()?.id]).toEqual([0, 1, undefined]);
  });

  it('prepares as many as are missing, no more', () => {
    const { pool, done } = warmPool();
    pool.begin();
    done.length = 0;
    pool.take();
    pool.refill();
    pool.refill();
    expect(done).toEqual(['prepare 2']);
    expect(pool.members.map(({ id }) => id)).toEqual([1, 2]);
  });

  it('pauses who is prepared, behind those that were there', () => {
    const { pool, done, started } = warmPool();
    pool.begin();
    pool.take();
    pool.refill();
    done.length = 0;
    started(2);
    expect(done).toEqual(['pause 2 with GPUs']);
    expect([pool.take()?.id, pool.take()?.id]).toEqual([1, 2]);
  });

  it('counts the GPUs of who is prepared, unless that one waits for them', () => {
    const { pool, find } = warmPool({ size: 1, holds_gpus: false });
    pool.begin();
    pool.take();
    pool.refill();
    expect(pool.holding).toBe(1);
    find(1).enter('pending', 0);
    expect(pool.holding).toBe(0);
  });
});

describe('a worker that is lost', () => {
  it('paused or in preparation is removed, and another is prepared', () => {
    const { pool, done, find } = warmPool();
    pool.begin();
    done.length = 0;
    expect(pool.lose(find(0), 'crash')).toBe(true);
    expect(done).toEqual(['remove 0 crash', 'prepare 2']);
    done.length = 0;
    expect(pool.lose(find(2), 'crash')).toBe(true);
    expect(done).toEqual(['remove 2 crash', 'prepare 3']);
  });

  it('because its start failed is removed too', () => {
    const { pool, done, failed } = warmPool({ size: 1 });
    pool.begin();
    pool.take();
    pool.refill();
    done.length = 0;
    failed(1);
    expect(done).toEqual(['remove 1 start_failed', 'prepare 2']);
  });

  it('is none of this pool’s once it is woken', () => {
    const { pool } = warmPool();
    pool.begin();
    expect(pool.lose(pool.take()!, 'crash')).toBe(false);
  });
});
