/** Errors for users: one table of codes, one class. Pure: every library of the house may use it. */
export { ERROR_CODES, type ErrorCode } from './codes.js';
export { type ErrorDetail, HeadroomError, type SourceLocation } from './headroom-error.js';
export { nearestName } from './nearest.js';
