/** Vidur's processed traces: `arrived_at` (s), `num_prefill_tokens`, `num_decode_tokens`. Some files hold lengths only. */
import { HeadroomError } from '../../errors/index.js';
import { CsvCursor } from './csv-cursor.js';
import type { ImportContext, Importer } from './importer.js';

const COLUMNS = [
  { names: ['num_prefill_tokens'] },
  { names: ['num_decode_tokens'] },
  { names: ['arrived_at'], optional: true },
] as const;
const [INPUT, OUTPUT, TIME] = [0, 1, 2];

/** `nextArrival_us` gives the times of a file that has none. */
export function vidur({ file, account }: ImportContext, nextArrival_us?: () => number): Importer {
  const csv = new CsvCursor(file, COLUMNS, account);
  return {
    line(text, number, emit) {
      if (!csv.take(text, number)) return;
      emit({
        time_us: csv.has(TIME) ? Math.round(csv.number(TIME, 'seconds') * 1e6) : arrival_us(number),
        inputTokens: csv.count(INPUT),
        outputTokens: csv.count(OUTPUT),
      });
    },
  };

  function arrival_us(line: number): number {
    if (nextArrival_us) return nextArrival_us();
    throw new HeadroomError('HR_TRACE_INVALID', {
      at: { file, line, column: 1 },
      message: 'found lengths without arrival times; expected a column arrived_at',
      hint: 'Set traffic.arrivals, e.g. { rps: 5 }, to draw the times.',
    });
  }
}
