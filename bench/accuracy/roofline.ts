/** The roofline beside the tables of the profiles whose model and system it knows. */
import type { EngineProfile } from '../../planner-core/index.js';
import { loadProfile, shippedProfiles } from '../../scenarios/index.js';
import { createEngineModel } from '../../sim/index.js';
import { type TableErrors, tableErrors } from './step-tables.js';

/** Model and precision, system, tensor parallel ranks. */
const ID =
  /^(llama-3\.1-8b|llama-3\.1-70b|qwen3-0\.6b|qwen3-32b|qwen3-235b-a22b|gpt-oss-120b)-(?:fp8-)?(bf16|fp8|fp4)_([a-z0-9_]+)_(?:vllm|sglang|trtllm)_tp(\d+)(?:_mtp\d+)?(?:_ep\d+)?$/;

/** Relative errors against every point of the tables, and the median of roofline ÷ table. */
export function scoreRoofline(): { prefill: TableErrors; decode: TableErrors } {
  const [prefill, decode]: [number[], number[]] = [[], []];
  for (const id of shippedProfiles()) {
    const match = ID.exec(id);
    if (!match) continue;
    const [, model, quant, system, tp] = match;
    const roofline = rooflineOrNone(`roofline:${model}@${system}:tp=${tp}:quant=${quant}`);
    if (!roofline) continue;
    const { profile } = loadProfile(id, (path) => path);
    prefill.push(...compare(profile, roofline).prefill);
    decode.push(...compare(profile, roofline).decode);
  }
  return { prefill: tableErrors(prefill), decode: tableErrors(decode) };
}

function compare(profile: EngineProfile, roofline: EngineProfile) {
  const model = createEngineModel(roofline);
  const table = profile.prefillTable!;
  const prefill = table.stepMs.map((ms, i) => {
    const [batch, fresh, cached] = [table.batch[i]!, table.newTokens[i]!, table.cachedTokens[i]!];
    const attentionPairs = batch * fresh * (cached + fresh / 2);
    const work = { requests: batch, completing: batch, newTokens: batch * fresh, cachedTokens: batch * cached };
    return errorPct(model.mixedStepSeconds({ ...work, attentionPairs }, 0, 0), ms);
  });
  const decode = profile.decodeSteps!.flatMap((row) =>
    row.batch.map((batch, i) => errorPct(model.decodeStepSeconds(batch, batch * row.contextTokens), row.stepMs[i]!)),
  );
  return { prefill, decode };
}

function rooflineOrNone(name: string): EngineProfile | undefined {
  try {
    return loadProfile(name, (path) => path).profile;
  } catch {
    return undefined;
  }
}

function errorPct(seconds: number, ms: number): number {
  return Math.abs((seconds * 1000) / ms - 1) * 100;
}
