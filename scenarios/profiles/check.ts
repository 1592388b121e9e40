/** Refuses profiles whose numbers cannot be, naming every entry that is wrong. */
import type { EngineProfile } from '../../planner-core/index.js';
import { type ErrorDetail, HeadroomError } from '../errors/index.js';
import { engineFaults, stepFaults } from './check-steps.js';
import { checkArray, checkAscending, checkLengths, checkNumber, count, positive, share } from './rules.js';

const MIN_PREFILL_POINTS = 4;
const MIN_DECODE_POINTS = 3;
const MOST_FAULTS_SHOWN = 12;

/** Throws HR_PROFILE_INVALID with one detail per impossible entry. `file` is where the profile was read. */
export function checkProfile(profile: EngineProfile, file: string): void {
  const faults = [
    ...checkNumber('gpus_per_worker', profile.gpusPerWorker, count),
    ...(profile.kvBytesPerToken === undefined
      ? []
      : checkNumber('kv_bytes_per_token', profile.kvBytesPerToken, positive)),
    ...prefillFaults(profile),
    ...decodeFaults(profile),
    ...stepFaults(profile),
    ...engineFaults(profile),
  ];
  if (faults.length === 0) return;
  const shown = faults.slice(0, MOST_FAULTS_SHOWN);
  if (faults.length > shown.length) shown.push(`and ${faults.length - shown.length} more`);
  const details = shown.map(
    (message, i): ErrorDetail => ({
      at: { file },
      message,
      ...(i === shown.length - 1 && { hint: 'docs/reference/profiles.md lists the arrays and their units.' }),
    }),
  );
  throw new HeadroomError('HR_PROFILE_INVALID', details);
}

function prefillFaults({ prefill }: EngineProfile): string[] {
  const { isl, ttftMs, tokensPerSecondPerGpu } = prefill;
  return [
    ...checkArray('prefill.isl', isl, positive),
    ...checkArray('prefill.ttft_ms', ttftMs, positive),
    ...checkArray('prefill.tokens_per_s_per_gpu', tokensPerSecondPerGpu, positive),
    ...checkLengths('prefill', [isl, ttftMs, tokensPerSecondPerGpu], MIN_PREFILL_POINTS),
    ...checkAscending('prefill.isl', isl),
  ];
}

function decodeFaults({ decode }: EngineProfile): string[] {
  const { kvUsage, contextTokens, itlMs, tokensPerSecondPerGpu, maxKvTokens } = decode;
  const faults = [
    ...checkNumber('decode.max_kv_tokens', maxKvTokens, positive),
    ...checkArray('decode.kv_usage', kvUsage, share),
    ...checkArray('decode.context_tokens', contextTokens, positive),
    ...checkArray('decode.itl_ms', itlMs, positive),
    ...checkArray('decode.tokens_per_s_per_gpu', tokensPerSecondPerGpu, positive),
    ...checkLengths('decode', [kvUsage, contextTokens, itlMs, tokensPerSecondPerGpu], MIN_DECODE_POINTS),
  ];
  if (faults.length === 0 && areCollinear(kvUsage, contextTokens)) {
    faults.push('decode: all points lie on one line; points at two or more contexts and KV usages are needed');
  }
  return faults;
}

function areCollinear(x: readonly number[], y: readonly number[]): boolean {
  const i = x.findIndex((value, k) => value !== x[0] || y[k] !== y[0]);
  if (i < 0) return true;
  const [dx, dy] = [x[i]! - x[0]!, y[i]! - y[0]!];
  return x.every(
    (value, k) =>
      Math.abs(dx * (y[k]! - y[0]!) - dy * (value - x[0]!)) <= 1e-12 * Math.abs(dx || 1) * Math.abs(y[k]! || 1),
  );
}
