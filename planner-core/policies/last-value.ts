/**
 * Sized for the last interval, or for any other forecast of the next: workers = ⌈λ ÷ what one serves within its target⌉.
 * With the constant forecast this is the "last value" baseline that predictors are asked to beat (dynamo#14238).
 */
import {
  type Forecaster,
  type LoadForecast,
  type LoadForecastState,
  loadForecast,
  quantile,
} from '../forecast/index.js';
import type { Decision, Observation, Policy, Role } from '../ports.js';
import type { Bounds } from './parts/rolewise.js';
import { type ServiceRate, serviceRate } from './parts/sizing.js';
import { TickNotes } from './tick-notes.js';

/** Settings of {@link lastValue}. */
export interface LastValueOptions {
  readonly forecaster: Forecaster;
  /** Plan for the value that the load stays below with this probability; for the point where absent. */
  readonly quantile?: number;
  readonly bounds: Bounds;
}

/** Sizes for the load of the last interval. */
export function lastValue(options: LastValueOptions): Policy<LoadForecastState> {
  const forecast = loadForecast(options.forecaster, { carryShape: true });
  return {
    name: 'last-value',
    init: (context) => {
      const rates = Object.entries(context.pools).map(
        ([role, pool]) => [role as Role, serviceRate(role as Role, pool, context)] as const,
      );
      return {
        initialState: forecast.initialState,
        leastWorkers: options.bounds.min,
        tick: (state, observation) => tick(options, forecast, rates, state, observation),
      };
    },
  };
}

function tick(
  options: LastValueOptions,
  forecast: LoadForecast,
  rates: readonly (readonly [Role, ServiceRate])[],
  before: LoadForecastState,
  { traffic, windowSeconds }: Observation,
): { state: LoadForecastState; decision: Decision } {
  const notes = new TickNotes();
  const requests = traffic?.arrivals ?? traffic?.requests;
  if (requests === undefined || Number.isNaN(requests)) {
    return { state: before, decision: { targets: {}, reasons: ['no_data'], explanation: {}, log: [] } };
  }
  const load = { requests, isl: traffic?.inputTokensMean ?? Number.NaN, osl: traffic?.outputTokensMean ?? Number.NaN };
  const next = forecast.predict(forecast.observe(before, load));
  const expected = options.quantile === undefined ? next.requests.point : quantile(next.requests, options.quantile);
  notes.number('forecast_requests', expected);
  notes.because('forecast');
  const targets: Partial<Record<Role, number>> = {};
  for (const [role, rate] of rates) {
    const perWorker = rate({ isl: next.isl.point, osl: next.osl.point });
    const count = expected > 0 ? Math.ceil(expected / windowSeconds / perWorker) : 0;
    notes.number(`${role}_needed`, count);
    targets[role] = Math.max(options.bounds.min, Math.min(options.bounds.max, Number.isNaN(count) ? 0 : count));
  }
  return {
    state: next.state,
    decision: { targets, reasons: notes.reasons, explanation: notes.numbers, log: notes.log },
  };
}
