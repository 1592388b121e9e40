import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import type { ObservationEntry } from '../../reports/index.js';
import type { Lease, MetricsReading, MetricsSource } from '../ports.js';
import { FakeWorkers, proportional } from '../testing/fake-world.js';
import { VirtualClock } from '../testing/virtual-clock.js';
import { Daemon, type DaemonParts } from './daemon.js';
import { OwnMetrics } from './own-metrics.js';

const INTERVAL_S = 60;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-daemon-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

class FakeSource implements MetricsSource {
  readonly name = 'fake source';
  requests = 100;
  delay: () => void = () => undefined;

  async read(): Promise<MetricsReading> {
    this.delay();
    return { traffic: { requests: this.requests } };
  }

  async close(): Promise<void> {}
}

/** A daemon whose world is all in memory; what it tells is collected. */
function daemon(parts: Partial<DaemonParts> = {}) {
  const clock = new VirtualClock();
  const source = new FakeSource();
  const workers = new FakeWorkers({ prefill: 1, decode: 1 });
  const told = { entries: [] as ObservationEntry[], lines: [] as string[], ended: [] as unknown[], ticks: 0 };
  const metrics = new OwnMetrics({ ttft_ms: 500 });
  const session = proportional(60);
  const made = new Daemon({
    source,
    connector: workers,
    interval_s: INTERVAL_S,
    advisory: false,
    rules: { window_s: INTERVAL_S, maxAge_s: 30, required: [] },
    log: { write: (level, text) => told.lines.push(`${level}: ${text}`) },
    startPolicy: () => session,
    replicas: { decode: 1 },
    hardware: { decode: { gpus: 2, gpuSystem: 'h100_sxm' } },
    watch_s: 5,
    clock,
    sink: {
      tick: () => told.ticks++,
      worker: () => undefined,
      workerEnd: (end) => told.ended.push(end),
      sample: () => undefined,
    },
    journal: { add: (entry) => told.entries.push(JSON.parse(JSON.stringify(entry)) as ObservationEntry) },
    metrics,
    key: 'a configuration',
    ...parts,
  });
  const over = made.run();
  const stop = async () => {
    made.stop();
    await over;
  };
  return { daemon: made, clock, source, workers, told, metrics, stop };
}

const ticksOf = (entries: readonly ObservationEntry[]) =>
  entries.flatMap((entry) => ('tick' in entry ? [entry.tick] : []));

it('ticks at multiples of the interval, orders, and tells what it saw and did', async () => {
  const { clock, told, workers, source, stop, metrics } = daemon();
  await clock.pass(130);
  source.requests = 200;
  await clock.pass(60);
  await stop();
  const ticks = ticksOf(told.entries);
  expect(ticks.map(({ time_s }) => time_s)).toEqual([60, 120, 180]);
  expect(told.ticks).toBe(3);
  expect(workers.orders.map((order) => order.decode)).toEqual([2, 4]);
  expect(ticks.map(({ ordered }) => ordered['decode'])).toEqual([2, 2, 4]);
  expect(told.entries[0]).toEqual({
    start: { time_s: 0, resumed: false, replicas: { prefill: 1, decode: 1 }, key: 'a configuration' },
  });
  expect(told.lines).toContain('info: Number of prefill workers: 1, number of decode workers: 1');
  expect(told.lines).toContain('info: Observed ttft: n/a itl: n/a');
  expect(told.ended).toHaveLength(8);
  const page = await metrics.text();
  expect(page).toMatch(/^headroom_planner_ticks_total\{outcome="decided"\} 3$/m);
  expect(page).toMatch(/^dynamo_planner_num_decode_replicas 2$/m);
  expect(page).not.toMatch(/^dynamo_planner_observed_ttft_ms/m);
});

it('goes on where it was after a restart, and begins anew for another configuration', async () => {
  const state = join(folder, 'state.json');
  const first = daemon({ state });
  await first.clock.pass(125);
  await first.stop();
  const second = daemon({ state });
  second.clock.wallOffset_ms += 300_000;
  await second.clock.pass(65);
  await second.stop();
  expect(second.told.entries[0]).toMatchObject({ start: { resumed: true, replicas: { prefill: 1, decode: 1 } } });
  const [tick] = ticksOf(second.told.entries);
  expect(tick!.time_s).toBeGreaterThan(120);
  expect(JSON.parse(readFileSync(state, 'utf8'))).toMatchObject({
    memory: { policy: { asked: 3 }, safe: { prefill: 2, decode: 2 } },
  });

  const other = daemon({ state, key: 'another configuration' });
  await other.clock.pass(1);
  await other.stop();
  expect(other.told.lines[0]).toBe('info: Begins anew: the state belongs to another configuration');
  writeFileSync(state, '{"half a');
  const broken = daemon({ state });
  await broken.clock.pass(1);
  await broken.stop();
  expect(broken.told.lines[0]).toBe('info: Begins anew: the state is not valid JSON');
});

it('restores the record of an earlier process and goes on after it', async () => {
  const first = daemon();
  await first.clock.pass(130);
  await first.stop();
  const second = daemon();
  second.daemon.restore(first.told.entries);
  expect(second.told.ticks).toBe(2);
});

it('ticks as before when the wall clock steps, and says that it did', async () => {
  const { clock, told, stop } = daemon();
  await clock.pass(65);
  clock.wallOffset_ms -= 3_600_000;
  await clock.pass(60);
  await stop();
  expect(ticksOf(told.entries).map(({ time_s }) => time_s)).toEqual([60, 120]);
  expect(told.lines).toContain('warning: The wall clock stepped by -3600.0 s; ticks go on as before');
});

it('leaves out the ticks that a slow one overran, and says so', async () => {
  const { clock, source, told, stop } = daemon();
  source.delay = () => {
    clock.block(130);
    source.delay = () => undefined;
  };
  await clock.pass(260);
  await stop();
  expect(ticksOf(told.entries).map(({ time_s }) => time_s)).toEqual([60, 240]);
  expect(told.lines).toContain('warning: Skipped 2 ticks: the one before took too long');
});

it('orders only while it holds the lease', async () => {
  const lock = { held: false };
  const lease: Lease = {
    holder: 'a',
    retry_s: 2,
    acquire: async () => lock.held,
    renew: async () => lock.held,
    isHeld: () => lock.held,
    release: async () => undefined,
  };
  const { clock, workers, told, stop } = daemon({ lease });
  await clock.pass(65);
  expect(workers.orders).toEqual([]);
  expect(told.lines).toContain('info: Not the leader: would order prefill 1 → 2, decode 1 → 2');
  lock.held = true;
  await clock.pass(60);
  expect(workers.orders).toEqual([{ prefill: 2, decode: 2 }]);
  await stop();
  expect(told.lines).toContain('info: Leads as a');
});

it('advisory: decides, tells, and orders nothing', async () => {
  const { clock, workers, told, stop } = daemon({ advisory: true });
  await clock.pass(65);
  await stop();
  expect(workers.orders).toEqual([]);
  expect(ticksOf(told.entries)[0]).toMatchObject({
    decision: { targets: { decode: 2 } },
    ordered: { prefill: 1, decode: 1 },
  });
  expect(told.lines).toContain('info: Advisory: would order prefill 1 → 2, decode 1 → 2');
});
