/**
 * Traffic that the planners are compared on, made from a seed. Code-like: on and off as Azure's code trace of 2023 is (its
 * published statistics; Patel et al., Splitwise, ISCA 2024, CC BY 4.0; no row of it is in here). Diurnal: three humps a day as in
 * Azure's conversation week of 2024 (Stojkovic et al., DynamoLLM, HPCA 2025, CC BY 4.0), with a slow wandering on top.
 */
import { exponential, type RandomStream, randomStream, standardNormal } from '../../scenarios/random/index.js';

/** From this second on, this many requests per second. */
export interface RateRow {
  readonly from_s: number;
  readonly rps: number;
}

/** Quantiles of lengths: [probability, tokens]. */
export type Lengths = readonly (readonly [probability: number, tokens: number])[];

/** Prompts of Azure's code trace, cut at 7,436 by its service; answers are short. */
export const CODE_LENGTHS: { readonly input: Lengths; readonly output: Lengths } = {
  input: [
    [0, 3],
    [0.1, 250],
    [0.25, 800],
    [0.5, 1469],
    [0.75, 2900],
    [0.9, 4800],
    [0.963, 7436],
    [1, 7437],
  ],
  output: [
    [0, 6],
    [0.25, 9],
    [0.5, 13],
    [0.75, 25],
    [0.9, 55],
    [0.99, 250],
    [1, 900],
  ],
};

/** Chat, after Azure's conversation trace. */
export const CHAT_LENGTHS: { readonly input: Lengths; readonly output: Lengths } = {
  input: [
    [0, 2],
    [0.1, 207],
    [0.3, 403],
    [0.5, 1020],
    [0.8, 1315],
    [0.9, 2735],
    [0.95, 4083],
    [0.999, 5400],
    [1, 14_050],
  ],
  output: [
    [0, 7],
    [0.1, 54],
    [0.3, 91],
    [0.5, 129],
    [0.7, 384],
    [0.9, 424],
    [0.99, 601],
    [1, 1000],
  ],
};

const SECONDS_OFF = { short: 20, long: 60, longShare: 0.15 };
const SECONDS_ON = { least: 5, mean: 45 };
const SECONDS_BURST = { on: 4, off: 7 };
/** Requests per second inside a burst of the trace itself. */
const BURST_RPS = 7;

/** Spells of activity made of short bursts, with gaps between them of seconds to minutes: 70 % of the seconds are empty. */
export function codeLikeRates(seed: number, duration_s: number, scale: number): RateRow[] {
  const random = randomStream(seed, 'code-like');
  const perSecond = new Array<number>(duration_s).fill(0);
  for (let at_s = 0; at_s < duration_s; ) {
    at_s += offSeconds(random);
    const end_s = at_s + SECONDS_ON.least + SECONDS_ON.mean * exponential(random);
    const strength = Math.exp(0.5 * standardNormal(random));
    while (at_s < Math.min(end_s, duration_s)) {
      const length_s = 1 + SECONDS_BURST.on * exponential(random);
      const rps = scale * BURST_RPS * strength * Math.exp(0.7 * standardNormal(random) - 0.25);
      perSecond.fill(rps, Math.floor(at_s), Math.min(duration_s, Math.floor(at_s + length_s)));
      at_s += length_s + SECONDS_BURST.off * exponential(random);
    }
  }
  return rowsOf(perSecond, 1);
}

function offSeconds(random: RandomStream): number {
  const { short, long, longShare } = SECONDS_OFF;
  return random.next() < longShare ? long + long * exponential(random) : short * exponential(random);
}

const STEP_S = 60;

/** One day's shape over this time: a rate that swings about 1:4 and wanders by a few percent from minute to minute. */
export function diurnalRates(seed: number, duration_s: number, meanRps: number): RateRow[] {
  const random = randomStream(seed, 'diurnal');
  const perMinute: number[] = [];
  let wander = 0;
  for (let at_s = 0; at_s < duration_s; at_s += STEP_S) {
    const day = (2 * Math.PI * at_s) / duration_s;
    wander = 0.97 * wander + 0.03 * standardNormal(random);
    const swing = 1 - 0.5 * Math.cos(day) + 0.2 * Math.cos(3 * day + 1) - 0.1 * Math.cos(2 * day);
    perMinute.push(meanRps * swing * Math.exp(wander));
  }
  return rowsOf(perMinute, STEP_S);
}

function rowsOf(rates: readonly number[], step_s: number): RateRow[] {
  return rates.flatMap((rps, i) => (i > 0 && rps === rates[i - 1] ? [] : [{ from_s: i * step_s, rps }]));
}
