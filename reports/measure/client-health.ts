/** How a load generator fared, from how its threads or its machines did: counts add up, conditions are those of the worst. */
import type { ClientHealth } from '../record/events.js';

type ThreadHealth = Pick<ClientHealth, 'eventLoop' | 'utilization' | 'gc'>;

/** Of several threads; one at least. */
export function worstThread(healths: readonly ThreadHealth[]): ThreadHealth {
  const loops = healths.map(({ eventLoop }) => eventLoop);
  const worst = loops.reduce((a, b) => (b.lagging > a.lagging ? b : a));
  return {
    eventLoop: {
      delayP50_s: most(loops, ({ delayP50_s }) => delayP50_s),
      delayP99_s: most(loops, ({ delayP99_s }) => delayP99_s),
      delayMax_s: most(loops, ({ delayMax_s }) => delayMax_s),
      looks: worst.looks,
      lagging: worst.lagging,
    },
    utilization: most(healths, ({ utilization }) => utilization),
    gc: {
      count: sum(healths, ({ gc }) => gc.count),
      total_s: sum(healths, ({ gc }) => gc.total_s),
      max_s: most(healths, ({ gc }) => gc.max_s),
    },
  };
}

/** Of the machines of one load; one at least. What servers counted is told by the first: all of them read the same pages. */
export function mergeHealth(healths: readonly ClientHealth[]): ClientHealth {
  const checks = healths.flatMap(({ tokenCheck }) => (tokenCheck ? [tokenCheck] : []));
  const { openLoop, serverCounters } = healths[0]!;
  return {
    ...worstThread(healths),
    asked: sum(healths, ({ asked }) => asked),
    openLoop,
    steady_s: [most(healths, ({ steady_s }) => steady_s[0]), most(healths, ({ steady_s }) => steady_s[1])],
    cpu: { user_s: sum(healths, ({ cpu }) => cpu.user_s), system_s: sum(healths, ({ cpu }) => cpu.system_s) },
    sockets: {
      opened: sum(healths, ({ sockets }) => sockets.opened),
      most: sum(healths, ({ sockets }) => sockets.most),
    },
    maxRss_mb: most(healths, ({ maxRss_mb }) => maxRss_mb),
    threads: sum(healths, ({ threads }) => threads),
    ...(checks.length > 0 && {
      tokenCheck: {
        requests: sum(checks, ({ requests }) => requests),
        usage: sum(checks, ({ usage }) => usage),
        tokenizer: sum(checks, ({ tokenizer }) => tokenizer),
      },
    }),
    ...(serverCounters && { serverCounters }),
  };
}

function most<T>(all: readonly T[], of: (one: T) => number): number {
  return Math.max(...all.map(of));
}

function sum<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((total, one) => total + of(one), 0);
}
