/** Whatever goes wrong around the planner: no wrong order, and nothing that was seen or decided is lost. */
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ObservationEntry } from '../../reports/index.js';
import { exactJson } from '../../reports/index.js';
import { FakeCounters } from '../testing/fake-page.js';
import { FakeWorld, proportional } from '../testing/fake-world.js';
import type { Memory } from './memory.js';
import { freshMemory, plannerTick, type TickOutcome } from './planner.js';

const WINDOW_S = 60;
const SCRAPES = 12;
/** Served between two scrapes, 108 a window: two workers of 60, whatever single scrapes may lose. */
const REQUESTS = 9;
const session = proportional(60);

/** A world that has stood for two windows, and the planner that has ticked twice in it. */
async function standingWorld() {
  const world = await new FakeWorld().start();
  const run = { memory: freshMemory(session) as Memory, tick: 0, outcomes: [] as TickOutcome[] };
  const parts = {
    source: world.source,
    connector: world.workers,
    session,
    interval_s: WINDOW_S,
    advisory: false,
    rules: { window_s: WINDOW_S, maxAge_s: 15, required: [] },
    log: world.log,
    mayOrder: () => true,
  };
  const tick = async () => {
    const outcome = await plannerTick(parts, run.memory, ++run.tick * WINDOW_S, AbortSignal.timeout(10_000));
    run.memory = outcome.memory;
    run.outcomes.push(outcome);
    return outcome.entry;
  };
  world.counters.serve(1000);
  world.pass(SCRAPES + 1, REQUESTS);
  await tick();
  world.pass(SCRAPES, REQUESTS);
  await tick();
  expect(world.workers.desired).toEqual({ prefill: 2, decode: 2 });
  return { world, run, tick, parts };
}

async function opened() {
  const standing = await standingWorld();
  onTestFinished(() => standing.world.close());
  return standing;
}

describe('one fault at a time', () => {
  it('a Prometheus that is gone: holds, says so, and goes on when it is back', async () => {
    const { world, tick } = await opened();
    world.prometheus.failing = { status: 503, times: 1000 };
    world.pass(SCRAPES, REQUESTS);
    const entry = await tick();
    expect(entry).toMatchObject({ held: true, decision: { targets: {}, reasons: ['metrics_unreachable'] } });
    expect(world.lines.find((line) => line.startsWith('warning'))).toMatch(
      /^warning: No figures from prometheus .*: .*503.*; holding$/,
    );
    expect(entry.ordered).toEqual({ prefill: 2, decode: 2 });
    world.prometheus.failing.times = 0;
    world.pass(SCRAPES, REQUESTS);
    expect((await tick()).decision.targets).toEqual({ prefill: 2, decode: 2 });
  });

  it('a Prometheus that comes back without its past: holds until its samples cover a window', async () => {
    const { world, tick, parts } = await opened();
    const fresh = await new FakeWorld().start();
    onTestFinished(() => fresh.close());
    fresh.counters = world.counters;
    Object.assign(parts, { source: fresh.source });
    fresh.pass(3, REQUESTS);
    expect((await tick()).decision.reasons).toEqual(['no_data']);
    expect(world.lines.some((line) => /No sample reaches 4\d\.\d of the 60 s/.test(line))).toBe(true);
    fresh.pass(SCRAPES, REQUESTS);
    expect((await tick()).decision.targets).toEqual({ prefill: 2, decode: 2 });
  });

  it('a frontend that restarts: its counters begin anew, and the order stands', async () => {
    const { world, tick } = await opened();
    world.pass(5, REQUESTS);
    world.counters = new FakeCounters();
    world.pass(SCRAPES - 5, REQUESTS);
    expect((await tick()).decision.targets).toEqual({ prefill: 2, decode: 2 });
  });

  it('a frontend that is not scraped any more: holds when its samples are old', async () => {
    const { world, tick } = await opened();
    world.page = () => undefined;
    world.pass(SCRAPES - 2, REQUESTS);
    expect((await tick()).decision.reasons).toEqual(['metrics_stale']);
    world.pass(SCRAPES, REQUESTS);
    expect((await tick()).decision.reasons).toEqual(['no_data']);
  });

  it('counters that are not numbers: holds', async () => {
    const { world, tick } = await opened();
    world.page = (text) => text.replace(/(requests_total\S*) .*/, '$1 NaN');
    world.pass(SCRAPES, REQUESTS);
    const entry = await tick();
    expect(entry.held).toBe(true);
    expect(entry.observation.traffic?.requests).toBeNaN();
  });

  it('a figure that vanishes is not taken for 0', async () => {
    const { world, tick } = await opened();
    world.page = (text) =>
      text
        .split('\n')
        .filter((line) => !line.includes('requests_total'))
        .join('\n');
    world.pass(SCRAPES + 1, REQUESTS);
    expect((await tick()).decision.reasons).toEqual(['metrics_vanished']);
  });

  it('series that come twice count once', async () => {
    const { world, tick } = await opened();
    world.scrapesOf = (text) => {
      world.prometheus.scrape(text);
      world.prometheus.scrape(text, { instance: 'frontend:8000', job: 'another' });
      world.prometheus.scrape(text, { instance: 'frontend:8000', job: 'frontend', prometheus_replica: 'b' });
    };
    world.pass(2 * SCRAPES, REQUESTS);
    expect((await tick()).decision.targets).toEqual({ prefill: 2, decode: 2 });
  });

  it('silence is known: NaN means and 0 requests reach the policy', async () => {
    const { world, tick } = await opened();
    world.pass(SCRAPES + 1, 0);
    const entry = await tick();
    expect(entry.observation.traffic).toMatchObject({ requests: 0, inputTokensMean: Number.NaN });
    expect(entry.decision.targets).toEqual({ prefill: 1, decode: 1 });
  });

  it('a half-applied order is seen, told, and asked again, even while figures fail', async () => {
    const { world, tick, run } = await opened();
    world.workers.fault = 'half_applied';
    world.pass(SCRAPES, 3 * REQUESTS);
    const entry = await tick();
    expect(entry.decision.targets).toEqual({ prefill: 6, decode: 6 });
    expect(entry.ordered).toEqual({ prefill: 2, decode: 6 });
    expect(run.outcomes.at(-1)?.faults.halfApplied).toBe(true);
    expect(world.lines.at(-1)).toBe('warning: Half applied: prefill was to be 6 and is as before');
    world.workers.fault = 'none';
    world.prometheus.failing = { status: 500, times: 1000 };
    await tick();
    expect(world.workers.orders.at(-1)).toEqual({ prefill: 6 });
    expect(world.workers.desired).toEqual({ prefill: 6, decode: 6 });
  });

  it('an outside edit ends an open order instead of being fought while figures fail', async () => {
    const { world, tick } = await opened();
    world.workers.fault = 'half_applied';
    world.pass(SCRAPES, 3 * REQUESTS);
    await tick();
    world.workers.fault = 'none';
    world.workers.desired.prefill = 3;
    world.prometheus.failing = { status: 500, times: 1000 };
    const orders = world.workers.orders.length;
    await tick();
    expect(world.workers.orders).toHaveLength(orders);
    world.prometheus.failing.times = 0;
    world.pass(SCRAPES, 3 * REQUESTS);
    await tick();
    expect(world.workers.desired).toEqual({ prefill: 6, decode: 6 });
  });

  it('a platform that does not tell its workers: holds, and orders nothing', async () => {
    const { world, tick } = await opened();
    const orders = world.workers.orders.length;
    world.workers.fault = 'silent';
    world.pass(SCRAPES, 3 * REQUESTS);
    expect((await tick()).decision.reasons).toEqual(['workers_unknown']);
    expect(world.workers.orders).toHaveLength(orders);
  });
});

