/** One tick over parts in memory: what is asked, held, ordered, told and remembered. */
import { describe, expect, it } from 'vitest';
import type { Decision, PolicySession } from '../../planner-core/index.js';
import type { MetricsReading } from '../ports.js';
import { FakeWorkers, proportional } from '../testing/fake-world.js';
import type { Memory } from './memory.js';
import { desiredOf, freshMemory, type PlannerParts, plannerTick } from './planner.js';

const READING: MetricsReading = { traffic: { requests: 30 }, latency: { ttft: 0.25, itl: 0.02 }, age_s: 3 };

/** A planner of one worker for ten requests, over a reading that the test gives. */
function planner(more: Partial<PlannerParts> & { reading?: () => Promise<MetricsReading> } = {}) {
  const { reading = async () => READING, ...parts } = more;
  const workers = new FakeWorkers({ prefill: 1, decode: 1 });
  const lines: string[] = [];
  const asked: number[] = [];
  const all: PlannerParts = {
    source: {
      name: 'a source',
      read: (window_s) => {
        asked.push(window_s);
        return reading();
      },
      close: async () => undefined,
    },
    connector: workers,
    session: proportional(10) as PolicySession<unknown>,
    interval_s: 60,
    advisory: false,
    rules: { window_s: 60, maxAge_s: 15, required: [] },
    log: { write: (level, text) => lines.push(`${level}: ${text}`) },
    mayOrder: () => true,
    ...parts,
  };
  let memory = freshMemory(all.session);
  const tick = async (time_s = 60) => {
    const outcome = await plannerTick(all, memory, time_s, new AbortController().signal);
    memory = outcome.memory;
    return outcome;
  };
  return { workers, lines, asked, tick };
}

/** A session that always decides the same. */
function deciding(decision: Partial<Decision>, leastWorkers = 1): PolicySession<unknown> {
  const whole: Decision = { targets: {}, reasons: ['static'], explanation: {}, log: [], ...decision };
  return { initialState: 0, leastWorkers, tick: (state) => ({ state, decision: whole }) };
}

describe('a tick on known figures', () => {
  it('asks for one window, decides, orders and tells', async () => {
    const { workers, lines, asked, tick } = planner();
    const { entry, faults } = await tick();
    expect(asked).toEqual([60]);
    expect(workers.orders).toEqual([{ prefill: 3, decode: 3 }]); // 30 requests, 10 a worker
    expect(entry).toMatchObject({ time_s: 60, ordered: { prefill: 3, decode: 3 } });
    expect(entry).not.toHaveProperty('held');
    expect(faults).toEqual({ source: false, connector: false, halfApplied: false });
    expect(lines).toEqual([
      'info: sized for 30.000',
      'info: Observed ttft: 0.250s itl: 0.020s',
      'info: Number of prefill workers: 1, number of decode workers: 1',
      'info: Ordered prefill 1 → 3, decode 1 → 3',
    ]);
  });

  it("shows the policy figures and workers, without the source's doubts", async () => {
    const { tick } = planner({ reading: async () => ({ ...READING, uncovered_s: 0 }) });
    const { entry, age_s } = await tick(120);
    expect(entry.observation).toEqual({
      time: 120,
      windowSeconds: 60,
      traffic: READING.traffic,
      latency: READING.latency,
      workers: {
        prefill: { ready: 1, starting: 0, draining: 0, desired: 1 },
        decode: { ready: 1, starting: 0, draining: 0, desired: 1 },
      },
    });
    expect(age_s).toBe(3);
  });

  it('orders nothing that is in force', async () => {
    const { workers, tick } = planner();
    await tick(60);
    const { entry } = await tick(120);
    expect(workers.orders).toHaveLength(1);
    expect(entry.ordered).toEqual({ prefill: 3, decode: 3 });
  });

  it('orders one role alone where the other stands', async () => {
    const { workers, tick } = planner({ session: deciding({ targets: { prefill: 1, decode: 4 } }) });
    await tick();
    expect(workers.orders).toEqual([{ decode: 4 }]);
  });

  it('a role without a target stays, and is remembered at its last one', async () => {
    const { tick } = planner({ session: deciding({ targets: { decode: 4 } }) });
    const { memory } = await tick();
    expect(memory).toMatchObject({ time_s: 60, safe: { decode: 4 }, open: {} });
    expect(memory.safe).not.toHaveProperty('prefill');
  });

  it('remembers the figures that there were, each once', async () => {
    const { tick } = planner();
    await tick();
    const { memory } = await tick(120);
    expect(memory.seen).toEqual(['traffic.requests', 'latency.ttft', 'latency.itl']);
    expect(memory.policy).toEqual({ asked: 2 });
  });

  it('drops a target that is no count and raises one below the least, and says so', async () => {
    const { workers, lines, tick } = planner({
      session: deciding({ targets: { prefill: Number.NaN, decode: 0 } }, 2),
    });
    await tick();
    expect(workers.orders).toEqual([{ decode: 2 }]);
    expect(lines.filter((line) => line.startsWith('error'))).toHaveLength(2);
  });

  it('leaves out its own lines where the policy has them', async () => {
    const log = [
      { level: 'info', text: 'Observed ttft: 0.1s' },
      { level: 'info', text: 'Number of prefill workers: 9' },
    ] as const;
    const { lines, tick } = planner({ session: deciding({ log }) });
    await tick();
    expect(lines).toEqual(log.map(({ level, text }) => `${level}: ${text}`));
  });

  it('writes a latency that is unknown as n/a', async () => {
    const { lines, tick } = planner({ reading: async () => ({ traffic: { requests: 1 } }) });
    await tick();
    expect(lines).toContain('info: Observed ttft: n/a itl: n/a');
  });
});

