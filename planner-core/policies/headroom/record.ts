/**
 * The forecast's own record. Every tick it is written down what several forecasters expect a horizon ahead, and what then came.
 * The one that erred least is believed, and its errors are replayed on the forecast of today: if it errs as it did, these are
 * the arrival rates to come. So level, bursts and how they hang together in time are in one series, and no distribution is
 * assumed.
 */
import { type Forecaster, type ForecasterOptions, forecaster } from '../../forecast/index.js';

/** What is remembered of rates and forecasts; plain data. */
export interface RecordState {
  /** Requests per second of the latest ticks, oldest first. */
  readonly rates: readonly number[];
  /** By forecaster: its state, and what it said at each of those ticks of a horizon later. */
  readonly forecasters: readonly Track[];
}

/** One forecaster: what it said of a horizon later at each of those ticks, and last of the next tick. */
interface Track {
  readonly state: unknown;
  readonly said: readonly number[];
  readonly near: number;
}

/** What is to come. */
export interface Outlook {
  /** Requests per second expected at the horizon, and at the next tick. */
  readonly expected: number;
  readonly near: number;
  /** How far off the forecast was, requests per second, oldest first. */
  readonly errors: readonly number[];
  /** The highest rate that is expected, or to be expected again. */
  readonly most: number;
  /** What each error counts: the last 1, half as much a half-life before. */
  readonly weights: readonly number[];
  /** Variance ÷ mean of the rates of neighbouring ticks, 1/s. */
  readonly dispersion: number;
}

/** Keeps the record and reads the outlook off it; both calls are pure. */
export interface Recorder {
  readonly initialState: RecordState;
  observe(state: RecordState, rate: number): RecordState;
  outlook(state: RecordState): Outlook;
}

/** How far ahead, in intervals, and how fast the past fades. */
interface Reach {
  readonly steps: number;
  readonly halfLife: number;
  readonly interval_s: number;
}

/** Seconds that are remembered: two half-lives, or as long as ten horizons take. */
const MEMORY_S = 2400;
const MEMORY_HORIZONS = 10;
const MOST_TICKS = 240;
/** What was so long ago counts half. */
const HALF_LIFE_S = 1200;
const HALF_LIFE_HORIZONS = 3;
/** Errors assumed before the record has its own, as shares of the mean. */
const FIRST_ERRORS = [-0.4, -0.2, -0.1, 0, 0.1, 0.25, 0.5];
const ENOUGH_ERRORS = 12;
const MOST_SCALE = 2;
/** A livelier forecaster must have this share of the squared errors of a steadier one to be believed instead. */
const MARGIN = 0.7;

/** `horizon_s`: how far ahead; `own`: the forecaster that the user asks for, in place of the choice. */
export function recorder(interval_s: number, horizon_s: number, own?: ForecasterOptions): Recorder {
  const steps = Math.max(1, Math.round(horizon_s / interval_s));
  const halfLife = Math.max(HALF_LIFE_S, HALF_LIFE_HORIZONS * horizon_s) / interval_s;
  const memory = Math.min(
    MOST_TICKS,
    Math.max(30, Math.ceil(Math.max(MEMORY_S, MEMORY_HORIZONS * horizon_s) / interval_s)),
  );
  const forecasters = (own ? [own] : candidates(steps, interval_s, memory)).map(forecaster);
  return {
    initialState: {
      rates: [],
      forecasters: forecasters.map(({ initialState }) => ({ state: initialState, said: [], near: 0 })),
    },
    observe: (state, rate) => ({
      rates: [...state.rates, rate].slice(-memory),
      forecasters: forecasters.map((one, i) => advance(one, state.forecasters[i]!, rate, steps, memory)),
    }),
    outlook: (state) => outlook(state, { steps, halfLife, interval_s }),
  };
}

/** From the steadiest: the mean of the whole memory, of half a horizon, and a trend that changes no faster than the horizon. */
function candidates(steps: number, interval_s: number, memory: number): ForecasterOptions[] {
  const recent = Math.max(3, Math.ceil(30 / interval_s), Math.ceil(steps / 2));
  const slow = Math.max(4, steps);
  return [
    { kind: 'moving-average', window: memory },
    { kind: 'moving-average', window: recent },
    { kind: 'kalman', qLevel: 1e-9, qTrend: 1, r: slow ** 4, minPoints: recent },
  ];
}

function advance(one: Forecaster, { state, said }: Track, rate: number, steps: number, memory: number): Track {
  const seen = one.observe(state, rate);
  const answer = one.predict(seen, steps);
  const near = one.predict(seen, 1).prediction.point;
  return { state: answer.state, near, said: [...said, Math.max(0, answer.prediction.point)].slice(-memory) };
}

/**
 * Errors are added, not multiplied: after a lull the forecast is next to nothing and a ratio would be without bounds. They are
 * scaled with the level since they were made, within bounds.
 */
