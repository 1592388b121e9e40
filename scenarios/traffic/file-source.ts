/** A trace file as a source of rows. */
import type { Importer } from './read/importer.js';
import type { LineFile } from './read/lines.js';
import type { RowSource } from './trace-row.js';

/** Feeds the lines of a file to its importer, a chunk at a time. */
export function fileSource(file: LineFile, importer: Importer): RowSource {
  return {
    pump(emit) {
      const lines = file.nextLines();
      if (!lines) return false;
      for (let i = 0; i < lines.length; i++) importer.line(lines[i]!, file.firstNumber + i, emit);
      return true;
    },
    close: () => file.close(),
    fractionRead: () => file.bytesRead / Math.max(1, file.bytes),
  };
}
