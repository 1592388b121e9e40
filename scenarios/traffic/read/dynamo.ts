/**
 * Mooncake JSONL as Dynamo's replay reads it: rows of one `session_id` are turns, each sent `delay` ms after the end of
 * the one before it; without a delay the distance of the two time stamps is taken for it. Each row holds its whole prompt.
 */
import type { ImportContext, Importer } from './importer.js';
import { JsonCursor } from './json-cursor.js';

interface OpenSession {
  turn: number;
  /** Time stamp of the last turn that had one. */
  stamp_ms: number | undefined;
}

const MILLISECONDS = 'milliseconds, 0 or more';

/** Reads rows of Dynamo's replay; `blockTokens`: tokens of one prefix block. */
export function dynamo({ file, account }: ImportContext, blockTokens: number): Importer {
  const json = new JsonCursor(file);
  const sessions = new Map<string, OpenSession>();
  account.blockTokens = blockTokens;
  return {
    get closedLoop() {
      return sessions.size > 0;
    },
    line(text, number, emit) {
      if (!json.take(text, number)) return;
      const stamp_ms = json.optionalNumber(MILLISECONDS, 'timestamp', 'created_time');
      const delay_ms = json.optionalNumber(MILLISECONDS, 'delay', 'delay_ms');
      const sessionId = json.optionalText('session_id');
      const inputTokens = json.count('input_length', 'input_tokens');
      const lengths = {
        inputTokens,
        outputTokens: json.count('output_length', 'output_tokens'),
        prefixBlocks: json.blocks('hash_ids', inputTokens, blockTokens),
      };
      const session = sessionId === undefined ? undefined : sessions.get(sessionId);
      if (!session) {
        if (delay_ms) json.fail('delay', 'no delay before the first turn of a session');
        const first_ms = stamp_ms ?? (sessionId === undefined ? json.fail('timestamp', MILLISECONDS) : 0);
        if (sessionId !== undefined) sessions.set(sessionId, { turn: 0, stamp_ms });
        emit({ time_us: toMicros(first_ms), ...lengths, sessionId, turn: sessionId === undefined ? undefined : 0 });
        return;
      }
      const think_ms = delay_ms ?? (stamp_ms ?? json.fail('delay', 'a delay or a timestamp')) - (session.stamp_ms ?? 0);
      if (think_ms < 0) json.fail('timestamp', 'a time after the turn before it');
      session.stamp_ms = stamp_ms ?? session.stamp_ms;
      emit({ time_us: 0, ...lengths, sessionId, turn: ++session.turn, think_us: toMicros(think_ms) });
    },
  };
}

function toMicros(time_ms: number): number {
  return Math.round(time_ms * 1000);
}
