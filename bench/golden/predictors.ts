/** Golden one-step predictions, of all releases. */
import {
  type DynamoPredictor,
  dynamoForecaster,
  type Forecaster,
  KALMAN_DEFAULTS,
  type PredictorRelease,
} from '../../planner-core/index.js';
import type { GoldenFolder } from './folder.js';
import { close, type GoldenTally, number } from './tally.js';

interface PredictorVector {
  readonly predictor: DynamoPredictor;
  readonly log1p?: boolean;
  readonly series: string;
  readonly window_size?: number;
  readonly params?: {
    readonly kalman_q_level: number;
    readonly kalman_q_trend: number;
    readonly kalman_r: number;
    readonly kalman_min_points: number;
    readonly prophet_window_size: number;
    readonly step_s: number;
  };
  readonly inputs: readonly (number | string)[];
  readonly predictions: readonly (number | string)[];
}

interface PredictorsFile {
  readonly meta: { readonly dynamo: PredictorRelease };
  readonly predictors: readonly PredictorVector[];
}

/** Fitted by an optimiser, whose last digits are another machine's; the others are arithmetic. */
export const PREDICTOR_TOLERANCE: Readonly<Record<DynamoPredictor, number>> = {
  constant: 1e-9,
  kalman: 1e-9,
  arima: 1e-3,
  prophet: 1e-3,
};

/** Checks every point of every series; returns the relative distances by predictor, largest last. */
export function checkPredictors(folder: GoldenFolder, tally: GoldenTally): Map<DynamoPredictor, number[]> {
  const distances = new Map<DynamoPredictor, number[]>();
  for (const file of folder.files('predictors-', '.json')) {
    const { meta, predictors } = folder.json<PredictorsFile>(file);
    for (const vector of predictors) {
      const forecaster = forecasterOf(meta.dynamo, vector);
      let state = forecaster.initialState;
      vector.inputs.forEach((input, i) => {
        const answer = forecaster.predict(forecaster.observe(state, number(input)));
        state = answer.state;
        const got = answer.prediction.point;
        const wanted = number(vector.predictions[i]!);
        const list = distances.get(vector.predictor) ?? [];
        distances.set(vector.predictor, list);
        list.push(Math.abs(got - wanted) / Math.max(1, Math.abs(wanted)));
        tally.check(
          file,
          isClose(got, wanted, PREDICTOR_TOLERANCE[vector.predictor]),
          () =>
            `${vector.predictor}${vector.log1p ? ' log1p' : ''} ${vector.series}[${i}]: got ${got}, wanted ${wanted}`,
        );
      });
    }
  }
  for (const list of distances.values()) list.sort((a, b) => a - b);
  return distances;
}

/** Relative, and absolute below 1: a forecast of nearly no load has no relative error worth the name. */
function isClose(got: number, wanted: number, tolerance: number): boolean {
  return close(got, wanted, tolerance) || Math.abs(got - wanted) <= tolerance;
}

function forecasterOf(
  release: PredictorRelease,
  { predictor, log1p, window_size, params }: PredictorVector,
): Forecaster {
  const kalman = params && {
    qLevel: params.kalman_q_level,
    qTrend: params.kalman_q_trend,
    r: params.kalman_r,
    minPoints: params.kalman_min_points,
  };
  const options = {
    predictor,
    log1p: log1p ?? false,
    prophetWindow: window_size ?? params?.prophet_window_size ?? 50,
    kalman: kalman ?? KALMAN_DEFAULTS,
  };
  return dynamoForecaster(release, options, params?.step_s ?? 1);
}
