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

/** Where the numbers come from and how far to trust them. */
export interface Provenance {
  readonly source: string;
  readonly licence: string;
  /** `ok`: checked against measured engines; `unverified`: nothing to check against; `suspect`: disagrees. */
  readonly verdict: 'ok' | 'unverified' | 'suspect';
  readonly caveat?: string;
}

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
  /** Decode step table, where measured; contexts ascending. */
  readonly decodeSteps?: readonly DecodeStepRow[];
  /** Speculative decoding: mean tokens a request gets in one step, 1 or more. */
  readonly speculative?: { readonly tokensPerStep: number };
  readonly provenance: Provenance;
}
