/** Traces of splitwise-sim: `arrival_timestamp` (s), `prompt_size`, `token_size`; the application is the client. */
import { CsvCursor } from './csv-cursor.js';
import type { ImportContext, Importer } from './importer.js';

const COLUMNS = [
  { names: ['arrival_timestamp'] },
  { names: ['prompt_size'] },
  { names: ['token_size'] },
  { names: ['application_id'], optional: true },
  { names: ['request_id'], optional: true },
  { names: ['request_type'], optional: true },
  { names: ['batch_size'], optional: true },
] as const;
const [TIME, INPUT, OUTPUT, APPLICATION] = [0, 1, 2, 3];

/** Reads splitwise-sim's rows. */
export function splitwise({ file, account }: ImportContext): Importer {
  const csv = new CsvCursor(file, COLUMNS, account);
  return {
    line(text, number, emit) {
      if (!csv.take(text, number)) return;
      emit({
        time_us: Math.round(csv.number(TIME, 'seconds') * 1e6),
        inputTokens: csv.count(INPUT),
        outputTokens: csv.count(OUTPUT),
        client: csv.text(APPLICATION) || undefined,
      });
    },
  };
}