function outlook({ rates, forecasters }: RecordState, { steps, halfLife, interval_s }: Reach): Outlook {
  const { said, near } = forecasters[leastErring(rates, forecasters, steps)]!;
  const risen = surprise(rates, steps, interval_s);
  const expected = Math.max(said.at(-1) ?? 0, risen);
  const errors: number[] = [];
  let level = 0;
  for (let i = steps; i < rates.length; i++) {
    errors.push(rates[i]! - said[i - steps]!);
    level += said[i - steps]!;
  }
  level /= Math.max(1, errors.length);
  const scale = level > 0 ? Math.max(1 / MOST_SCALE, Math.min(MOST_SCALE, expected / level)) : 1;
  const assumed = errors.length < ENOUGH_ERRORS ? firstErrors(rates) : [];
  const dispersion = dispersionOf(rates);
  const all = withoutChance([...assumed, ...errors.map((error) => scale * error)], expected, dispersion, interval_s);
  return {
    expected,
    near: Math.max(near, risen),
    errors: all,
    most: Math.max(expected, recurringPeak(rates, steps)),
    weights: all.map((_, i) => 2 ** ((i + 1 - all.length) / halfLife)),
    dispersion,
  };
}

/** Standard deviations of a count beyond which it is no chance. */
const NO_CHANCE = 3;

/**
 * A level that no forecaster is believed to know yet, because each is judged by what it said a horizon ago, and for another horizon by
 * what none could know: the mean since rates went beyond all that was seen before, by more than chance, and stayed there; 0 where they did not.
 */
function surprise(rates: readonly number[], steps: number, interval_s: number): number {
  const first = Math.max(1, rates.length - 2 * steps);
  let before = Math.max(...rates.slice(0, first));
  for (let start = first; start < rates.length; start++) {
    const since = rates.slice(start);
    const bound = before + NO_CHANCE * Math.sqrt(before / interval_s);
    if (Math.min(...since) > bound) return since.reduce((sum, rate) => sum + rate, 0) / since.length;
    before = Math.max(before, rates[start]!);
  }
  return 0;
}

/**
 * Errors drawn together by what chance alone makes of counts: the queueing models add that themselves. Inside an interval the counts
 * vary as {@link arrivalVariation} takes them to.
 */
function withoutChance(errors: readonly number[], rate: number, dispersion: number, interval_s: number): number[] {
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  const variance = errors.reduce((sum, error) => sum + (error - mean) ** 2, 0) / errors.length;
  const chance = (arrivalVariation(dispersion, interval_s) * rate) / interval_s;
  const kept = variance > 0 ? Math.sqrt(Math.max(0, 1 - chance / variance)) : 1;
  return errors.map((error) => mean + kept * (error - mean));
}

/** Variance ÷ mean of counts inside an interval: halfway, on a logarithmic scale, between chance (1) and what intervals show. */
export function arrivalVariation(dispersion: number, interval_s: number): number {
  return Math.sqrt(Math.max(1, dispersion * interval_s));
}

/** Before there are errors: how far ticks are from their mean, and the errors of a forecaster that knows nothing yet. */
function firstErrors(rates: readonly number[]): number[] {
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / Math.max(1, rates.length);
  return [...FIRST_ERRORS.map((share) => share * mean), ...rates.map((rate) => rate - mean)];
}

/** Index of the forecaster whose squared errors are least; the steadiest unless another is better by a margin. */
function leastErring(rates: readonly number[], forecasters: RecordState['forecasters'], steps: number): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  forecasters.forEach(({ said }, index) => {
    let squares = 0;
    for (let i = steps; i < rates.length; i++) squares += (rates[i]! - said[i - steps]!) ** 2;
    if (squares < (index === 0 ? 1 : MARGIN) * least) {
      least = squares;
      best = index;
    }
  });
  return best;
}

/**
 * Arrival rates to come: the forecast with the errors of the record, none above what recurs or is expected: one step of the load is
 * an error of every forecast made before it, and must not be expected to come again on top of itself.
 */
export function ratesOf({ errors, most }: Outlook, level: number): number[] {
  return errors.map((error) => Math.max(0, Math.min(Math.max(most, level), level + error)));
}

const LEAST_SPELL = 6;

/**
 * The highest rate that is to be expected again. The highest of the memory, unless it stands alone: one spike that is over, of
 * the load or of a metric, is no pattern. It stands alone when it is further above the highest that is a horizon or more away from it
 * than that is above the mean: among bursts it does not.
 */
function recurringPeak(rates: readonly number[], steps: number): number {
  const highest = Math.max(0, ...rates);
  const at = rates.lastIndexOf(highest);
  const spell = Math.max(LEAST_SPELL, steps);
  if (at >= rates.length - spell) return highest;
  const others = [...rates.slice(0, Math.max(0, at - spell)), ...rates.slice(at + spell)];
  const next = Math.max(0, ...others);
  const mean = others.reduce((sum, rate) => sum + rate, 0) / others.length;
  return highest * mean > next ** 2 ? next : highest;
}

/**
 * From the differences of neighbours, so that a slow change of the level is not in it; less the largest, so that one step of it is
 * not either. Of rates, so per second.
 */
function dispersionOf(rates: readonly number[]): number {
  let [squares, largest, sum] = [0, 0, 0];
  for (let i = 1; i < rates.length; i++) {
    const square = (rates[i]! - rates[i - 1]!) ** 2 / 2;
    squares += square;
    largest = Math.max(largest, square);
    sum += rates[i]!;
  }
  return sum > 0 ? (squares - largest) / sum : 0;
}
