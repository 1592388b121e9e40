/**
 * The frame of rules that need a rate of requests and their shape: without a rate, or before the first shape, the role is held; the
 * last shape is carried through intervals without requests.
 */
import type { ReasonCode } from '../../ports.js';
import { type RequestShape, requestRate, requestShape } from './read.js';
import type { RoleRule, RoleView } from './rolewise.js';

/** What is carried between two ticks. */
export interface ShapeState {
  /** Mean tokens of the last requests. */
  readonly shape?: RequestShape;
}

/** A count for so many requests per second of this shape. */
export type ShapedSize = (
  rate: number,
  shape: RequestShape,
  view: RoleView,
) => { readonly count: number; readonly reason: ReasonCode };

/** The rule that asks `size` once rate and shape are known. */
export function shapedRule(size: ShapedSize): RoleRule<ShapeState> {
  return {
    initialState: {},
    decide: (state, view) => {
      const rate = requestRate(view.observation);
      const shape = requestShape(view.observation) ?? state.shape;
      if (rate === undefined || !shape) return { state, count: view.workers.desired, reason: 'no_data' };
      return { state: { shape }, ...size(rate, shape, view) };
    },
  };
}
