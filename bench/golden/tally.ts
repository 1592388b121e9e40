/** Counts vectors and matches by file, and remembers a few misses to show. */
export class GoldenTally {
  readonly byFile: Record<string, { vectors: number; matched: number }> = {};
  readonly misses: string[] = [];

  check(file: string, matched: boolean, describe: () => string): void {
    const entry = this.byFile[file] ?? { vectors: 0, matched: 0 };
    this.byFile[file] = entry;
    entry.vectors++;
    if (matched) entry.matched++;
    else if (this.misses.length < 20) this.misses.push(`${file}: ${describe()}`);
  }

  total(): { vectors: number; matched: number; by_file: GoldenTally['byFile'] } {
    const entries = Object.values(this.byFile);
    return {
      vectors: entries.reduce((sum, entry) => sum + entry.vectors, 0),
      matched: entries.reduce((sum, entry) => sum + entry.matched, 0),
      by_file: this.byFile,
    };
  }
}

/** Whether two numbers agree within a relative tolerance; two NaNs agree. */
export function close(got: number, wanted: number, tolerance: number): boolean {
  if (Number.isNaN(wanted)) return Number.isNaN(got);
  return Math.abs(got - wanted) <= tolerance * Math.max(Math.abs(wanted), Number.MIN_VALUE);
}

/** Golden files write non-finite numbers as text. */
export function number(value: number | string): number {
  if (typeof value === 'number') return value;
  return value === 'inf' ? Number.POSITIVE_INFINITY : Number.NaN;
}
