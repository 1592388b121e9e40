/** Laws that no simulation may break, checked from outside on what it tells: the event log alone. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  drawRun,
  type Played,
  play,
  playInput,
  type Rows,
  scriptedPolicy,
  smallProfile,
  unevenProfile,
} from './testing/index.js';

const anySeed = fc.integer({ min: 1, max: 1_000_000 });

function playSeed(seed: number): Played {
  const { input, traffic } = drawRun(seed, 'leaping');
  return playInput(input, traffic);
}

/** An event of the log: its name, and what all of them have that have a time. */
interface Told {
  readonly name: string;
  readonly time_s: number;
  readonly id: number;
}

function eventsOf({ log }: Played): Told[] {
  return log
    .filter((line) => !line.startsWith('tokenGaps') && !line.startsWith('workerEnd'))
    .map((line) => {
      const space = line.indexOf(' ');
      return { ...(JSON.parse(line.slice(space)) as Omit<Told, 'name'>), name: line.slice(0, space) };
    });
}

/** The integral over time of those inside, and the sum of their times. */
function littleSides(played: Played): [integral_s: number, inside_s: number] {
  let [inside, integral_s, last_s] = [0, 0, 0];
  for (const { name, time_s } of eventsOf(played)) {
    if (name !== 'arrival' && name !== 'requestEnd') continue;
    integral_s += inside * (time_s - last_s);
    last_s = time_s;
    inside += name === 'arrival' ? 1 : -1;
  }
  return [integral_s, played.ends.reduce((sum, { time_s, arrival_s }) => sum + time_s - arrival_s, 0)];
}

/** Events that come before one that was told earlier, or speak of a request that has not come or has gone. */
function misplaced(played: Played): Told[] {
  const open = new Set<number>();
  let last_s = 0;
  const wrong = eventsOf(played).filter(({ name, time_s, id }) => {
    const isLate = time_s < last_s;
    last_s = time_s;
    if (name === 'arrival') open.add(id);
    const isOfNobody = (name === 'firstToken' || name === 'requestEnd') && !open.has(id);
    if (name === 'requestEnd') open.delete(id);
    return isLate || isOfNobody;
  });
  return [...wrong, ...[...open].map((id) => ({ name: 'never ended', time_s: last_s, id }))];
}

/** Requests that ended at a worker which was never ready by then. */
function servedByNobody({ ends, workers }: Played): number[] {
  const ready_s = new Map(
    workers.filter(({ state }) => state === 'ready').map(({ worker, time_s }) => [worker, time_s]),
  );
  const isThere = (worker: number | undefined, time_s: number) =>
    worker === undefined || ready_s.get(worker)! <= time_s;
  return ends
    .filter(
      ({ time_s, prefillWorker, decodeWorker }) => !isThere(prefillWorker, time_s) || !isThere(decodeWorker, time_s),
    )
    .map(({ id }) => id);
}

/** Samples that show less than nothing or more than there is. */
function impossible({ samples }: Played): object[] {
  return samples
    .flatMap(({ pools }) => Object.values(pools))
    .filter(({ kvUsage = 0, ready, starting, draining, queued = 0, running = 0 }) =>
      [kvUsage, 1 - kvUsage, ready, starting, draining, queued, running].some((figure) => figure < 0),
    );
}

it('any run keeps the laws: Little, order, one story a request, workers that were there, no more used than there is', () => {
  fc.assert(
    fc.property(anySeed, (seed) => {
      const played = playSeed(seed);
      const [integral_s, inside_s] = littleSides(played);
      expect(integral_s).toBeCloseTo(inside_s, 5);
      expect(misplaced(played)).toEqual([]);
      expect(servedByNobody(played)).toEqual([]);
      expect(impossible(played)).toEqual([]);
      const accounts = played.workerEnds.map(({ worker }) => worker).sort((a, b) => a - b);
      expect(accounts).toEqual([...new Set(played.workers.map(({ worker }) => worker))].sort((a, b) => a - b));
    }),
    { numRuns: 15 },
  );
});

