/**
 * Headroom's own JSONL, which loses nothing: an optional header line with `format_version`, then one request a line.
 * Microseconds; a row with `after` waits for the end of the turn before it in its session.
 */
import type { ImportContext, Importer } from './importer.js';
import { JsonCursor } from './json-cursor.js';

/** The version that is read and written. */
export const FORMAT_VERSION = 1;
const DEFAULT_BLOCK_TOKENS = 512;
const MICROSECONDS = 'microseconds, 0 or more';

/** Reads our own rows. */
export function headroom({ file, account }: ImportContext): Importer {
  const json = new JsonCursor(file);
  let blockTokens = DEFAULT_BLOCK_TOKENS;
  let closedLoop = false;
  let mayWait = true;

  function readHeader(): void {
    const version = json.count('format_version');
    if (version !== FORMAT_VERSION) json.fail('format_version', String(FORMAT_VERSION));
    if (json.value('block_tokens') !== undefined) blockTokens = json.count('block_tokens');
    if (blockTokens === 0) json.fail('block_tokens', 'a whole number above 0');
    mayWait = json.value('closed_loop') !== false;
    account.blockTokens = blockTokens;
  }

  return {
    get closedLoop() {
      return closedLoop;
    },
    line(text, number, emit) {
      if (!json.take(text, number)) return;
      if (json.value('format_version') !== undefined) {
        readHeader();
        return;
      }
      const think_us = thinkTime(json);
      const time_us = json.optionalNumber(MICROSECONDS, 'arrival_us');
      const inputTokens = json.count('input_tokens');
      const prefixBlocks = json.blocks('prefix_blocks', inputTokens, blockTokens);
      const sessionId = json.optionalText('session_id');
      if (prefixBlocks) account.blockTokens = blockTokens;
      if (think_us !== undefined) checkWait(json, sessionId, mayWait);
      closedLoop ||= mayWait && sessionId !== undefined;
      emit({
        time_us: time_us ?? (think_us === undefined ? json.fail('arrival_us', MICROSECONDS) : 0),
        inputTokens,
        outputTokens: json.count('output_tokens'),
        class: json.optionalText('slo_class'),
        client: json.optionalText('client_id'),
        model: json.optionalText('model'),
        sessionId,
        turn: json.value('turn') === undefined ? undefined : json.count('turn'),
        think_us,
        failed: json.value('status') === 'failed' ? true : undefined,
        prefixBlocks,
      });
    },
  };
}

function thinkTime(json: JsonCursor): number | undefined {
  const after = json.value('after') as { request_id?: unknown; think_us?: unknown } | undefined;
  if (after === undefined) return undefined;
  const { request_id = 'prev', think_us } = after;
  const fits = request_id === 'prev' && typeof think_us === 'number' && think_us >= 0;
  return fits ? think_us : json.fail('after', '{"request_id":"prev","think_us":…}');
}

function checkWait(json: JsonCursor, sessionId: string | undefined, mayWait: boolean): void {
  if (sessionId === undefined) json.fail('session_id', 'a session, for a row that waits for the one before it');
  if (!mayWait) json.fail('after', 'no row that waits, as the header says closed_loop: false');
}
