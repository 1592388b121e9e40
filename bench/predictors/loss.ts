/** Dynamo's measure of a load predictor: the error of its one-step forecasts over a traffic's intervals. */
import { type Forecaster, type Load, loadForecast } from '../../planner-core/index.js';

/**
 * The loss of one interval, as Dynamo's load-predictor sweep has it: logarithmic errors of prompt tokens (0.4), output tokens (0.4)
 * and both mean lengths (0.1 each); the number of requests counts only in the tokens.
 */
export function windowLoss(forecast: Load, actual: Load): number {
  return (
    0.4 * logError(forecast.requests * forecast.isl, actual.requests * actual.isl) +
    0.4 * logError(forecast.requests * forecast.osl, actual.requests * actual.osl) +
    0.1 * logError(forecast.isl, actual.isl) +
    0.1 * logError(forecast.osl, actual.osl)
  );
}

/** Mean loss of the intervals from `warmUp` on, each forecast from those before it. */
export function meanLoss(forecaster: Forecaster, windows: readonly Load[], warmUp: number): number {
  const forecast = loadForecast(forecaster, { carryShape: false });
  let state = forecast.initialState;
  let sum = 0;
  windows.forEach((actual, i) => {
    const next = forecast.predict(state);
    const said = { requests: next.requests.point, isl: next.isl.point, osl: next.osl.point };
    if (i >= warmUp) sum += windowLoss(said, actual);
    state = forecast.observe(next.state, actual);
  });
  return sum / (windows.length - warmUp);
}

/** A traffic by intervals; one without requests has lengths of 0. */
export function windowsOf(
  requests: Iterable<{ readonly arrival_s: number; readonly inputTokens: number; readonly outputTokens: number }>,
  interval_s: number,
  duration_s: number,
): Load[] {
  const sums = Array.from({ length: Math.floor(duration_s / interval_s) }, () => ({
    requests: 0,
    input: 0,
    output: 0,
  }));
  for (const { arrival_s, inputTokens, outputTokens } of requests) {
    const sum = sums[Math.floor(arrival_s / interval_s)];
    if (!sum) continue;
    sum.requests++;
    sum.input += inputTokens;
    sum.output += outputTokens;
  }
  return sums.map(({ requests: count, input, output }) => ({
    requests: count,
    isl: count > 0 ? input / count : 0,
    osl: count > 0 ? output / count : 0,
  }));
}

function logError(forecast: number, actual: number): number {
  const known = Number.isFinite(forecast) ? Math.max(0, forecast) : 0;
  return Math.abs(Math.log1p(known) - Math.log1p(Math.max(0, actual)));
}
