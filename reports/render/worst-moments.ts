/** The spells in which most promises were broken: neighbouring intervals with misses, taken together. */
import type { TableRow } from '../record/read-run.js';

/** A time of many misses, seconds from the start of the run. */
export interface Spell {
  readonly from_s: number;
  readonly to_s: number;
  readonly offered: number;
  readonly missed: number;
  readonly cause: string;
  /** Misses of that cause ÷ misses. */
  readonly share: number;
  /** Most requests that waited at one of the samples, all roles together. */
  readonly queued: number;
}

/** A quieter interval than this share of the worst ends a spell. */
const QUIET = 0.1;

/** At most `most` spells, the worst first. `interval_s`: the timeline's row distance. */
export function worstMoments(timeline: readonly TableRow[], interval_s: number, most: number): Spell[] {
  const misses = timeline.map((row) => sum(missesOf(row)));
  const quiet = QUIET * Math.max(0, ...misses);
  const spells: TableRow[][] = [];
  timeline.forEach((row, i) => {
    if (misses[i]! <= quiet) return;
    if (i > 0 && misses[i - 1]! > quiet) spells.at(-1)!.push(row);
    else spells.push([row]);
  });
  return spells
    .map((rows) => spellOf(rows, interval_s))
    .sort((a, b) => b.missed - a.missed)
    .slice(0, most);
}

/** Names of the causes that a timeline tells of, in its own order. */
export function causesIn(timeline: readonly TableRow[]): string[] {
  return Object.keys(timeline[0] ?? {})
    .filter((column) => column.startsWith(PREFIX))
    .map((column) => column.slice(PREFIX.length));
}

const PREFIX = 'missed_';

function spellOf(rows: readonly TableRow[], interval_s: number): Spell {
  const byCause = new Map<string, number>();
  for (const row of rows) {
    for (const [cause, misses] of missesOf(row)) byCause.set(cause, (byCause.get(cause) ?? 0) + misses);
  }
  const missed = sum([...byCause]);
  const [cause, most] = [...byCause].reduce((largest, entry) => (entry[1] > largest[1] ? entry : largest));
  const waiting = rows.map((row) =>
    Object.entries(row).reduce((all, [name, value]) => (name.endsWith('_queued') ? all + Number(value ?? 0) : all), 0),
  );
  return {
    from_s: Number(rows[0]!['time_s']),
    to_s: Number(rows.at(-1)!['time_s']) + interval_s,
    offered: Math.round(rows.reduce((all, row) => all + Number(row['offered_rps'] ?? 0) * interval_s, 0)),
    missed,
    cause,
    share: most / missed,
    queued: Math.max(...waiting),
  };
}

function missesOf(row: TableRow): [cause: string, misses: number][] {
  return Object.entries(row).flatMap(([name, value]): [string, number][] =>
    name.startsWith(PREFIX) ? [[name.slice(PREFIX.length), Number(value ?? 0)]] : [],
  );
}

function sum(counts: readonly (readonly [string, number])[]): number {
  return counts.reduce((all, [, count]) => all + count, 0);
}
