/** Engines by name, for tests that need no more than what a shipped profile says of them. */
import type { EngineProfile } from '../../planner-core/index.js';
import { loadProfile } from '../../scenarios/index.js';

/** A shipped profile, with some of its fields as a test says. */
export function shippedProfile(
  fields: Partial<EngineProfile> = {},
  id = 'llama-3.1-8b-fp8_h100_sxm_vllm_tp1',
): EngineProfile {
  return { ...loadProfile(id, (path) => path).profile, ...fields };
}
