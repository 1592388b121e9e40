/**
 * aiperf's JSONL. Rows of one `session_id` are turns in the order of the file: the first by its `timestamp` (ms, 0 where
 * there is none), each later one `delay` ms after the end of the one before it, and not before a time stamp of its own. A
 * row holds only what is new in its turn: aiperf sends the conversation before it again, so the prompts here grow.
 */
import { warnOnce } from '../account.js';
import type { ImportContext, Importer } from './importer.js';
import { JsonCursor } from './json-cursor.js';

/** Rough length of a token in characters, for rows that hold their text. */
const CHARACTERS_PER_TOKEN = 4;
const MILLISECONDS = 'milliseconds, 0 or more';

interface OpenSession {
  turn: number;
  /** Tokens of the conversation so far. */
  history: number;
}

/** Reads aiperf's rows; `blockTokens`: tokens of one prefix block. */
export function aiperf({ file, account }: ImportContext, blockTokens: number): Importer {
  const json = new JsonCursor(file);
  const sessions = new Map<string, OpenSession>();
  account.blockTokens = blockTokens;

  function newTokens(): number {
    const text = json.value('text_input');
    if (json.value('input_length') !== undefined || typeof text !== 'string') return json.count('input_length');
    warnOnce(account, `prompts given as text are taken for ${CHARACTERS_PER_TOKEN} characters a token`);
    return Math.ceil(text.length / CHARACTERS_PER_TOKEN);
  }

  return {
    get closedLoop() {
      return sessions.size > 0;
    },
    line(text, number, emit) {
      if (!json.take(text, number)) return;
      const time_us = Math.round((json.optionalNumber(MILLISECONDS, 'timestamp') ?? 0) * 1000);
      const delay_ms = json.optionalNumber(MILLISECONDS, 'delay');
      const sessionId = json.optionalText('session_id');
      const fresh = newTokens();
      const outputTokens = json.count('output_length');
      const blocks = json.blocks('hash_ids', fresh, blockTokens);
      const session = sessionId === undefined ? undefined : sessions.get(sessionId);
      if (!session) {
        const turn = sessionId === undefined ? undefined : 0;
        if (sessionId !== undefined) sessions.set(sessionId, { turn: 0, history: fresh + outputTokens });
        emit({ time_us, inputTokens: fresh, outputTokens, prefixBlocks: blocks, sessionId, turn });
        return;
      }
      if (blocks)
        warnOnce(account, 'hash_ids of later turns do not cover the conversation before them and are not used');
      const inputTokens = session.history + fresh;
      session.history = inputTokens + outputTokens;
      const think_us = Math.round((delay_ms ?? 0) * 1000);
      emit({ time_us, inputTokens, outputTokens, sessionId, turn: ++session.turn, think_us });
    },
  };
}
