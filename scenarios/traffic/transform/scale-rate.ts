/**
 * Changes the rate. Time is stretched only where that is asked for: otherwise ramps would become less steep. A session is
 * thinned or repeated whole.
 */
import { HeadroomError } from '../../errors/index.js';
import { type RandomStream, randomStream } from '../../random/index.js';
import type { SurgeSpec } from '../../schema/traffic.js';
import { type Account, drop, warnOnce } from '../account.js';
import type { Stage, TraceRow } from '../trace-row.js';
import { copyOf } from './copy-row.js';

/** Random numbers for one purpose: in the order of rows, and by name for what must be decided alike every time. */
interface Chance {
  readonly random: RandomStream;
  byName(name: string): number;
}

function chance(seed: number, purpose: string): Chance {
  return {
    random: randomStream(seed, purpose),
    byName: (name) => randomStream(seed, `${purpose}/${name}`).next(),
  };
}

/** Thins rows at random below 1, repeats them at nearby times above 1. */
export function thinOrRepeat(next: Stage, factor: number, seed: number, account: Account): Stage {
  account.transforms.push({ text: `rate × ${factor}` });
  return repeat(next, () => factor, chance(seed, 'rate_scale'), 'thinned', account);
}

/** Multiplies the rate during some stretches of time. */
export function surge(next: Stage, stretches: SurgeSpec, seed: number, account: Account): Stage {
  for (const { from_s, to_s, factor } of stretches) {
    account.transforms.push({ text: `surge ${from_s}..${to_s} s × ${factor}` });
  }
  const factorAt = (time_us: number) => {
    for (const { from_s, to_s, factor } of stretches) {
      if (time_us >= from_s * 1e6 && time_us < to_s * 1e6) return factor;
    }
    return 1;
  };
  return repeat(next, factorAt, chance(seed, 'surge'), 'thinned by surge', account);
}

/** Keeps or repeats whole clients: their burstiness stays. Throws HR_TRACE_INVALID for a trace without clients. */
export function scaleClients(next: Stage, factor: number, seed: number, account: Account): Stage {
  account.transforms.push({ text: `clients × ${factor}` });
  const { random, byName } = chance(seed, 'rate_scale');
  const chosen = new Map<string, number>();
  const timesOf = (row: TraceRow) => {
    if (row.client === undefined) {
      throw new HeadroomError('HR_TRACE_INVALID', {
        message: 'traffic.rate_scale.mode: found clients for a trace whose rows name no client',
        hint: 'Use mode: thin, or a format with clients (servegen, blis, splitwise, headroom).',
      });
    }
    let times = chosen.get(row.client);
    if (times === undefined) {
      times = countFor(factor, byName(row.client));
      chosen.set(row.client, times);
    }
    return times;
  };
  return copyRows(next, timesOf, random, 'client left out', account);
}

/** Stretches the clock: a factor of 2 makes the traffic twice as fast and half as long. */
export function stretchTime(next: Stage, factor: number, account: Account): Stage {
  account.transforms.push({ text: `time ÷ ${factor}` });
  return {
    push(row) {
      row.time_us = Math.floor(row.time_us / factor);
      next.push(row);
    },
    end: () => next.end(),
  };
}

function repeat(
  next: Stage,
  factorAt: (time_us: number) => number,
  by: Chance,
  reason: string,
  account: Account,
): Stage {
  const timesOf = (row: TraceRow) => {
    const factor = factorAt(row.time_us);
    if (factor === 1) return 1;
    return countFor(factor, row.sessionId === undefined ? by.random.next() : by.byName(row.sessionId));
  };
  return copyRows(next, timesOf, by.random, reason, account);
}

/** `factor` on average: its whole part, and one more with the probability of the rest. */
function countFor(factor: number, u: number): number {
  return Math.floor(factor) + (u < factor % 1 ? 1 : 0);
}

const SAME_PROMPTS = 'repeated rows repeat their prompts: more of them is in a prefix cache than in the trace itself';

/** Hands on each row so many times; copies come at random times before the next row, so that no herd arrives at once. */
function copyRows(
  next: Stage,
  timesOf: (row: TraceRow) => number,
  random: RandomStream,
  reason: string,
  account: Account,
): Stage {
  let held: TraceRow | undefined;
  let times = 0;
  const release = (until_us: number) => {
    if (!held) return;
    const row = held;
    held = undefined;
    const start_us = row.time_us;
    const offsets = Array.from({ length: times - 1 }, () => Math.floor(random.next() * (until_us - start_us)));
    next.push(row);
    offsets.sort((a, b) => a - b).forEach((offset, i) => next.push(copyOf(row, start_us + offset, i + 1)));
  };
  return {
    push(row) {
      release(row.time_us);
      times = timesOf(row);
      if (times === 0) drop(account, reason, row);
      else if (times === 1) next.push(row);
      else {
        held = row;
        if (row.prefixBlocks) warnOnce(account, SAME_PROMPTS);
      }
    },
    end() {
      release(held?.time_us ?? 0);
      next.end();
    },
  };
}
