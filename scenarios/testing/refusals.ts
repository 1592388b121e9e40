/** What code refuses, in the parts of the message that a user reads. */
import { basename } from 'node:path';
import { type ErrorCode, HeadroomError } from '../errors/index.js';

/** One complaint. `place` is the file's name, line and column as `trace.csv:2:5`. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly place?: string;
  readonly message: string;
  readonly hint?: string;
}

/** Every complaint of the HeadroomError that an action throws; fails where it throws none. */
export function refusals(action: () => unknown): Refusal[] {
  try {
    action();
  } catch (error) {
    if (!(error instanceof HeadroomError)) throw error;
    return error.details.map(({ at, message, hint }) => {
      const place = at && [basename(at.file), at.line, at.column].filter((part) => part !== undefined).join(':');
      return { code: error.code, ...(place && { place }), message, ...(hint && { hint }) };
    });
  }
  throw new Error('nothing was refused');
}

/** The only complaint of an action. */
export function refusal(action: () => unknown): Refusal {
  const [only, ...others] = refusals(action);
  if (others.length > 0) throw new Error(`expected one complaint, found ${others.length + 1}`);
  return only!;
}