describe('a tick in doubt', () => {
  it('a source that cannot be asked: the policy is not, nothing is ordered, the reason is told', async () => {
    const { workers, lines, tick } = planner({ reading: () => Promise.reject(new Error('ECONNREFUSED')) });
    const { entry, memory, faults, age_s } = await tick();
    expect(entry).toMatchObject({ held: true, ordered: { prefill: 1, decode: 1 } });
    expect(entry.decision.reasons).toEqual(['metrics_unreachable']);
    expect(memory.policy).toEqual({ asked: 0 });
    expect(faults.source).toBe(true);
    expect(age_s).toBeUndefined();
    expect(workers.orders).toEqual([]);
    expect(lines[0]).toBe('warning: No figures from a source: ECONNREFUSED; holding');
  });

  it('a platform that does not answer: held, and nothing is said of workers', async () => {
    const { workers, lines, tick } = planner();
    workers.fault = 'silent';
    const { entry, faults, workers: told } = await tick();
    expect(entry).toMatchObject({ held: true, ordered: {}, decision: { reasons: ['workers_unknown'] } });
    expect(faults).toMatchObject({ source: false, connector: true });
    expect(told).toBeUndefined();
    expect(lines.join()).not.toContain('Number of prefill workers');
  });

  it('both at once are both told', async () => {
    const { workers, tick } = planner({ reading: () => Promise.reject(new Error('x')) });
    workers.fault = 'silent';
    expect((await tick()).entry.decision.reasons).toEqual(['metrics_unreachable', 'workers_unknown']);
  });

  it('figures of a held tick are not remembered as seen', async () => {
    const { tick } = planner({ reading: async () => ({ ...READING, age_s: 99 }) });
    const { entry, memory, faults } = await tick();
    expect(entry.held).toBe(true);
    expect(memory.seen).toEqual([]);
    expect(faults.source).toBe(false); // it answered
  });

  it('keeps what was safe', async () => {
    let reading = READING;
    const { tick } = planner({ reading: async () => reading });
    await tick();
    reading = {};
    expect((await tick(120)).memory.safe).toEqual({ prefill: 3, decode: 3 });
  });
});

describe('who may order', () => {
  it.each([
    ['an adviser', { advisory: true }, 'Advisory'],
    ['one that does not lead', { mayOrder: () => false }, 'Not the leader'],
  ])('%s tells what it would order, and leaves no order open', async (_, parts, word) => {
    const { workers, lines, tick } = planner(parts);
    const { entry, memory, faults } = await tick();
    expect(workers.orders).toEqual([]);
    expect(entry.ordered).toEqual({ prefill: 1, decode: 1 });
    expect(memory.open).toEqual({});
    expect(faults.connector).toBe(false);
    expect(lines.at(-1)).toBe(`info: ${word}: would order prefill 1 → 3, decode 1 → 3`);
  });

  it('is asked after the decision, not before', async () => {
    const order: string[] = [];
    const { tick } = planner({
      session: {
        initialState: 0,
        leastWorkers: 1,
        tick: (state) => {
          order.push('decided');
          return { state, decision: { targets: { decode: 2 }, reasons: ['static'], explanation: {}, log: [] } };
        },
      },
      mayOrder: () => order.push('asked') > 0,
    });
    await tick();
    expect(order).toEqual(['decided', 'asked']);
  });
});

describe('an order that is not taken up', () => {
  it('as a whole: told, left open, ordered again although nothing new is known', async () => {
    let reading = READING;
    const { workers, lines, tick } = planner({ reading: async () => reading });
    workers.fault = 'refuses';
    const { memory, faults } = await tick();
    expect(memory.open).toEqual({ prefill: { wanted: 3, over: 1 }, decode: { wanted: 3, over: 1 } });
    expect(faults).toEqual({ source: false, connector: true, halfApplied: true });
    expect(lines.at(-1)).toBe('error: fake workers did not take the order prefill 1 → 3, decode 1 → 3: forbidden');
    workers.fault = 'none';
    reading = {};
    const again = await tick(120);
    expect(again.entry).toMatchObject({ held: true, ordered: { prefill: 3, decode: 3 } });
    expect(again.memory.open).toEqual({});
  });

  it('in part: the rest is told and ordered alone', async () => {
    const { workers, lines, tick } = planner();
    workers.fault = 'half_applied';
    const { entry, memory, faults } = await tick();
    expect(entry.ordered).toEqual({ prefill: 1, decode: 3 });
    expect(memory.open).toEqual({ prefill: { wanted: 3, over: 1 } });
    expect(faults).toEqual({ source: false, connector: false, halfApplied: true });
    expect(lines.at(-1)).toBe('warning: Half applied: prefill was to be 3 and is as before');
    workers.fault = 'none';
    await tick(120);
    expect(workers.orders.at(-1)).toEqual({ prefill: 3 });
  });

  it('is dropped where somebody else has ordered since', async () => {
    let reading = READING;
    const { workers, tick } = planner({ reading: async () => reading });
    workers.fault = 'refuses';
    await tick();
    workers.fault = 'none';
    workers.desired.decode = 7;
    reading = {};
    await tick(120);
    expect(workers.orders.at(-1)).toEqual({ prefill: 3 });
    expect(workers.desired.decode).toBe(7);
  });

  it('is kept while the platform cannot be asked', async () => {
    const { workers, tick } = planner();
    workers.fault = 'refuses';
    const { memory } = await tick();
    workers.fault = 'silent';
    expect((await tick(120)).memory.open).toEqual(memory.open satisfies Memory['open']);
  });
});

it('desired counts of workers that are not known are none', () => {
  expect(desiredOf(undefined)).toEqual({});
  expect(desiredOf({ decode: { ready: 1, starting: 2, draining: 3, desired: 4 } })).toEqual({ decode: 4 });
});