type Fault = 'none' | 'down' | 'nan' | 'twice' | 'restart' | 'unscraped' | 'half_applied' | 'refuses' | 'silent';
const FAULTS: readonly Fault[] = [
  'none',
  'down',
  'nan',
  'twice',
  'restart',
  'unscraped',
  'half_applied',
  'refuses',
  'silent',
];

async function suffer(world: FakeWorld, fault: Fault): Promise<void> {
  world.prometheus.failing = { status: 503, times: fault === 'down' ? 1000 : 0 };
  const isOfPlatform = fault === 'half_applied' || fault === 'refuses' || fault === 'silent';
  world.workers.fault = isOfPlatform ? fault : 'none';
  world.page = (text) =>
    fault === 'unscraped' ? undefined : fault === 'nan' ? text.replace(/(count\S*|total\S*) .*/g, '$1 NaN') : text;
  world.scrapesOf = (text) => {
    world.prometheus.scrape(text);
    if (fault === 'twice') world.prometheus.scrape(text, { instance: 'frontend:8000', job: 'another' });
  };
  world.pass(SCRAPES / 2, REQUESTS);
  if (fault === 'restart') world.counters = new FakeCounters();
  world.pass(SCRAPES / 2, REQUESTS);
}

it('any faults in any order: under a steady load no order but the right one is ever given, and every tick is told', async () => {
  const faults = fc.array(fc.constantFrom(...FAULTS), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(faults, async (plan) => {
      const { world, run, tick } = await standingWorld();
      const journal: ObservationEntry[] = [{ start: { time_s: 0, resumed: false, replicas: {} } }];
      for (const { entry } of run.outcomes) journal.push({ tick: entry });
      try {
        for (const fault of plan) {
          await suffer(world, fault);
          journal.push({ tick: await tick() });
        }
      } finally {
        await world.close();
      }
      for (const order of world.workers.orders) expect(Object.values(order).every((count) => count === 2)).toBe(true);
      expect(run.memory.safe).toEqual({ prefill: 2, decode: 2 });
      expect(journal).toHaveLength(plan.length + 3);
      expect(repeated(journal)).toEqual(run.memory.policy);
    }),
    { numRuns: 30 },
  );
}, 60_000);

/** Decides again on what was told: the same decisions and, in the end, the same state. */
function repeated(journal: readonly ObservationEntry[]): unknown {
  let state = session.initialState;
  for (const entry of journal) {
    if (!('tick' in entry) || entry.tick.held) continue;
    const answer = session.tick(state, entry.tick.observation);
    expect(exactJson(answer.decision)).toBe(exactJson(entry.tick.decision));
    state = answer.state;
  }
  return state;
}
