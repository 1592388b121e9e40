/** The condition of a load generator that kept up, for tests. */
import type { ClientHealth } from '../record/events.js';

/** One thread, half idle, that asked for `asked` requests; its steady window is [1 s, 20 s). */
export function clientHealth(change: Partial<ClientHealth> = {}): ClientHealth {
  return {
    asked: 2,
    openLoop: true,
    steady_s: [1, 20],
    eventLoop: { delayP50_s: 0, delayP99_s: 0.001, delayMax_s: 0.002, looks: 100, lagging: 0 },
    utilization: 0.1,
    gc: { count: 1, total_s: 0.002, max_s: 0.001 },
    cpu: { user_s: 1, system_s: 0.5 },
    sockets: { opened: 2, most: 2 },
    maxRss_mb: 100,
    threads: 1,
    ...change,
  };
}
