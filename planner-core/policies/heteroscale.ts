/**
 * HeteroScale (ByteDance, arXiv 2508.19559): decode tokens per second and GPU drive the decode count in proportion, with
 * thresholds against flapping and a cooldown; prefill follows at a fixed ratio, so that the two stay in balance.
 */
import type { Decision, Observation, Policy, PolicyContext, ReasonCode } from '../ports.js';
import { requestRate, requestShape } from './parts/read.js';
import type { Bounds } from './parts/rolewise.js';
import { TickNotes } from './tick-notes.js';

/** Settings of {@link heteroScale}. */
export interface HeteroScaleOptions {
  /** Decode tokens per second that one GPU should make. */
  readonly tokensPerSecondPerGpu: number;
  /** Prefill workers for each decode worker. */
  readonly prefillPerDecode: number;
  /** Relative distance above and below the target that is let be. */
  readonly scaleOutThreshold: number;
  readonly scaleInThreshold: number;
  /** Seconds without scaling in after any change. */
  readonly cooldown_s: number;
  readonly bounds: Bounds;
}

/** When the count last changed, in seconds. */
export interface HeteroScaleState {
  readonly changed_s?: number;
}

/** `init` throws a RangeError where there is no decode pool, or an aggregated one without it. */
export function heteroScale(options: HeteroScaleOptions): Policy<HeteroScaleState> {
  return {
    name: 'heteroscale',
    init: ({ pools }: PolicyContext) => {
      const role = pools.decode ? 'decode' : 'aggregated';
      const gpus = pools[role]?.profile.gpusPerWorker;
      if (gpus === undefined) throw new RangeError('heteroscale plans a decode or an aggregated pool; there is none');
      return {
        initialState: {},
        leastWorkers: options.bounds.min,
        tick: (state, observation) => tick(options, role, gpus, pools.prefill !== undefined, state, observation),
      };
    },
  };
}

function tick(
  options: HeteroScaleOptions,
  role: 'decode' | 'aggregated',
  gpus: number,
  hasPrefill: boolean,
  state: HeteroScaleState,
  observation: Observation,
): { state: HeteroScaleState; decision: Decision } {
  const notes = new TickNotes();
  const current = observation.workers[role]?.desired ?? 0;
  const { count, reason } = wanted(options, gpus, current, state, observation, notes);
  const decode = within(options.bounds, count);
  const targets: Partial<Record<'prefill' | 'decode' | 'aggregated', number>> = { [role]: decode };
  notes.because(reason);
  if (hasPrefill) {
    targets.prefill = within(options.bounds, Math.ceil(decode * options.prefillPerDecode));
    if (targets.prefill !== observation.workers.prefill?.desired) notes.because('ratio');
  }
  const decision = { targets, reasons: notes.reasons, explanation: notes.numbers, log: notes.log };
  return { state: decode === current ? state : { changed_s: observation.time }, decision };
}

function wanted(
  options: HeteroScaleOptions,
  gpus: number,
  current: number,
  { changed_s }: HeteroScaleState,
  observation: Observation,
  notes: TickNotes,
): { readonly count: number; readonly reason: ReasonCode } {
  const rate = requestRate(observation);
  const osl = requestShape(observation)?.osl ?? (rate === 0 ? 0 : undefined);
  if (rate === undefined || osl === undefined) return { count: current, reason: 'no_data' };
  const tokens = rate * osl;
  notes.number('decode_tokens_per_s', tokens);
  const ratio = tokens / Math.max(1, current * gpus) / options.tokensPerSecondPerGpu;
  if (ratio <= 1 + options.scaleOutThreshold && ratio >= 1 - options.scaleInThreshold) {
    return { count: current, reason: 'within_tolerance' };
  }
  const cooling = changed_s !== undefined && observation.time - changed_s < options.cooldown_s;
  if (ratio < 1 && cooling) return { count: current, reason: 'cooldown' };
  return { count: Math.ceil(tokens / options.tokensPerSecondPerGpu / gpus), reason: 'metric_target' };
}

function within({ min, max }: Bounds, count: number): number {
  return Math.max(min, Math.min(max, count));
}
