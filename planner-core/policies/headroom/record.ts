/**
 * The forecast's own record. Every tick it is written down what several forecasters expect a horizon ahead, and what then came.
 * The one that erred least is believed, and its errors are replayed on the forecast of today: if it errs as it did, these are
 * the arrival rates to come. So level, bursts and how they hang together in time are in one series, and no distribution is
 * assumed.
 */
import { type Forecaster, type ForecasterOptions, forecaster } from '../../forecast/index.js';

export interface RecordState {
  /** Requests per second of the latest ticks, oldest first. */
  readonly rates: readonly number[];
  /** By forecaster: its state, and what it said at each of those ticks of a horizon later. */
  readonly forecasters: readonly { readonly state: unknown; readonly said: readonly number[] }[];
}

/** What is to come at the horizon. */
export interface Outlook {
  /** Requests per second expected. */
  readonly expected: number;
  /** Expected with the errors of the record, oldest first. */
  readonly rates: readonly number[];
  /** Variance ÷ mean of the counts of neighbouring ticks, at least 1. */
  readonly dispersion: number;
}

export interface Recorder {
  readonly initialState: RecordState;
  observe(state: RecordState, rate: number): RecordState;
  outlook(state: RecordState): Outlook;
}

/** Seconds that are remembered: half an hour, or as long as ten horizons take. */
const MEMORY_S = 1800;
const MEMORY_HORIZONS = 10;
const MOST_TICKS = 400;
/** Errors assumed before the record has its own. */
const FIRST_ERRORS = [0.6, 0.8, 0.9, 1, 1.1, 1.25, 1.5];
const ENOUGH_ERRORS = 12;

/** `horizon_s`: how far ahead; `own`: the forecaster that the user asks for, in place of the choice. */
export function recorder(interval_s: number, horizon_s: number, own?: ForecasterOptions): Recorder {
  const steps = Math.max(1, Math.round(horizon_s / interval_s));
  const memory = Math.min(
    MOST_TICKS,
    Math.max(30, Math.ceil(Math.max(MEMORY_S, MEMORY_HORIZONS * horizon_s) / interval_s)),
  );
  const forecasters = (own ? [own] : candidates(steps, interval_s, memory)).map(forecaster);
  return {
    initialState: {
      rates: [],
      forecasters: forecasters.map(({ initialState }) => ({ state: initialState, said: [] })),
    },
    observe: (state, rate) => ({
      rates: [...state.rates, rate].slice(-memory),
      forecasters: forecasters.map((one, i) => advance(one, state.forecasters[i]!, rate, steps, memory)),
    }),
    outlook: (state) => outlook(state, steps),
  };
}

/** The mean of a horizon, of the whole memory, and a trend that changes no faster than the horizon. */
function candidates(steps: number, interval_s: number, memory: number): ForecasterOptions[] {
  const recent = Math.max(3, Math.ceil(30 / interval_s), Math.ceil(steps / 2));
  const slow = Math.max(4, steps);
  return [
    { kind: 'moving-average', window: recent },
    { kind: 'moving-average', window: memory },
    { kind: 'kalman', qLevel: 1e-9, qTrend: 1, r: slow ** 4, minPoints: recent },
  ];
}

function advance(
  one: Forecaster,
  { state, said }: RecordState['forecasters'][number],
  rate: number,
  steps: number,
  memory: number,
): RecordState['forecasters'][number] {
  const answer = one.predict(one.observe(state, rate), steps);
  return { state: answer.state, said: [...said, Math.max(0, answer.prediction.point)].slice(-memory) };
}

function outlook({ rates, forecasters }: RecordState, steps: number): Outlook {
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / Math.max(1, rates.length);
  const floor = mean / 5;
  const judged = forecasters.map(({ said }) => {
    let squares = 0;
    for (let i = steps; i < rates.length; i++) squares += (rates[i]! - said[i - steps]!) ** 2;
    return squares;
  });
  const best = judged.indexOf(Math.min(...judged));
  const { said } = forecasters[Math.max(0, best)]!;
  const expected = said.at(-1) ?? 0;
  const base = Math.max(expected, floor);
  const errors: number[] = [];
  for (let i = steps; i < rates.length; i++) errors.push(rates[i]! / Math.max(said[i - steps]!, floor));
  const padded = errors.length < ENOUGH_ERRORS ? [...FIRST_ERRORS, ...errors] : errors;
  return {
    expected,
    rates: mean > 0 ? padded.map((error) => base * error) : [0],
    dispersion: dispersionOf(rates),
  };
}

/** From the differences of neighbours, so that a slow change of the level is not in it; of rates, so per second. */
function dispersionOf(rates: readonly number[]): number {
  let [squares, sum] = [0, 0];
  for (let i = 1; i < rates.length; i++) {
    squares += (rates[i]! - rates[i - 1]!) ** 2 / 2;
    sum += rates[i]!;
  }
  return sum > 0 ? squares / sum : 0;
}
