/** Keeps the workers of one platform at what another has ready: an emulated frontend beside stand-in workers on Kubernetes. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connector, Targets } from './ports.js';

/** A follower at work. */
export interface Follower {
  /** Stops, and closes both connectors. */
  close(): Promise<void>;
}

/**
 * Every `interval_s`, orders as many workers of `follower` as `leader` has ready. Startup and draining are thus the leader's; the
 * follower's own workers should start at once. While the leader cannot be asked all stay, and `say` hears it once.
 */
export function follow(
  leader: Connector,
  follower: Connector,
  interval_s: number,
  say: (line: string) => void,
): Follower {
  const stop = new AbortController();
  const running = keepFollowing(leader, follower, interval_s, say, stop.signal);
  return {
    async close() {
      stop.abort();
      await running;
      await Promise.all([leader.close(), follower.close()]);
    },
  };
}

async function keepFollowing(
  leader: Connector,
  follower: Connector,
  interval_s: number,
  say: (line: string) => void,
  stop: AbortSignal,
): Promise<void> {
  let trouble: string | undefined;
  let ordered: Targets = {};
  while (!stop.aborted) {
    try {
      const ready = await readyOf(leader, stop);
      if (!isSame(ready, ordered)) {
        ordered = await follower.scale(ready, stop);
        say(
          `follows ${leader.name}: ${Object.entries(ready)
            .map(([role, count]) => `${count} ${role}`)
            .join(', ')} ready`,
        );
      }
      trouble = undefined;
    } catch (error) {
      const { message } = error as Error;
      if (!stop.aborted && message !== trouble) say(`cannot follow ${leader.name}: ${message}`);
      trouble = message;
    }
    await sleep(interval_s * 1000, undefined, { signal: stop }).catch(() => undefined);
  }
}

async function readyOf(leader: Connector, stop: AbortSignal): Promise<Targets> {
  const workers = Object.entries(await leader.workers(stop));
  return Object.fromEntries(workers.map(([role, { ready }]) => [role, ready]));
}

function isSame(ready: Targets, ordered: Targets): boolean {
  return Object.entries(ready).every(([role, count]) => ordered[role as keyof Targets] === count);
}
