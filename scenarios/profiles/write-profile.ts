/** An engine profile as a file of `headroom-profile/1`: the way back of headroom-form.ts. */
import { writeFileSync } from 'node:fs';
import type { EngineProfile } from '../../planner-core/index.js';
import { checkProfile } from './check.js';
import type { ProfileFile } from './headroom-form.js';

/** Writes a profile that `cluster.*.profile` takes. Throws HR_PROFILE_INVALID where its numbers cannot be. */
export function writeProfile(file: string, profile: EngineProfile): void {
  checkProfile(profile, file);
  writeFileSync(file, `${JSON.stringify(toFile(profile), null, 1)}\n`);
}

/** Every field of the file; JSON leaves out those that are undefined. */
function toFile(profile: EngineProfile): Record<keyof ProfileFile, unknown> {
  const { prefill, decode, polynomials, calibration } = profile;
  return {
    schema: 'headroom-profile/1',
    id: profile.id,
    model: profile.model,
    system: profile.system,
    backend: profile.backend,
    gpus_per_worker: profile.gpusPerWorker,
    kv_bytes_per_token: profile.kvBytesPerToken,
    provenance: profile.provenance,
    prefill: { isl: prefill.isl, ttft_ms: prefill.ttftMs, tokens_per_s_per_gpu: prefill.tokensPerSecondPerGpu },
    decode: {
      max_kv_tokens: decode.maxKvTokens,
      kv_usage: decode.kvUsage,
      context_tokens: decode.contextTokens,
      itl_ms: decode.itlMs,
      tokens_per_s_per_gpu: decode.tokensPerSecondPerGpu,
    },
    ...stepTables(profile),
    polynomials: polynomials && {
      prefill_ms: polynomials.prefillMs,
      decode_ms: polynomials.decodeMs,
      decode_floor_ms: polynomials.decodeFloorMs,
    },
    step_model: profile.stepModel,
    step_overhead_ms: profile.stepOverheadMs,
    client_overhead_ms: profile.clientOverheadMs,
    attention_dp: profile.attentionDp,
    speculative: profile.speculative && { tokens_per_step: profile.speculative.tokensPerStep },
    mixed: profile.mixed,
    calibration: calibration && {
      prefill_factor: calibration.prefillFactor,
      decode_factors: calibration.decodeFactors,
      source: calibration.source,
    },
  };
}

function stepTables({ prefillSteps, prefillTable, decodeSteps }: EngineProfile) {
  return {
    prefill_steps: prefillSteps && { tokens: prefillSteps.tokens, step_ms: prefillSteps.stepMs },
    prefill_table: prefillTable && {
      batch: prefillTable.batch,
      new_tokens: prefillTable.newTokens,
      cached_tokens: prefillTable.cachedTokens,
      step_ms: prefillTable.stepMs,
    },
    decode_steps: decodeSteps?.map(({ contextTokens, batch, stepMs }) => ({
      context_tokens: contextTokens,
      batch,
      step_ms: stepMs,
    })),
  };
}
