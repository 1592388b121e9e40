/** From measured points to an engine profile. */
import type { DecodeStepRow, EngineProfile } from '../../planner-core/index.js';
import { HeadroomError } from '../../scenarios/errors/index.js';
import type { KvCapacity } from './kv-capacity.js';
import type { DecodePoint, EnginePoint, PromptPoint } from './points.js';
import { medianOf, noiseOf } from './statistics.js';

/** What cannot be measured from outside. */
export interface EngineFacts {
  readonly id: string;
  readonly model: string;
  readonly gpusPerWorker: number;
  readonly system?: string | undefined;
  readonly kvBytesPerToken?: number | undefined;
}

/** Above this share of pieces with more than one token the engine speculates. */
const SPECULATES = 1.05;
const LEAST_PROMPTS = 4;

/** Throws HR_ENGINE_UNMEASURABLE where the points are too few for a planner, or the KV capacity is unknown. */
export function toProfile(
  points: readonly EnginePoint[],
  facts: EngineFacts,
  capacity: KvCapacity | undefined,
  measuredAt: string,
): EngineProfile {
  const prompts = points.filter((point) => point.kind === 'prompt');
  const decodes = points.filter((point) => point.kind === 'decode');
  if (!capacity) throw unknownCapacity();
  if (prompts.length < LEAST_PROMPTS || decodes.length < 3) throw tooFew(prompts.length, decodes.length, points);
  const { gpusPerWorker } = facts;
  const tokensPerStep = medianOf(decodes.map(({ tokensPerPiece }) => tokensPerPiece));
  const speculates = tokensPerStep > SPECULATES;
  const rows = decodeRows(decodes);
  return {
    id: facts.id,
    model: facts.model,
    ...(facts.system !== undefined && { system: facts.system }),
    gpusPerWorker,
    ...(facts.kvBytesPerToken !== undefined && { kvBytesPerToken: facts.kvBytesPerToken }),
    prefill: prefillOf(prompts, gpusPerWorker),
    decode: decodeOf(rows, capacity.tokens, gpusPerWorker, speculates ? tokensPerStep : 1),
    decodeSteps: rows,
    stepModel: 'step_table',
    ...(speculates && { speculative: { tokensPerStep } }),
    provenance: {
      source: `measured by headroom profile, ${measuredAt}`,
      licence: 'yours',
      verdict: 'ok',
      caveat: caveatOf(prompts, decodes, capacity, speculates),
    },
  };
}

function prefillOf(prompts: readonly PromptPoint[], gpus: number): EngineProfile['prefill'] {
  const sorted = [...prompts].sort((a, b) => a.promptTokens - b.promptTokens);
  const isl = sorted.map(({ promptTokens }) => promptTokens);
  const ttftMs = sorted.map(({ ttft_ms }) => rounded(medianOf(ttft_ms)));
  const tokensPerSecondPerGpu = isl.map((tokens, i) => rounded((tokens / ttftMs[i]!) * (1000 / gpus)));
  return { isl, ttftMs, tokensPerSecondPerGpu };
}

function decodeOf(
  rows: readonly DecodeStepRow[],
  maxKvTokens: number,
  gpus: number,
  tokensPerStep: number,
): EngineProfile['decode'] {
  const cells = rows.flatMap(({ contextTokens, batch, stepMs }) =>
    batch.map((size, i) => ({ contextTokens, batch: size, itlMs: stepMs[i]! / tokensPerStep })),
  );
  return {
    maxKvTokens,
    kvUsage: cells.map(({ batch, contextTokens }) => Math.min(1, (batch * contextTokens) / maxKvTokens)),
    contextTokens: cells.map((cell) => cell.contextTokens),
    itlMs: cells.map(({ itlMs }) => rounded(itlMs)),
    tokensPerSecondPerGpu: cells.map(({ batch, itlMs }) => rounded((batch / itlMs) * (1000 / gpus))),
  };
}

/**
 * Rows of one context length. A batch was measured near that context, not at it, for its streams grow; so each batch's times
 * are carried along the line through its own points, from the nearest two, to the row's context.
 */
export function decodeRows(decodes: readonly DecodePoint[]): DecodeStepRow[] {
  const contexts = ascending(decodes.map(({ contextTokens }) => contextTokens));
  return contexts.map((contextTokens) => {
    const own = decodes.filter((point) => point.contextTokens === contextTokens).sort((a, b) => a.batch - b.batch);
    const sameBatch = (batch: number) => decodes.filter((point) => point.batch === batch);
    return {
      contextTokens,
      batch: own.map(({ batch }) => batch),
      stepMs: own.map((point) => rounded(carried(point, sameBatch(point.batch)))),
    };
  });
}

function carried(point: DecodePoint, sameBatch: readonly DecodePoint[]): number {
  const here_ms = medianOf(point.itl_ms);
  const distance = (other: DecodePoint) => Math.abs(other.meanContext - point.contextTokens);
  const other = sameBatch
    .filter(({ meanContext }) => meanContext !== point.meanContext)
    .sort((a, b) => distance(a) - distance(b))[0];
  if (!other) return here_ms;
  const slope = (medianOf(other.itl_ms) - here_ms) / (other.meanContext - point.meanContext);
  return here_ms + Math.max(0, slope) * (point.contextTokens - point.meanContext);
}

function caveatOf(
  prompts: readonly PromptPoint[],
  decodes: readonly DecodePoint[],
  capacity: KvCapacity,
  speculates: boolean,
): string {
  const noise = {
    ttft: Math.max(...prompts.map(({ ttft_ms }) => noiseOf(ttft_ms))),
    itl: Math.max(...decodes.map(({ itl_ms }) => noiseOf(itl_ms))),
  };
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  return [
    'Times are those of a client: HTTP and tokenisation are in the prompts.',
    `KV capacity by ${capacity.source}.`,
    `Scatter of repeats at most ${percent(noise.ttft)} (prompts) and ${percent(noise.itl)} (decode).`,
    ...(speculates ? ['Output came several tokens at a time; taken as speculative decoding.'] : []),
  ].join(' ');
}

function unknownCapacity(): HeadroomError {
  return new HeadroomError('HR_ENGINE_UNMEASURABLE', {
    message: 'the KV capacity is unknown: no metrics page tells it, and every batch fitted',
    hint: 'Give it with --kv-tokens; vLLM logs it at start as "GPU KV cache size". What was measured is kept.',
  });
}

function tooFew(prompts: number, decodes: number, points: readonly EnginePoint[]): HeadroomError {
  const refused = points.find((point) => point.kind === 'refused');
  return new HeadroomError('HR_ENGINE_UNMEASURABLE', {
    message: `${prompts} prompt lengths and ${decodes} batches could be measured; a profile needs ${LEAST_PROMPTS} and 3${
      refused ? ` (refused: ${refused.inputTokens} tokens × ${refused.batch}: ${refused.reason})` : ''
    }`,
    hint: 'Give a smaller --max-context or --max-batch.',
  });
}

function ascending(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}

function rounded(value: number): number {
  return Math.round(value * 1e3) / 1e3;
}
