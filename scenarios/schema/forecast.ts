import { z } from 'zod';

const log1p = z.boolean().default(false).describe('Forecast log(1 + value), which tames spikes');
const window = (values: number) => z.int().positive().default(values).describe('Past intervals that are looked at');

/** How the next interval is forecast; docs/reference/predictors.md tells of each. */
export const forecastSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('constant').describe('As the last interval'), log1p }),
  z.strictObject({ kind: z.literal('moving-average'), window: window(5), log1p }),
  z.strictObject({
    kind: z.literal('seasonal-naive'),
    period: z.int().positive().describe('Intervals of a season, e.g. of a day'),
    log1p,
  }),
  z.strictObject({
    kind: z.literal('ets'),
    window: window(100),
    period: z.int().min(2).optional().describe('Intervals of a season; default: none'),
    log1p,
  }),
  z.strictObject({
    kind: z.literal('kalman'),
    q_level: z.number().positive().default(1).describe('Variance that the level gains in an interval'),
    q_trend: z.number().positive().default(0.1).describe('Variance that the trend gains in an interval'),
    r: z.number().positive().default(10).describe('Variance of a measurement'),
    min_points: z.int().positive().default(5).describe('Below it, the last value is the forecast'),
    log1p,
  }),
  z.strictObject({ kind: z.literal('arima'), window: window(100), log1p }),
  z.strictObject({ kind: z.literal('prophet'), window: window(50), log1p }),
]);

/** Every predictor, by its `kind`. */
export const FORECAST_KINDS = forecastSchema.options.map((option) => option.shape.kind.value);

/** One predictor with its settings. */
export type ForecastSpec = z.infer<typeof forecastSchema>;
