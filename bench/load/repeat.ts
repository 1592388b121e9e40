/** Runs a measurement several times and keeps the median of each figure. */

export type Figures = Readonly<Record<string, number>>;

export async function medianOf<T extends Figures>(runs: number, name: string, measure: () => Promise<T>): Promise<T> {
  const all: T[] = [];
  for (let run = 0; run < runs; run++) {
    const figures = await measure();
    process.stderr.write(`${name}: ${JSON.stringify(figures)}\n`);
    all.push(figures);
  }
  const keys = Object.keys(all[0]!) as (keyof T)[];
  return Object.fromEntries(keys.map((key) => [key, median(all.map((figures) => figures[key]!))])) as T;
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
