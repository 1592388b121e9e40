/** What Python does and JavaScript does differently, where the planner's answers or its log depend on it. */
import { roundHalfEven } from '../interpolate/index.js';

/** A Python exception that the planner catches and logs. */
export class PythonError extends Error {}

/** `f"{value:.{digits}f}"`: exact ties go to the even digit; NaN and infinities are spelled in lower case. */
export function fixed(value: number, digits: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const scale = 10 ** digits;
  const isTie = Number.isInteger(value * 2 ** (digits + 1)) && Math.abs((value * scale) % 1) === 0.5;
  return (isTie ? roundHalfEven(value * scale) / scale : value).toFixed(digits);
}

/** `math.ceil(value)`: raises for what has no integer. */
export function ceil(value: number): number {
  if (Number.isNaN(value)) throw new PythonError('cannot convert float NaN to integer');
  if (!Number.isFinite(value)) throw new PythonError('cannot convert float infinity to integer');
  return Math.ceil(value);
}

/** `dividend / divisor` of plain Python floats: raises where the divisor is 0. */
export function divide(dividend: number, divisor: number): number {
  if (divisor === 0) throw new PythonError('float division by zero');
  return dividend / divisor;
}
