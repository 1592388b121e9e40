/** `vllm bench serve --save-result --save-detailed`: one JSON object, an array for each measure. */
import type { Json } from '../endpoints/delta.js';
import { type ForeignRequest, type ImportedRun, importedRun } from './imported.js';

/** `undefined` where the document is not vLLM's, or was saved without its details. */
export function readVllm(document: Json): ImportedRun | undefined {
  const { ttfts, itls, input_lens, output_lens, start_times, errors, duration } = document;
  if (!Array.isArray(ttfts) || !Array.isArray(itls)) return undefined;
  const at = (list: unknown, i: number) => {
    const value: unknown = Array.isArray(list) ? list[i] : undefined;
    return typeof value === 'number' ? value : undefined;
  };
  // older releases keep no start times: the requests are spread evenly over the run
  const spread_s = typeof duration === 'number' ? duration / Math.max(1, ttfts.length) : 0;
  const requests = ttfts.map((_, i): ForeignRequest => {
    const gaps_s = (Array.isArray(itls[i]) ? (itls[i] as unknown[]) : []).filter((gap) => typeof gap === 'number');
    const sent_s = at(start_times, i) ?? i * spread_s;
    const ttft_s = at(ttfts, i) ?? 0;
    const decode_s = gaps_s.reduce((sum, gap) => sum + gap, 0);
    const outputTokens = at(output_lens, i) ?? gaps_s.length + 1;
    const failed = Array.isArray(errors) && typeof errors[i] === 'string' && errors[i] !== '';
    return {
      scheduled_s: sent_s,
      sent_s,
      end_s: sent_s + ttft_s + decode_s,
      ttft_s,
      tpot_s: outputTokens > 1 ? decode_s / (outputTokens - 1) : undefined,
      inputTokens: at(input_lens, i) ?? 0,
      outputTokens,
      error: failed ? 'error' : undefined,
      gaps_s,
    };
  });
  return importedRun('vllm bench', requests);
}
