/** How many tokens an engine's KV cache holds: told by its metrics page, or reckoned from what was measured. */
import { type Exposition, parseExposition } from '../scrape/exposition.js';
import type { EnginePoint } from './points.js';

/** The size of a KV cache. */
export interface KvCapacity {
  readonly tokens: number;
  /** Where it comes from, for the profile's caveat. */
  readonly source: string;
}

/** A gauge that says less than this is too coarse to divide by. */
const LEAST_USAGE = 0.02;

/** What the pages say themselves: vLLM's cache configuration, SGLang's token pool, Dynamo's frontend. */
export function toldCapacity(pages: readonly string[]): KvCapacity | undefined {
  for (const page of pages) {
    const exposition = parseExposition(page);
    const told = vllmCapacity(exposition) ?? sglangCapacity(exposition) ?? dynamoCapacity(exposition);
    if (told) return told;
  }
  return undefined;
}

function vllmCapacity({ samples }: Exposition): KvCapacity | undefined {
  const info = samples.find(({ name }) => name === 'vllm:cache_config_info');
  const [blocks, size] = ['num_gpu_blocks', 'block_size'].map((label) => labelOf(info?.series, label));
  return capacity((blocks ?? 0) * (size ?? 0), 'vllm:cache_config_info');
}

function sglangCapacity({ samples }: Exposition): KvCapacity | undefined {
  const name = 'sglang:max_total_num_tokens';
  return capacity(samples.find((sample) => sample.name === name)?.value ?? 0, name);
}

function dynamoCapacity({ samples }: Exposition): KvCapacity | undefined {
  const value = (name: string) => samples.find((sample) => sample.name === `dynamo_frontend_model_${name}`)?.value ?? 0;
  return capacity(value('total_kv_blocks') * value('kv_cache_block_size'), 'dynamo_frontend_model_total_kv_blocks');
}

function capacity(tokens: number, source: string): KvCapacity | undefined {
  return tokens > 0 ? { tokens, source } : undefined;
}

function labelOf(series: string | undefined, label: string): number | undefined {
  const text = series && new RegExp(`[{,]${label}="(\\d+)"`).exec(series)?.[1];
  return text ? Number(text) : undefined;
}

/** From the fullest cache that a gauge told of, or from the batch that did not fit at once. */
export function reckonedCapacity(points: readonly EnginePoint[]): KvCapacity | undefined {
  const fullest = points
    .flatMap((point) => (point.kind === 'decode' && point.kv ? [point.kv] : []))
    .filter(({ usage }) => usage >= LEAST_USAGE)
    .sort((a, b) => b.usage - a.usage)[0];
  if (fullest) return { tokens: Math.round(fullest.tokens / fullest.usage), source: 'its gauge of KV usage' };
  const fitted = points.flatMap((point) =>
    point.kind === 'refused' && point.fittedTokens !== undefined ? [point.fittedTokens] : [],
  );
  if (fitted.length === 0) return undefined;
  return { tokens: Math.max(...fitted), source: 'the batch from which on streams waited for each other' };
}
