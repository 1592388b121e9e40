/** Engine models that have learnt straight lines, with round means: prompts of 400 tokens, contexts of 1,000. */
import {
  DEFAULT_LIMITS,
  type EngineKind,
  type EngineModel,
  emptyEngineModel,
  tune,
} from '../../../perf-model/index.js';
import { decodePasses, MIXED_STEPS, prefillPasses } from '../../../testing/index.js';

const OPTIONS = { maxSamples: 64, minSamples: 5, bucketCount: 16 };
const PREFILLS = prefillPasses([200, 200, 200, 600, 1000, 200]);
const DECODES = decodePasses([
  [1, 500],
  [8, 12_000],
  [16, 8000],
  [32, 48_000],
  [64, 64_000],
  [48, 48_000],
]);

const learnt = (kind: EngineKind, steps: Parameters<typeof tune>[1]): EngineModel =>
  tune(emptyEngineModel(kind, DEFAULT_LIMITS, OPTIONS), steps);

/** 10 ms and 10 µs a prompt token. */
export const PREFILL_MODEL = learnt('prefill', PREFILLS);
/** 5 ms, 20 µs a request and 10 ns a KV token. */
export const DECODE_MODEL = learnt('decode', DECODES);
/** Both, and mixed passes. */
export const AGGREGATED_MODEL = learnt('aggregated', [...PREFILLS, ...DECODES, ...MIXED_STEPS]);
/** Knows nothing yet. */
export const EMPTY_MODEL = learnt('decode', []);
