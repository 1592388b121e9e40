import { ERROR_CODES, type ErrorCode } from './codes.js';

/** A place in an input file; line and column count from 1. */
export interface SourceLocation {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** What went wrong, in the parts an error message is made of. */
export interface ErrorDetail {
  readonly at?: SourceLocation;
  /** What was found and what was expected, in one sentence. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
}

/** An error meant for a user: stable code, place, what was found, what was expected, what to do. */
export class HeadroomError extends Error {
  readonly code: ErrorCode;
  readonly details: readonly ErrorDetail[];

  constructor(code: ErrorCode, details: ErrorDetail | readonly ErrorDetail[], options?: ErrorOptions) {
    const list = Array.isArray(details) ? (details as readonly ErrorDetail[]) : [details as ErrorDetail];
    super(list.map(formatDetail).join('\n'), options);
    this.name = 'HeadroomError';
    this.code = code;
    this.details = list;
  }

  get exitCode(): number {
    return ERROR_CODES[this.code].exitCode;
  }
}

function formatDetail(detail: ErrorDetail): string {
  const { at } = detail;
  const place = at ? [at.file, at.line, at.column].filter((part) => part !== undefined).join(':') : undefined;
  const head = place ? `${place}: ${detail.message}` : detail.message;
  return detail.hint ? `${head}\n  ${detail.hint}` : head;
}
