/** How this thread fares: event loop delay, garbage collection, CPU. Measured by Node itself, apart from the load. */
import { type IntervalHistogram, monitorEventLoopDelay, PerformanceObserver, performance } from 'node:perf_hooks';
import { type ClientHealth, EVENT_LOOP_LAG_S } from '../../reports/record/index.js';

/** The part of a run's health that each thread sees of itself. */
export type ThreadHealth = Pick<ClientHealth, 'eventLoop' | 'utilization' | 'gc'>;

/** Node's monitor tells the distance between two looks; the delay is what exceeds this. */
const LOOK_EVERY_MS = 10;

/** Watches this thread from its making to `stop`. */
export class SelfWatch {
  private readonly delay = monitorEventLoopDelay({ resolution: LOOK_EVERY_MS });
  private readonly before = performance.eventLoopUtilization();
  private readonly gc = { count: 0, total_s: 0, max_s: 0 };
  private readonly observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      this.gc.count++;
      this.gc.total_s += duration / 1000;
      this.gc.max_s = Math.max(this.gc.max_s, duration / 1000);
    }
  });

  constructor() {
    this.delay.enable();
    this.observer.observe({ entryTypes: ['gc'] });
  }

  /** Ends watching. */
  stop(): ThreadHealth {
    this.delay.disable();
    this.observer.disconnect();
    const beyond_s = (nanoseconds: number) =>
      Number.isFinite(nanoseconds) ? Math.max(0, nanoseconds / 1e9 - LOOK_EVERY_MS / 1000) : 0;
    const seen = this.delay.count > 0;
    return {
      eventLoop: {
        delayP50_s: seen ? beyond_s(this.delay.percentile(50)) : 0,
        delayP99_s: seen ? beyond_s(this.delay.percentile(99)) : 0,
        delayMax_s: seen ? beyond_s(this.delay.max) : 0,
        looks: this.delay.count,
        lagging: countBeyond(this.delay, (EVENT_LOOP_LAG_S + LOOK_EVERY_MS / 1000) * 1e9),
      },
      utilization: performance.eventLoopUtilization(this.before).utilization,
      gc: { ...this.gc },
    };
  }
}

/** How many values of the histogram are larger than `limit`; bisects the ranks, for Node tells quantiles only. */
function countBeyond(histogram: IntervalHistogram, limit: number): number {
  const { count } = histogram;
  let [within, beyond] = [0, count + 1];
  while (beyond - within > 1) {
    const rank = (within + beyond) >> 1;
    if (histogram.percentile((rank / count) * 100) > limit) beyond = rank;
    else within = rank;
  }
  return count - within;
}
