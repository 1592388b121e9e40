/** Golden one-step predictions. */
import { constantPredictor } from '../../planner-core/index.js';
import type { GoldenFolder } from './folder.js';
import { close, type GoldenTally, number } from './tally.js';

interface PredictorsFile {
  readonly predictors: readonly {
    predictor: string;
    log1p?: boolean;
    series: string;
    inputs: readonly (number | string)[];
    predictions: readonly (number | string)[];
  }[];
}

const TOLERANCE = 1e-9;

/** Checks every series of a predictor that is built; returns how many points belong to others. */
export function checkPredictors(folder: GoldenFolder, tally: GoldenTally): number {
  let skipped = 0;
  for (const file of folder.files('predictors-', '.json')) {
    for (const { predictor, series, inputs, predictions } of folder.json<PredictorsFile>(file).predictors) {
      if (predictor !== 'constant') {
        skipped += predictions.length;
        continue;
      }
      let state = constantPredictor.initialState;
      inputs.forEach((input, i) => {
        state = constantPredictor.add(state, number(input));
        const got = constantPredictor.predict(state);
        tally.check(
          file,
          close(got, number(predictions[i]!), TOLERANCE),
          () => `${series}[${i}]: got ${got}, wanted ${predictions[i]}`,
        );
      });
    }
  }
  return skipped;
}
