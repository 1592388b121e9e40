/** A one-step load predictor: fed one value an interval, asked for the next. State is plain data. */
export interface Predictor<State> {
  readonly initialState: State;
  /** Adds the latest value; NaN (no traffic) counts as 0. */
  add(state: State, value: number): State;
  predict(state: State): number;
}
