/**
 * BurstGPT, releases 1 to 3, by column name: the third puts `Session ID` and `Elapsed time` between the others. Seconds of
 * one clock that runs on over all files; a request without tokens failed. `Elapsed time` is the source's own latency and
 * is not used.
 */
import { CsvCursor } from './csv-cursor.js';
import type { ImportContext, Importer } from './importer.js';

const COLUMNS = [
  { names: ['Timestamp'] },
  { names: ['Request tokens'] },
  { names: ['Response tokens'] },
  { names: ['Model'], optional: true },
  { names: ['Log Type'], optional: true },
  { names: ['Session ID'], optional: true },
  { names: ['Total tokens'], optional: true },
  { names: ['Elapsed time'], optional: true },
] as const;
const [TIME, INPUT, OUTPUT, MODEL, LOG_TYPE, SESSION] = [0, 1, 2, 3, 4, 5];

/** Reads BurstGPT's rows. */
export function burstgpt({ file, account }: ImportContext): Importer {
  const csv = new CsvCursor(file, COLUMNS, account);
  const turns = new Map<string, number>();
  return {
    line(text, number, emit) {
      if (!csv.take(text, number)) return;
      const sessionId = csv.text(SESSION) || undefined;
      const turn = sessionId === undefined ? undefined : (turns.get(sessionId) ?? 0);
      if (sessionId !== undefined) turns.set(sessionId, turn! + 1);
      emit({
        time_us: Math.round(csv.number(TIME, 'seconds') * 1e6),
        inputTokens: csv.count(INPUT),
        outputTokens: csv.count(OUTPUT),
        model: csv.text(MODEL) || undefined,
        class: csv.text(LOG_TYPE) || undefined,
        sessionId,
        turn,
      });
    },
  };
}
