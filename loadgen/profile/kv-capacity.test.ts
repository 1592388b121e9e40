/** How many tokens the KV cache holds, told or reckoned. */
import { describe, expect, it } from 'vitest';
import { decodePoint } from '../testing/engine-rig.js';
import { reckonedCapacity, toldCapacity } from './kv-capacity.js';

const VLLM = 'vllm:cache_config_info{block_size="16",num_gpu_blocks="1000"} 1.0';
const SGLANG = 'sglang:max_total_num_tokens{model_name="m"} 500.0';
const DYNAMO = 'dynamo_frontend_model_total_kv_blocks 100\ndynamo_frontend_model_kv_cache_block_size 64';

describe('told', () => {
  it.each([
    [VLLM, 16_000, 'vllm:cache_config_info'],
    ['vllm:cache_config_info{num_gpu_blocks="10",block_size="32"} 1', 320, 'vllm:cache_config_info'],
    [SGLANG, 500, 'sglang:max_total_num_tokens'],
    [DYNAMO, 6400, 'dynamo_frontend_model_total_kv_blocks'],
  ])('by %s', (page, tokens, source) => expect(toldCapacity([page])).toEqual({ tokens, source }));

  it.each([
    ['no page', []],
    ['an empty page', ['']],
    ['blocks without their size', ['vllm:cache_config_info{num_gpu_blocks="1000"} 1']],
    ['a label that only ends alike', ['vllm:cache_config_info{block_size="16",old_num_gpu_blocks="1000"} 1']],
    ['blocks of nothing', ['vllm:cache_config_info{block_size="16",num_gpu_blocks="0"} 1']],
    ['a pool of nothing', ['sglang:max_total_num_tokens 0']],
    ['half of what Dynamo tells', ['dynamo_frontend_model_total_kv_blocks 100']],
  ])('not by %s', (_name, pages) => expect(toldCapacity(pages)).toBeUndefined());

  it('by the first page that does; of one page the engine goes before the frontend', () => {
    expect(toldCapacity(['# none', SGLANG, VLLM])!.tokens).toBe(500);
    expect(toldCapacity([`${DYNAMO}\n${SGLANG}\n${VLLM}`])!.tokens).toBe(16_000);
    expect(toldCapacity([`${DYNAMO}\n${SGLANG}`])!.tokens).toBe(500);
  });
});

describe('reckoned', () => {
  const full = (tokens: number, usage: number) => decodePoint(1, 1, [1], { kv: { tokens, usage } });
  const refused = (fittedTokens?: number) =>
    ({
      kind: 'refused',
      inputTokens: 1,
      batch: 1,
      reason: 'x',
      ...(fittedTokens !== undefined && { fittedTokens }),
    }) as const;

  it('from the fullest gauge, to whole tokens', () => {
    expect(reckonedCapacity([full(100, 0.3), full(50, 0.02)])).toEqual({
      tokens: 333,
      source: 'its gauge of KV usage',
    });
  });

  it('not from a gauge that is too coarse', () => {
    expect(reckonedCapacity([full(100, 0.0199)])).toBeUndefined();
    expect(reckonedCapacity([full(100, 0.02)])!.tokens).toBe(5000);
  });

  it('from the largest batch that did fit, where there is no gauge', () => {
    const found = reckonedCapacity([decodePoint(1, 1, [1]), refused(700), refused(), refused(900)]);
    expect(found).toEqual({ tokens: 900, source: 'the batch from which on streams waited for each other' });
  });

  it('from a gauge rather than from a batch', () => {
    expect(reckonedCapacity([refused(900), full(100, 0.5)])!.tokens).toBe(200);
  });

  it.each([[[]], [[refused()]], [[decodePoint(1, 1, [1])]]])('not from %j', (points) => {
    expect(reckonedCapacity(points)).toBeUndefined();
  });
});
