/** The simulator held to closed forms. */
export { type CaseResult, type PendingCase, type VerifyOptions, verificationCases } from './verify.js';