describe('the seed', () => {
  it('decides the run, and traffic does not depend on what becomes of it', () => {
    const arrivals = ({ log }: Played) => log.filter((line) => line.startsWith('arrival'));
    const rows: Rows = Array.from({ length: 40 }, (_, i) => [i * 0.3, 100 + i, 40]);
    const [one, many] = [1, 3].map((replicas) => play(rows, { decode: { replicas } }));
    expect(arrivals(one!)).toEqual(arrivals(many!));
  });

  it('of one purpose does not move another: clients that lose interest leave startups as they were', () => {
    const startup = { stages: [{ name: 'load', lognormal: { mean_s: 20, p95_s: 40 } }] };
    const rows: Rows = Array.from({ length: 200 }, (_, i) => [i, 100, 40]);
    const ready = (share: number) =>
      play(rows, {
        aggregated: { startup },
        policy: scriptedPolicy([{ aggregated: 4 }]),
        clients: { cancel: { share, mean_s: 0.2 } },
      }).workers.filter(({ state }) => state === 'ready');
    expect(ready(0.9)).toEqual(ready(0));
  });
});

describe('more capacity', () => {
  const prompts = fc.array(fc.tuple(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 1, max: 800 })), {
    minLength: 1,
    maxLength: 25,
  });
  const rowsOf = (drawn: readonly (readonly [number, number])[]): Rows =>
    drawn.map(([ms, input], i) => [ms / 1000 + i * 1e-6, input, 1] as const).sort((a, b) => a[0] - b[0]);
  const firstTokens = ({ ends }: Played) =>
    [...ends].sort((a, b) => a.id - b.id).map(({ firstToken_s }) => firstToken_s!);

  it('of servers of a single queue makes nobody begin later (Kiefer and Wolfowitz 1955)', () => {
    fc.assert(
      fc.property(prompts, fc.integer({ min: 1, max: 3 }), (drawn, replicas) => {
        const [few, more] = [replicas, replicas + 1].map((count) =>
          firstTokens(play(rowsOf(drawn), { prefill: { replicas: count } })),
        );
        few!.forEach((first_s, id) => expect(more![id]).toBeLessThanOrEqual(first_s + 1e-9));
      }),
      { numRuns: 20 },
    );
  });

  it('of speed makes nobody end later at a single server', () => {
    fc.assert(
      fc.property(prompts, (drawn) => {
        const fast = { ...smallProfile(), prefillSteps: { tokens: [1, 30_000], stepMs: [0.5, 15_000] } };
        const [slow, quick] = [smallProfile(), fast].map((profile) => firstTokens(play(rowsOf(drawn), { profile })));
        slow!.forEach((first_s, id) => expect(quick![id]).toBeLessThanOrEqual(first_s + 1e-9));
      }),
      { numRuns: 20 },
    );
  });

  it('of KV room or seats leaves whoever is alone as it was', () => {
    const alone = (options: Parameters<typeof play>[1]) => play([[0, 500, 200]], options).end(0).time_s;
    const base = { profile: unevenProfile(2000), aggregated: { max_batch: 1 } };
    expect(alone({ ...base, aggregated: { max_batch: 64 } })).toBe(alone(base));
    expect(alone({ ...base, profile: unevenProfile(50_000) })).toBe(alone(base));
  });
});

describe('a batch', () => {
  it('of a step that costs the same however many share it serves n in the time of one', () => {
    const rows = (count: number): Rows => Array.from({ length: count }, () => [0, 1, 101] as const);
    const last = (count: number) => Math.max(...play(rows(count), { aggregated: {} }).ends.map(({ time_s }) => time_s));
    // n prompt tokens at 1 ms, then 100 steps of 10 ms
    for (const count of [1, 5, 50]) expect(last(count)).toBeCloseTo(count / 1000 + 1, 9);
  });

  it('of half the seats serves in two rounds', () => {
    const rows: Rows = Array.from({ length: 10 }, () => [0, 1, 101] as const);
    const { ends } = play(rows, { aggregated: { max_batch: 5, queue: 'per_worker' } });
    expect(Math.max(...ends.map(({ time_s }) => time_s))).toBeCloseTo(2 * (0.005 + 1), 9);
  });
});
