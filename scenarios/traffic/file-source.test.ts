import { describe, expect, it } from 'vitest';
import { tempFile } from '../testing/files.js';
import { fileSource } from './file-source.js';
import { LineFile } from './read/lines.js';
import type { TraceRow } from './trace-row.js';

function source(text: string) {
  const seen: string[] = [];
  const file = new LineFile(tempFile('t', text));
  const importer = {
    line: (line: string, number: number, emit: (row: TraceRow) => void) => {
      seen.push(`${number}:${line}`);
      if (line !== '') emit({ time_us: number, inputTokens: 1, outputTokens: 1 });
    },
  };
  return { source: fileSource(file, importer), seen };
}

describe('a file as a source', () => {
  it('hands every line with its number to the importer, and its rows on', () => {
    const { source: file, seen } = source('a\n\nb');
    const rows: TraceRow[] = [];
    while (file.pump((row) => void rows.push(row)));
    expect(seen).toEqual(['1:a', '2:', '3:b']);
    expect(rows.map(({ time_us }) => time_us)).toEqual([1, 3]);
  });

  it('tells how much of it was read', () => {
    const { source: file } = source('x'.repeat(300_000));
    expect(file.fractionRead!()).toBe(0);
    file.pump(() => undefined);
    expect(file.fractionRead!()).toBeCloseTo(262_144 / 300_000, 12);
    while (file.pump(() => undefined));
    expect(file.fractionRead!()).toBe(1);
  });

  it('of no bytes is read at once', () => {
    const { source: file, seen } = source('');
    expect(file.pump(() => undefined)).toBe(false);
    expect(file.fractionRead!()).toBe(0);
    expect(seen).toEqual([]);
  });

  it('can be left in the middle', () => {
    const { source: file } = source('a\n'.repeat(300_000));
    file.pump(() => undefined);
    file.close();
    expect(file.pump(() => undefined)).toBe(false);
  });
});
