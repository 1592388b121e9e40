/**
 * Measured engine performance, as planner and simulator share it. Arrays keep the shape and the units of Dynamo's
 * profiler (`raw_data.npz`): milliseconds, tokens, tokens per second and GPU.
 */

/** Prefill at batch 1: parallel arrays, ISL ascending. */
export interface PrefillMeasurements {
  readonly isl: readonly number[];
  readonly ttftMs: readonly number[];
  readonly tokensPerSecondPerGpu: readonly number[];
}

/** Decode: parallel arrays of scattered points over (KV usage 0..1, context length in tokens). */
export interface DecodeMeasurements {
  readonly kvUsage: readonly number[];
  readonly contextTokens: readonly number[];
  readonly itlMs: readonly number[];
  readonly tokensPerSecondPerGpu: readonly number[];
  readonly maxKvTokens: number;
}

/** Step time of a decode batch at one context length: parallel arrays, batch ascending. */
export interface DecodeStepRow {
  readonly contextTokens: number;
  readonly batch: readonly number[];
  readonly stepMs: readonly number[];
}

/**
 * Times of steps that prefill `batch` prompts of `newTokens` tokens each behind `cachedTokens` tokens of context each, on one
 * data-parallel rank: parallel arrays of scattered points.
 */
export interface PrefillStepTable {
  readonly batch: readonly number[];
  readonly newTokens: readonly number[];
  readonly cachedTokens: readonly number[];
  readonly stepMs: readonly number[];
}

/** Step times as polynomials, coefficients of ascending powers: of the new tokens of a step, and of the KV usage (0..1). */
export interface StepPolynomials {
  readonly prefillMs: readonly number[];
  readonly decodeMs: readonly number[];
  readonly decodeFloorMs: number;
}

/** Where a profile's step times come from. */
export type StepModelKind = 'step_table' | 'dynamo_npz' | 'polynomial' | 'roofline' | 'splitwise';

/** What measured operation says about the step times of the tables: they are multiplied by these factors. */
export interface Calibration {
  readonly prefillFactor: number;
  /** Decode factors at worker batch sizes, ascending; logarithmic in between, constant outside. */
  readonly decodeFactors: { readonly batch: readonly number[]; readonly factor: readonly number[] };
  /** What it was fitted to. */
  readonly source: string;
}

/** Where the numbers come from and how far to trust them. */
export interface Provenance {
  readonly source: string;
  readonly licence: string;
  /** `ok`: checked against measured engines; `unverified`: nothing to check against; `suspect`: disagrees. */
  readonly verdict: 'ok' | 'unverified' | 'suspect';
  readonly caveat?: string;
}

/** One engine as it was measured or calculated: what planner and simulator know of it. */
export interface EngineProfile {
  readonly id: string;
  readonly model?: string;
  /** GPU system, e.g. `h100_sxm`; the key into the price table. */
  readonly system?: string;
  readonly backend?: string;
  readonly gpusPerWorker: number;
  /** KV cache bytes of one token over the whole worker; sets the cost of a KV transfer. */
  readonly kvBytesPerToken?: number;
  readonly prefill: PrefillMeasurements;
  readonly decode: DecodeMeasurements;
  /** Finer prefill times (batch 1, no cached prefix) than `prefill`, where measured: parallel arrays, tokens ascending. */
  readonly prefillSteps?: { readonly tokens: readonly number[]; readonly stepMs: readonly number[] };
  /** Prefill step times over batch and cached context, where measured; takes the place of `prefillSteps`. */
  readonly prefillTable?: PrefillStepTable;
  /** Decode step table of the whole worker, where measured; contexts ascending. */
  readonly decodeSteps?: readonly DecodeStepRow[];
  /** Takes the place of all tables. */
  readonly polynomials?: StepPolynomials;
  /** Where the step times come from; absent for the arrays of Dynamo's profiler. */
  readonly stepModel?: StepModelKind;
  /** Host time beside every step. */
  readonly stepOverheadMs?: number;
  /** HTTP, tokenisation and the way back: in a client's TTFT, outside the engine. */
  readonly clientOverheadMs?: number;
  /** Data-parallel attention ranks inside the worker; 1 when absent. */
  readonly attentionDp?: number;
  /** Speculative decoding: mean tokens delivered per request and decode step, at least 1. */
  readonly speculative?: { readonly tokensPerStep: number };
  /**
   * A step with prefill and decode work: 1 when decode tokens pass the linear layers together with the prompt's (the weights
   * are read once), 0 when the two parts take turns, or between. 1 when absent.
   */
  readonly mixed?: { readonly overlap: number };
  readonly calibration?: Calibration;
  readonly provenance: Provenance;
}
