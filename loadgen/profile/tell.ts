/** A measured engine on one screen. */
import type { EngineProfile } from '../../planner-core/index.js';
import { columns, count, fixed, percent } from '../../reports/index.js';
import type { EnginePoint } from './points.js';
import { medianOf, noiseOf } from './statistics.js';

/** Every point with its scatter, what was refused, and the caveat. */
export function profileText(profile: EngineProfile, points: readonly EnginePoint[]): string {
  const prompts = points.filter((point) => point.kind === 'prompt');
  const decodes = points.filter((point) => point.kind === 'decode');
  const refused = points.filter((point) => point.kind === 'refused');
  return [
    '',
    `${profile.id} · ${profile.model} · KV cache ${count(profile.decode.maxKvTokens)} tokens`,
    '',
    ...columns([
      ['prompt tokens', 'TTFT ms', 'scatter'],
      ...prompts.map((p) => [count(p.promptTokens), fixed(medianOf(p.ttft_ms), 1), percent(noiseOf(p.ttft_ms))]),
    ]),
    '',
    ...columns([
      ['streams', 'context', 'ITL ms', 'scatter'],
      ...decodes.map((p) => [
        count(p.batch),
        count(p.meanContext),
        fixed(medianOf(p.itl_ms), 2),
        percent(noiseOf(p.itl_ms)),
      ]),
    ]),
    '',
    ...refused.map((p) => `! ${p.inputTokens} tokens × ${p.batch} streams: ${p.reason}`),
    profile.provenance.caveat ?? '',
    '',
  ].join('\n');
}
