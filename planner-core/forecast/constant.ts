import type { Predictor } from './predictor.js';

/** The next interval will be like the last; 0 before the first value. Dynamo's `constant`. */
export const constantPredictor: Predictor<number> = {
  initialState: 0,
  add: (_last, value) => (Number.isNaN(value) ? 0 : value),
  predict: (last) => last,
};
