/** What a router hears of the caches: what comes in at once, what has gone when it asks or another comes in. */
import { describe, expect, it } from 'vitest';
import { CacheNews } from './cache-news.js';
import { deafRouter, groupOf, workerOf } from './testing/workers.js';

const { kv } = groupOf().limits;

/** News of one worker whose engine throws out `doomed` blocks when it is asked to reclaim. */
function news(doomed: number[] = []) {
  const router = deafRouter(true);
  const worker = workerOf(3);
  const caches = new CacheNews(router);
  const { cacheListener } = caches.kvOf(worker, kv);
  const reclaim = () => {
    for (const block of doomed.splice(0)) cacheListener!.removed(block);
  };
  Object.assign(worker.engine, { kv: { reclaim } });
  return { router, worker, caches, listener: cacheListener! };
}

it('asks for no news where the router does not want any', () => {
  expect(new CacheNews(deafRouter(false)).kvOf(workerOf(), kv)).toBe(kv);
});

it('keeps what else the engine is told of its KV', () => {
  const { cacheListener, ...rest } = new CacheNews(deafRouter(true)).kvOf(workerOf(), kv);
  expect(rest).toEqual(kv);
  expect(cacheListener).toBeDefined();
});

describe('a block', () => {
  it('that comes in is told at once', () => {
    const { router, listener } = news();
    listener.stored(7);
    expect(router.heard).toEqual(['stored 3 7']);
  });

  it('that has gone is told when the next one comes in, before it', () => {
    const { router, listener } = news();
    listener.removed(1);
    listener.removed(2);
    expect(router.heard).toEqual([]);
    listener.stored(7);
    expect(router.heard).toEqual(['removed 3 1', 'removed 3 2', 'stored 3 7']);
  });

  it('that has gone is told when the router asks, with those that go because it asks; once', () => {
    const { router, worker, caches, listener } = news([5]);
    listener.removed(1);
    caches.refresh([worker]);
    expect(router.heard).toEqual(['removed 3 1', 'removed 3 5']);
    caches.refresh([worker]);
    expect(router.heard).toHaveLength(2);
  });

  it('of a worker that is not asked about waits', () => {
    const { router, caches, listener } = news();
    listener.removed(1);
    caches.refresh([]);
    expect(router.heard).toEqual([]);
  });
});
