/** Our own profile file, `headroom-profile/1`: EngineProfile in snake_case JSON, units in the keys. */
import { z } from 'zod';
import type { Calibration, EngineProfile } from '../../planner-core/index.js';
import { HeadroomError } from '../errors/index.js';
import { checkProfile } from './check.js';
import { parseJson } from './dynamo-form.js';

const numbers = z.array(z.number());

/** A calibration as files hold it: factors of prefill, and of decode by batch. */
export const calibrationSchema = z.strictObject({
  prefill_factor: z.number(),
  decode_factors: z.strictObject({ batch: numbers, factor: numbers }),
  source: z.string(),
});

const fileSchema = z.strictObject({
  schema: z.literal('headroom-profile/1'),
  id: z.string().min(1),
  model: z.string().optional(),
  system: z.string().optional(),
  backend: z.string().optional(),
  gpus_per_worker: z.number(),
  kv_bytes_per_token: z.number().optional(),
  provenance: z.strictObject({
    source: z.string(),
    licence: z.string(),
    verdict: z.enum(['ok', 'unverified', 'suspect']),
    caveat: z.string().optional(),
  }),
  prefill: z.strictObject({ isl: numbers, ttft_ms: numbers, tokens_per_s_per_gpu: numbers }),
  decode: z.strictObject({
    max_kv_tokens: z.number(),
    kv_usage: numbers,
    context_tokens: numbers,
    itl_ms: numbers,
    tokens_per_s_per_gpu: numbers,
  }),
  prefill_steps: z.strictObject({ tokens: numbers, step_ms: numbers }).optional(),
  prefill_table: z
    .strictObject({ batch: numbers, new_tokens: numbers, cached_tokens: numbers, step_ms: numbers })
    .optional(),
  decode_steps: z.array(z.strictObject({ context_tokens: z.number(), batch: numbers, step_ms: numbers })).optional(),
  polynomials: z.strictObject({ prefill_ms: numbers, decode_ms: numbers, decode_floor_ms: z.number() }).optional(),
  step_model: z.enum(['step_table', 'dynamo_npz', 'polynomial', 'roofline', 'splitwise']).optional(),
  step_overhead_ms: z.number().optional(),
  client_overhead_ms: z.number().optional(),
  attention_dp: z.number().optional(),
  speculative: z.strictObject({ tokens_per_step: z.number() }).optional(),
  mixed: z.strictObject({ overlap: z.number() }).optional(),
  calibration: calibrationSchema.optional(),
});

/** The content of a profile file. */
export type ProfileFile = z.infer<typeof fileSchema>;

/** Reads and checks a profile file. Throws HR_PROFILE_INVALID naming the entries that are wrong. */
export function readProfileFile(file: string): EngineProfile {
  const parsed = fileSchema.safeParse(parseJson(file));
  if (!parsed.success) {
    const details = parsed.error.issues.slice(0, 12).map((issue) => ({
      at: { file },
      message: `${issue.path.join('.') || 'profile'}: ${issue.message}`,
    }));
    throw new HeadroomError('HR_PROFILE_INVALID', details);
  }
  const profile = fromFile(parsed.data);
  checkProfile(profile, file);
  return profile;
}

function fromFile(file: ProfileFile): EngineProfile {
  const { prefill, decode } = file;
  return {
    id: file.id,
    ...(file.model !== undefined && { model: file.model }),
    ...(file.system !== undefined && { system: file.system }),
    ...(file.backend !== undefined && { backend: file.backend }),
    gpusPerWorker: file.gpus_per_worker,
    ...(file.kv_bytes_per_token !== undefined && { kvBytesPerToken: file.kv_bytes_per_token }),
    prefill: { isl: prefill.isl, ttftMs: prefill.ttft_ms, tokensPerSecondPerGpu: prefill.tokens_per_s_per_gpu },
    decode: {
      kvUsage: decode.kv_usage,
      contextTokens: decode.context_tokens,
      itlMs: decode.itl_ms,
      tokensPerSecondPerGpu: decode.tokens_per_s_per_gpu,
      maxKvTokens: decode.max_kv_tokens,
    },
    ...stepTimes(file),
    ...engineFacts(file),
    provenance: {
      source: file.provenance.source,
      licence: file.provenance.licence,
      verdict: file.provenance.verdict,
      ...(file.provenance.caveat !== undefined && { caveat: file.provenance.caveat }),
    },
  };
}

function stepTimes(file: ProfileFile): Partial<EngineProfile> {
  const { prefill_steps, prefill_table, decode_steps, polynomials } = file;
  return {
    ...(prefill_steps && { prefillSteps: { tokens: prefill_steps.tokens, stepMs: prefill_steps.step_ms } }),
    ...(prefill_table && {
      prefillTable: {
        batch: prefill_table.batch,
        newTokens: prefill_table.new_tokens,
        cachedTokens: prefill_table.cached_tokens,
        stepMs: prefill_table.step_ms,
      },
    }),
    ...(decode_steps && {
      decodeSteps: decode_steps.map((row) => ({
        contextTokens: row.context_tokens,
        batch: row.batch,
        stepMs: row.step_ms,
      })),
    }),
    ...(polynomials && {
      polynomials: {
        prefillMs: polynomials.prefill_ms,
        decodeMs: polynomials.decode_ms,
        decodeFloorMs: polynomials.decode_floor_ms,
      },
    }),
    ...(file.step_model !== undefined && { stepModel: file.step_model }),
  };
}

function engineFacts(file: ProfileFile): Partial<EngineProfile> {
  return {
    ...(file.step_overhead_ms !== undefined && { stepOverheadMs: file.step_overhead_ms }),
    ...(file.client_overhead_ms !== undefined && { clientOverheadMs: file.client_overhead_ms }),
    ...(file.attention_dp !== undefined && { attentionDp: file.attention_dp }),
    ...(file.speculative && { speculative: { tokensPerStep: file.speculative.tokens_per_step } }),
    ...(file.mixed && { mixed: { overlap: file.mixed.overlap } }),
    ...(file.calibration && { calibration: calibrationFrom(file.calibration) }),
  };
}

/** A calibration as its files hold it. */
export function calibrationFrom(file: z.infer<typeof calibrationSchema>): Calibration {
  return { prefillFactor: file.prefill_factor, decodeFactors: file.decode_factors, source: file.source };
}
