/**
 * What a request will get: how many tokens, which words, and why it ends. All of it is known before the first token, for what a
 * model would have said is drawn, not computed.
 */
import type { Ask } from './api/ask.js';

/** What is said in answer to one request. */
export interface Output {
  readonly tokens: number;
  readonly finish: 'stop' | 'length';
  /** The text of token `i`, empty from where a stop sequence begins. */
  piece(i: number): string;
}

/** Where lengths and words come from. */
export interface Writer {
  /** How many tokens a model would say, whatever the limit. */
  readonly drawTokens: () => number;
  /** Each one token after a space. */
  readonly words: readonly string[];
}

type Length = Pick<Ask, 'maxTokens' | 'minTokens' | 'ignoreEos'>;

/** Plans the output of request `id`; the same id gives the same words. */
export function planOutput(ask: Length & Pick<Ask, 'stop'>, id: number, { drawTokens, words }: Writer): Output {
  const first = (id * 7919) % words.length;
  const word = (i: number) => ` ${words[(first + i) % words.length]!}`;
  const { tokens, finish } = lengthOf(ask, drawTokens);
  const stop = ask.stop.length > 0 ? findStop(ask, tokens, word) : undefined;
  return stop ?? { tokens, finish, piece: word };
}

/** `ignore_eos` says all that it may; else the draw ends it, not before `min_tokens`, unless the limit comes first. */
function lengthOf(
  { maxTokens, minTokens, ignoreEos }: Length,
  drawTokens: () => number,
): Pick<Output, 'tokens' | 'finish'> {
  if (ignoreEos && maxTokens !== undefined) return { tokens: maxTokens, finish: 'length' };
  const wanted = Math.max(1, minTokens, drawTokens());
  if (maxTokens !== undefined && maxTokens < wanted) return { tokens: maxTokens, finish: 'length' };
  return { tokens: wanted, finish: 'stop' };
}

/** Ends the output with the token that completes a stop sequence; the text ends before the sequence. */
function findStop(
  ask: Pick<Ask, 'stop' | 'minTokens'>,
  tokens: number,
  word: (i: number) => string,
): Output | undefined {
  let text = '';
  const starts: number[] = [];
  for (let i = 0; i < tokens; i++) {
    starts.push(text.length);
    text += word(i);
    const found = ask.stop.map((stop) => text.indexOf(stop)).filter((at) => at >= 0);
    if (found.length === 0 || i + 1 < ask.minTokens) continue;
    const whole = text.slice(0, Math.min(...found));
    const piece = (k: number) => whole.slice(starts[k]!, starts[k + 1] ?? text.length);
    return { tokens: i + 1, finish: 'stop', piece };
  }
  return undefined;
}
