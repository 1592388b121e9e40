/** Mooncake's JSONL: `timestamp` (ms), `input_length`, `output_length`, `hash_ids` (one id per prefix block). */
import type { ImportContext, Importer } from './importer.js';
import { JsonCursor } from './json-cursor.js';

/** Reads Mooncake's rows; `blockTokens`: tokens of one prefix block. */
export function mooncake({ file, account }: ImportContext, blockTokens: number): Importer {
  const json = new JsonCursor(file);
  account.blockTokens = blockTokens;
  return {
    line(text, number, emit) {
      if (!json.take(text, number)) return;
      const what = 'milliseconds from the start, 0 or more';
      const time_ms = json.optionalNumber(what, 'timestamp') ?? json.fail('timestamp', what);
      const inputTokens = json.count('input_length');
      emit({
        time_us: Math.round(time_ms * 1000),
        inputTokens,
        outputTokens: json.count('output_length'),
        prefixBlocks: json.blocks('hash_ids', inputTokens, blockTokens),
      });
    },
  };
}
