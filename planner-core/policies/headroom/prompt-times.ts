/** How long a prompt takes, alone in its step or in a step filled with prompts like it. */
import type { EngineProfile } from '../../profile.js';
import { type Curve, valueAt } from './curve.js';

/** How long prompts take on one worker. */
export interface PromptTimes {
  /** Seconds from the start of a prompt's computation to its first token, nothing else in the step. */
  prompt_s(tokens: number): number;
  /** Seconds that a prompt takes of a step filled with prompts of this mean and squared coefficient of variation. */
  promptInFullStep_s(tokens: number, variation: number): number;
  /** Tokens that one step computes at most. */
  readonly fullStepTokens: number;
}

/** `fullStep`: tokens that one step computes at most. */
export function promptTimes(profile: EngineProfile, fullStep: number): PromptTimes {
  const lone = lonePrompts(profile);
  const perPair_ms = attentionRate(profile, lone);
  const factor = profile.calibration?.prefillFactor ?? 1;
  const overhead_ms = profile.stepOverheadMs ?? 0;
  const least_ms = Math.min(...lone.y) / 2;
  const prompt_s = (tokens: number) => (Math.max(least_ms, factor * valueAt(lone, tokens)) + overhead_ms) / 1000;
  return {
    prompt_s,
    fullStepTokens: fullStep,
    promptInFullStep_s: (tokens, variation) => {
      if (tokens >= fullStep) return prompt_s(tokens);
      const prompts = fullStep / tokens;
      // attention is paid within each prompt, not across the step
      const spared_ms = (perPair_ms * Math.max(0, fullStep ** 2 - prompts * tokens ** 2 * (1 + variation))) / 2;
      const step_ms = Math.max(least_ms, factor * (valueAt(lone, fullStep) - spared_ms)) + overhead_ms;
      return Math.min(prompt_s(tokens), step_ms / 1000 / prompts);
    },
  };
}

/** Milliseconds of a prompt over its tokens. */
function lonePrompts({ prefill, prefillSteps, prefillTable }: EngineProfile): Curve {
  if (prefillTable) {
    const points = prefillTable.batch
      .map((batch, i) => ({ batch, tokens: prefillTable.newTokens[i]!, ms: prefillTable.stepMs[i]!, i }))
      .filter(({ batch, i }) => batch === 1 && prefillTable.cachedTokens[i] === 0)
      .sort((a, b) => a.tokens - b.tokens);
    if (points.length > 1) return { x: points.map(({ tokens }) => tokens), y: points.map(({ ms }) => ms) };
  }
  if (prefillSteps) return { x: prefillSteps.tokens, y: prefillSteps.stepMs };
  return { x: prefill.isl, y: prefill.ttftMs };
}

/**
 * Milliseconds a pair of tokens that attend to each other: what steps of several prompts take less than one prompt as long as
 * all of them, by least squares; 0 where none were measured.
 */
function attentionRate({ prefillTable }: EngineProfile, lone: Curve): number {
  if (!prefillTable) return 0;
  let [products, squares] = [0, 0];
  prefillTable.batch.forEach((batch, i) => {
    const tokens = batch * prefillTable.newTokens[i]!;
    if (batch === 1 || prefillTable.cachedTokens[i] !== 0 || tokens > lone.x.at(-1)!) return;
    const pairs = (tokens ** 2 - batch * prefillTable.newTokens[i]! ** 2) / 2;
    products += pairs * (valueAt(lone, tokens) - prefillTable.stepMs[i]!);
    squares += pairs ** 2;
  });
  return squares > 0 ? Math.max(0, products / squares) : 0;
}
