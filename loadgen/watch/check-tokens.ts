/** After a run: the sampled answers counted again, offline. */
import { loadTokenizer } from '../../scenarios/index.js';
import type { SampledText } from './text-sample.js';

/** What the server counted and what the tokenizer counts; `undefined` without a sample. `file`: a tokenizer.json. */
export async function checkTokens(
  texts: readonly SampledText[],
  file: string | undefined,
): Promise<{ requests: number; usage: number; tokenizer: number } | undefined> {
  if (texts.length === 0) return undefined;
  const { count } = await loadTokenizer(file);
  return {
    requests: texts.length,
    usage: texts.reduce((sum, { usageTokens }) => sum + usageTokens, 0),
    tokenizer: texts.reduce((sum, { text }) => sum + count(text), 0),
  };
}
