/** A policy's way through the exhibits, and what is told of it: who survived, a line or a picture each, a table of many. */
import { setImmediate } from 'node:timers/promises';
import { keptSources } from '../pool/kept-sources.js';
import type { Contestant, CULPRIT } from './contestant.js';
import type { Exhibit } from './exhibit.js';
import { verdictText } from './picture.js';
import { runExhibit, type Verdict } from './run-exhibit.js';

/** Exhibit ids, by outcome. */
export interface Score {
  readonly policy: string;
  readonly survived: readonly string[];
  readonly failed: readonly string[];
}

/** How one policy did before several exhibits. */
export interface Tour {
  readonly name: string;
  readonly verdicts: readonly Verdict[];
}

/** Runs every exhibit; `onExhibit` hears of each before it is run. Gives way to other work in between. */
export async function tour(
  exhibits: readonly Exhibit[],
  who: Contestant | typeof CULPRIT,
  onExhibit: (exhibit: Exhibit) => void,
): Promise<Tour> {
  const verdicts: Verdict[] = [];
  const sources = keptSources();
  for (const exhibit of exhibits) {
    onExhibit(exhibit);
    await setImmediate();
    verdicts.push(runExhibit(exhibit, who, sources));
  }
  return { name: typeof who === 'string' ? 'historical' : who.name, verdicts };
}

/** The exhibits of a tour by outcome. */
export function scoreOf({ name, verdicts }: Tour): Score {
  const ids = (survived: boolean) =>
    verdicts.filter(({ broken }) => (broken.length === 0) === survived).map(({ exhibit }) => exhibit.id);
  return { policy: name, survived: ids(true), failed: ids(false) };
}

/** Every exhibit of one tour, with a picture of each failure. */
export function tourText(of: Tour, width: number): string {
  const { survived } = scoreOf(of);
  const rows = of.verdicts.map((verdict) => verdictText(verdict, width));
  return `${rows.join('')}\n${of.name}: survived ${survived.length} of ${of.verdicts.length}\n`;
}

/** Policies down, exhibits across by number. */
export function scoreTable(tours: readonly Tour[]): string {
  const width = Math.max(...tours.map(({ name }) => name.length));
  const numbers = tours[0]?.verdicts.map(({ exhibit }) => exhibit.id.slice(0, 2)) ?? [];
  const row = (name: string, cells: readonly string[]) => `${name.padEnd(width)}  ${cells.join(' ')}\n`;
  const marks = ({ verdicts }: Tour) => verdicts.map(({ broken }) => (broken.length === 0 ? ' ✓' : ' ✗'));
  return `${row('', numbers)}${tours.map((each) => row(each.name, marks(each))).join('')}`;
}
