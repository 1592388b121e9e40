/** A series as one line of blocks. */
const BLOCKS = '▁▂▃▄▅▆▇█';

/** At most so many columns, each the mean of its values; `most` is the full block, by default the largest value. */
export function sparkline(values: readonly number[], columns: number, most = Math.max(...values)): string {
  const size = Math.max(1, Math.ceil(values.length / columns));
  let line = '';
  for (let i = 0; i < values.length; i += size) {
    const part = values.slice(i, i + size);
    const mean = part.reduce((sum, value) => sum + value, 0) / part.length;
    line += BLOCKS[Math.min(BLOCKS.length - 1, Math.floor((mean / Math.max(most, Number.MIN_VALUE)) * BLOCKS.length))];
  }
  return line;
}
