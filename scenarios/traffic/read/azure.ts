/**
 * Azure's LLM inference traces of 2023, 2024 and 2025: `TIMESTAMP,ContextTokens,GeneratedTokens` (2025: also `NumImages`,
 * which is not used). The three write their time stamps in three ways.
 */
import { CsvCursor } from './csv-cursor.js';
import type { ImportContext, Importer } from './importer.js';
import { timestampReader } from './timestamp.js';

const COLUMNS = [{ names: ['TIMESTAMP'] }, { names: ['ContextTokens'] }, { names: ['GeneratedTokens'] }] as const;
const [TIME, INPUT, OUTPUT] = [0, 1, 2];

/** Reads Azure's rows. */
export function azure({ file, account }: ImportContext): Importer {
  const csv = new CsvCursor(file, COLUMNS, account);
  const parse_us = timestampReader();
  return {
    line(text, number, emit) {
      if (!csv.take(text, number)) return;
      const time_us = parse_us(csv.text(TIME)) ?? csv.fail(TIME, 'a time as 2023-11-16 18:15:46.6805900');
      emit({ time_us, inputTokens: csv.count(INPUT), outputTokens: csv.count(OUTPUT) });
    },
  };
}
