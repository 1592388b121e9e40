/** Several runs beside each other as rows: their figures, what differs between their scenarios, and which one to take. */
import type { RunRecord } from '../record/read-run.js';
import type { Summary } from '../record/summary.js';
import { type Safety, safetyOf } from '../render/concerns.js';
import { type Difference, scenarioDifferences } from './differences.js';

/** A run to line up. */
export interface NamedRun {
  /** The path that was given for it. */
  readonly path: string;
  readonly record: RunRecord;
}

/** What is asked of a run that may be taken. */
export interface Asked {
  /** In the words of the command line. */
  readonly text: string;
  readonly isKept: (summary: Summary) => boolean;
}

/** A run in its line-up. */
export interface LinedUpRun {
  /** Short, and its own among the runs. */
  readonly name: string;
  readonly record: RunRecord;
  readonly safety: Safety;
  /** Whether it keeps all that was asked; absent where nothing was. */
  readonly keeps?: boolean;
  /** The cheapest of those that keep it. */
  readonly isBest: boolean;
}

/** Runs beside each other, in the order in which they were given. */
export interface LineUp {
  readonly runs: readonly LinedUpRun[];
  readonly asked: readonly string[];
  readonly differences: readonly Difference[];
  readonly warnings: readonly string[];
}

/** `today`: also weighs what has aged by then, as prices do. */
export function lineUp(runs: readonly NamedRun[], asked: readonly Asked[], today?: Date): LineUp {
  const names = shortNames(runs.map(({ path }) => path));
  const lined = runs.map(({ record }, i) => ({
    name: names[i]!,
    record,
    safety: safetyOf(record, today),
    ...(asked.length > 0 && { keeps: asked.every(({ isKept }) => isKept(record.summary)) }),
  }));
  const best = cheapest(lined.filter(({ keeps, safety }) => keeps && safety.verdict !== 'not safe'));
  return {
    runs: lined.map((run) => ({ ...run, isBest: run === best })),
    asked: asked.map(({ text }) => text),
    differences: scenarioDifferences(runs.map(({ record }) => record.run.scenario)),
    warnings: warningsOf(lined),
  };
}

/** By dollars; by GPU-hours where the price of one of them is not known. */
function cheapest<T extends { readonly record: RunRecord }>(runs: readonly T[]): T | undefined {
  const isPriced = runs.every(({ record }) => record.summary.cost !== undefined);
  const spent = ({ record: { summary } }: T) => (isPriced ? summary.cost!.usd : summary.gpu_hours.total);
  return runs.reduce<T | undefined>((least, run) => (least && spent(least) <= spent(run) ? least : run), undefined);
}

/** The fewest last parts of each path that tell all of them apart; numbered where one was given twice. */
function shortNames(paths: readonly string[]): string[] {
  const parts = paths.map((path) => {
    const named = path.split(/[\\/]+/).filter((part) => part !== '' && part !== '.');
    return named.length > 0 ? named : [path]; // the folder that one is in, or the root
  });
  const most = Math.max(...parts.map(({ length }) => length));
  for (let last = 1; last <= most; last++) {
    const names = parts.map((path) => path.slice(-last).join('/'));
    if (new Set(names).size === names.length) return names;
  }
  return parts.map((path, i) => `${path.at(-1)} (${i + 1})`);
}

/** What makes the rows hard to hold against each other. */
function warningsOf(runs: readonly Pick<LinedUpRun, 'name' | 'record' | 'safety'>[]): string[] {
  const served = new Set(
    runs.map(({ record: { run, summary } }) =>
      [summary.requests.offered, run.traffic.input_tokens, run.traffic.output_tokens].join(),
    ),
  );
  return [
    ...(served.size > 1 ? ['The runs did not serve the same traffic; compare shares and prices a request.'] : []),
    ...runs.flatMap(({ name, safety }) => (safety.verdict === 'not safe' ? [`${name}: ${safety.line}`] : [])),
  ];
}
