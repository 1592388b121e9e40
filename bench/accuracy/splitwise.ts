/**
 * Leave-one-out over the measured table of Splitwise: each row from the others of its model, GPU and parallel size. A row's
 * repeats stay; `points` leaves them out too, so that only neighbours are left, a factor of 2 away in tokens or batch.
 */
import { type Row, readCsv } from './csv.js';
import { median } from './kriging.js';
import { type TableErrors, tableErrors } from './step-tables.js';

export interface SplitwiseErrors {
  readonly prompt: TableErrors;
  readonly token: TableErrors;
  readonly prompt_points: TableErrors;
  readonly token_points: TableErrors;
}

/** What a time depends on: one of the two varies within a line of points. */
interface Place {
  readonly tokens: number;
  readonly batch: number;
}

type Timed = Place & { readonly ms: number };

export function scoreSplitwise(file: string): SplitwiseErrors {
  const series = groups(readCsv(file), (row) => `${row['model']} ${row['hardware']} ${row['tensor_parallel']}`);
  const prompts = series.map((rows) => rows.map((row) => timed(row, Number(row['prompt_size']), 'prompt_time')));
  const tokens = series.map((rows) =>
    rows.map((row) => timed(row, Number(row['prompt_size']) + Number(row['token_size']) / 2, 'token_time')),
  );
  return {
    prompt: tableErrors(prompts.flatMap(rowErrors)),
    token: tableErrors(tokens.flatMap(rowErrors)),
    prompt_points: tableErrors(prompts.flatMap(pointErrors)),
    token_points: tableErrors(tokens.flatMap(pointErrors)),
  };
}

function timed(row: Row, tokens: number, key: string): Timed {
  return { tokens, batch: Number(row['batch_size']), ms: Number(row[key]) };
}

/** Each row from the median of its repeats; one without repeats from its neighbours. */
function rowErrors(rows: readonly Timed[]): number[] {
  return rows.flatMap((row, i) => {
    const others = rows.filter((_, k) => k !== i);
    const repeats = others.filter((one) => isSamePlace(one, row));
    const guess = repeats.length > 0 ? median(repeats.map((one) => one.ms)) : between(medians(others), row);
    return guess === undefined ? [] : [errorPct(guess, row.ms)];
  });
}

function pointErrors(rows: readonly Timed[]): number[] {
  const points = medians(rows);
  return points.flatMap((point, i) => {
    const guess = between(
      points.filter((_, k) => k !== i),
      point,
    );
    return guess === undefined ? [] : [errorPct(guess, point.ms)];
  });
}

function medians(rows: readonly Timed[]): Timed[] {
  return groups(rows, ({ tokens, batch }) => `${tokens} ${batch}`).map((same) => ({
    ...same[0]!,
    ms: median(same.map((one) => one.ms)),
  }));
}

/** Linear between the nearest points on both sides, in tokens at this batch or in batch at these tokens. */
function between(points: readonly Timed[], at: Place): number | undefined {
  const guesses = (['tokens', 'batch'] as const).flatMap((axis) => {
    const other = axis === 'tokens' ? 'batch' : 'tokens';
    const line = points.filter((point) => point[other] === at[other]).sort((a, b) => a[axis] - b[axis]);
    const right = line.findIndex((point) => point[axis] > at[axis]);
    if (right <= 0) return [];
    const [a, b] = [line[right - 1]!, line[right]!];
    return [a.ms + ((b.ms - a.ms) * (at[axis] - a[axis])) / (b[axis] - a[axis])];
  });
  return guesses.length === 0 ? undefined : guesses.reduce((sum, guess) => sum + guess, 0) / guesses.length;
}

function groups<T>(items: readonly T[], key: (item: T) => string): T[][] {
  const found = new Map<string, T[]>();
  for (const item of items) {
    const group = found.get(key(item));
    if (group) group.push(item);
    else found.set(key(item), [item]);
  }
  return [...found.values()];
}

function isSamePlace(a: Place, b: Place): boolean {
  return a.tokens === b.tokens && a.batch === b.batch;
}

function errorPct(guess: number, truth: number): number {
  return Math.abs(guess / truth - 1) * 100;
}
