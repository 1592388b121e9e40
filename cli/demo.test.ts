/** `headroom demo` from outside: on a real Prometheus, replicas follow a step of load as they do in its simulation. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hasPrometheus } from '../live/testing/index.js';
import { type RunRecord, readRun } from '../reports/index.js';
import { addressesIn, answers, exitOf, INTERVAL_S, SHORT, startDemo } from './testing/demo-rig.js';

/** Decode workers ordered, tick by tick, where the count changed. */
function orders({ decisions }: RunRecord): { time_s: number; count: number }[] {
  const counts = decisions.map((row) => ({ time_s: Number(row['time_s']), count: Number(row['decode_ordered']) }));
  return counts.filter(({ count }, i) => count !== counts[i - 1]?.count);
}

/** When each decode worker that was not there at the start got ready, in order. */
function readyTimes({ workers }: RunRecord): number[] {
  const times = workers.filter(({ role }) => role === 'decode').map((row) => Number(row['ready_s']));
  return times.filter((time_s) => time_s > 1).sort((a, b) => a - b);
}

it.skipIf(!hasPrometheus)(
  'replicas follow three times the load up and down as they do in the simulation (skipped without prometheus)',
  async () => {
    const { child, out, folder, temporary } = startDemo(...SHORT);
    expect(await exitOf(child), out.stderr).toBe(0);
    const [simulated, live] = [readRun(join(folder, 'simulated')), readRun(join(folder, 'live'))];
    expect(orders(live).map(({ count }) => count)).toEqual(orders(simulated).map(({ count }) => count));
    expect(orders(live).map(({ count }) => count)).toEqual([1, 2, 1]);
    for (const [i, { time_s }] of orders(simulated).entries()) {
      expect(Math.abs(orders(live)[i]!.time_s - time_s)).toBeLessThanOrEqual(INTERVAL_S);
    }
    const ready = readyTimes(live);
    expect(ready).toHaveLength(readyTimes(simulated).length);
    for (const [i, time_s] of readyTimes(simulated).entries()) {
      expect(Math.abs(ready[i]! - time_s)).toBeLessThanOrEqual(INTERVAL_S + 1); // looks at workers are a second apart
    }
    expect(live.summary.requests.completed).toBe(simulated.summary.requests.offered);
    expect(out.stdout).toContain('Simulated (A) and live (B)');
    expect(existsSync(join(folder, 'live', 'report.html'))).toBe(true);
    expect(out.stderr).toMatch(/planner 12 s: saw \d+ requests, TTFT .* decode \(forecast\)/);
    const addresses = addressesIn(out.stderr);
    expect(addresses).toHaveLength(2);
    for (const url of addresses) expect(await answers(url)).toBe(false);
    expect(readdirSync(temporary).filter((name) => name.startsWith('headroom'))).toEqual([]);
  },
  60_000,
);
