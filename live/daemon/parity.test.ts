/** What a live planner decided in an hour is decided again offline, from what it wrote down, byte for byte. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { exactJson, openObservations, readObservations } from '../../reports/index.js';
import { loadPolicyFile, shippedPath } from '../../scenarios/index.js';
import { livePolicy, loadPools, replayObservations } from '../../studies/index.js';
import { FakeCounters } from '../testing/fake-page.js';
import { FakeWorld } from '../testing/fake-world.js';
import { freshMemory, plannerTick } from './planner.js';
import { requiredFigures } from './safety.js';

const INTERVAL_S = 60;
const TICKS = 60;

it.each([
  ['dynamo-sla', []],
  ['dynamo-sla', ['planner.version=1.0.2', 'planner.load_predictor=kalman']],
  ['last-value', ['planner={policy: last-value, interval_s: 60}']],
  [
    'dynamo-planner',
    ['planner={policy: dynamo-planner, interval_s: 60, config: {throughput_adjustment_interval: 60}}'],
  ],
] as const)('an hour of %s %j', async (policy, set) => {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-parity-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const loaded = loadPolicyFile(shippedPath('scenarios', 'live', 'planner.yaml'), set);
  const start = livePolicy(loaded, loadPools(loaded));
  const replicas = { prefill: 1, decode: 1 };
  const session = start(replicas);
  const world = await new FakeWorld().start();
  onTestFinished(() => world.close());
  const file = openObservations(folder);
  file.add({ start: { time_s: 0, resumed: false, replicas } });
  const parts = {
    source: world.source,
    connector: world.workers,
    session,
    interval_s: INTERVAL_S,
    advisory: false,
    rules: { window_s: INTERVAL_S, maxAge_s: 15, required: requiredFigures(policy) },
    log: world.log,
    mayOrder: () => true,
  };
  let memory = freshMemory(session);
  const recorded: string[] = [];
  for (let tick = 1; tick <= TICKS; tick++) {
    world.prometheus.failing = { status: 503, times: tick % 17 === 0 ? 100 : 0 };
    if (tick === 31) world.counters = new FakeCounters();
    const silent = tick >= 40 && tick < 43;
    world.pass(12, silent ? 0 : Math.round(20 + 300 * (1 + Math.sin(tick / 5)) + (tick % 7) / 3));
    const outcome = await plannerTick(parts, memory, tick * INTERVAL_S, AbortSignal.timeout(10_000));
    memory = outcome.memory;
    file.add({ tick: outcome.entry });
    recorded.push(exactJson(outcome.entry.decision));
  }
  file.close();
  const replay = replayObservations(readObservations(folder), start);
  expect(replay).toMatchObject({ ticks: TICKS, different_s: [] });
  expect(replay.same).toBe(TICKS - replay.held);
  expect(replay.held).toBeGreaterThanOrEqual(3);
  expect(replay.held).toBeLessThan(10);
  const again = replay.entries.flatMap((entry) => ('tick' in entry ? [exactJson(entry.tick.decision)] : []));
  expect(again).toEqual(recorded);
  const other = { ...loaded, scenario: { ...loaded.scenario, sla: { ttft_ms: 1, tpot_ms: 1 } } };
  if (policy === 'dynamo-sla') {
    expect(replayObservations(readObservations(folder), livePolicy(other, loadPools(other))).same).toBeLessThan(
      TICKS / 2,
    );
  }
});
