/** A small engine profile with every part that a profile may have; tests change it. */
import type { EngineProfile } from '../../planner-core/index.js';

/** Every part, each with numbers that can be. */
export const SMALL_PROFILE: EngineProfile = {
  id: 'small',
  model: 'llama-3.1-8b',
  system: 'h100_sxm',
  backend: 'vllm',
  gpusPerWorker: 2,
  kvBytesPerToken: 131_072,
  prefill: { isl: [100, 200, 400, 800], ttftMs: [10, 18, 35, 72], tokensPerSecondPerGpu: [5000, 5500, 5700, 5600] },
  decode: {
    kvUsage: [0.1, 0.5, 0.1, 0.5],
    contextTokens: [100, 100, 1000, 1000],
    itlMs: [5, 6, 7, 9],
    tokensPerSecondPerGpu: [50, 60, 40, 45],
    maxKvTokens: 100_000,
  },
  prefillSteps: { tokens: [16, 1024], stepMs: [4, 40] },
  prefillTable: { batch: [1, 1, 2], newTokens: [100, 200, 100], cachedTokens: [0, 0, 50], stepMs: [10, 18, 12] },
  decodeSteps: [
    { contextTokens: 100, batch: [1, 8], stepMs: [5, 6] },
    { contextTokens: 1000, batch: [1, 8], stepMs: [5.5, 8] },
  ],
  polynomials: { prefillMs: [1, 0.1], decodeMs: [4, 0.5, -0.01], decodeFloorMs: 3 },
  stepModel: 'step_table',
  stepOverheadMs: 0.5,
  clientOverheadMs: 2,
  attentionDp: 4,
  speculative: { tokensPerStep: 1.8 },
  mixed: { overlap: 0.3 },
  calibration: {
    prefillFactor: 1.1,
    decodeFactors: { batch: [1, 64], factor: [0.9, 1.2] },
    source: 'twelve operating points',
  },
  provenance: { source: 'a test', licence: 'Apache-2.0', verdict: 'ok', caveat: 'made up' },
};

/** The same without what need not be there. */
export const LEAST_PROFILE: EngineProfile = {
  id: 'least',
  gpusPerWorker: 1,
  prefill: SMALL_PROFILE.prefill,
  decode: SMALL_PROFILE.decode,
  provenance: { source: 'a test', licence: 'Apache-2.0', verdict: 'unverified' },
};
