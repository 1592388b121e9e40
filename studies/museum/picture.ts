/** A failure in a few lines of a terminal: workers against need, the moment at which it broke, the command that repeats it. */
import { sparkline } from '../../reports/index.js';
import { type Need, type NeedRole, needAt } from './need.js';
import type { Broken, Verdict } from './run-exhibit.js';
import type { Trail } from './trail.js';

/** What a picture of a failure is drawn from. */
export interface FailedRun extends Pick<Verdict, 'broken' | 'trail' | 'replay'> {
  readonly need: Need;
}

const LABEL_WIDTH = 13;
const LEAST_COLUMNS = 20;
const MOST_COLUMNS = 60;

/** One exhibit's outcome; a survivor is one line. `width`: columns of the terminal. */
export function verdictText(verdict: Verdict, width: number): string {
  const { exhibit, broken } = verdict;
  const head = `${broken.length === 0 ? '✓' : '✗'} ${exhibit.id}  ${exhibit.title}`;
  if (broken.length === 0) return `${head}\n`;
  return `${head} (${exhibit.seen_in.join(', ')})\n${failureText({ ...verdict, need: exhibit.need }, width)}`;
}

/** A failed run: its picture at the first breach, the others, and how to see it again. */
export function failureText(failure: FailedRun, width: number): string {
  const first = failure.broken.reduce((earliest, breach) => (breach.at_s < earliest.at_s ? breach : earliest));
  const lines = [
    ...picture(failure, first, width),
    ...failure.broken.filter((breach) => breach !== first).map((breach) => `${indent('also')}${inWords(breach)}`),
    `${indent('again')}${failure.replay}`,
  ];
  return `${lines.join('\n')}\n`;
}

function picture({ need, trail }: FailedRun, breach: Broken, width: number): string[] {
  const columns = Math.max(LEAST_COLUMNS, Math.min(MOST_COLUMNS, width - LABEL_WIDTH - 20));
  const role = breach.role ?? 'prefill';
  const end_s = trail.ticks.at(-1)?.time_s ?? 1;
  const series = seriesOf(trail, need, role, end_s, columns);
  const most = Math.max(...series.ordered, ...series.needed);
  const peak = (values: readonly number[]) => Math.max(...values);
  const at = Math.min(columns - 1, Math.floor((breach.at_s / end_s) * columns));
  return [
    `${indent('ordered')}${sparkline(series.ordered, columns, most)}  up to ${peak(series.ordered)} ${role}`,
    `${indent('needed')}${sparkline(series.needed, columns, most)}  up to ${peak(series.needed)}`,
    `${indent('waiting')}${sparkline(series.waiting, columns)}  up to ${peak(series.waiting)} requests`,
    ...pointed(at, inWords(breach), width),
  ];
}

/** An arrow under a column, with its words on the side that has room for them, or below. */
function pointed(at: number, words: string, width: number): string[] {
  const before = LABEL_WIDTH + at;
  if (before + 2 + words.length <= width) return [`${' '.repeat(before)}↑ ${words}`];
  if (words.length + 1 + LABEL_WIDTH <= before) return [`${`${words} `.padStart(before)}↑`];
  return [`${' '.repeat(before)}↑`, `${indent('')}${words}`];
}

/** What was ordered, needed and waiting at evenly spaced times. */
export function seriesOf(trail: Trail, need: Need, role: NeedRole, end_s: number, points: number) {
  const times = Array.from({ length: points }, (_, i) => (end_s * (i + 0.5)) / points);
  const glimpseAt = (time_s: number) => trail.glimpses.findLast((glimpse) => glimpse.time_s <= time_s);
  return {
    times_s: times,
    ordered: times.map((time_s) => glimpseAt(time_s)?.ordered[role] ?? 0),
    needed: times.map((time_s) => needAt(need, role, time_s)),
    waiting: times.map((time_s) => glimpseAt(time_s)?.queued[role] ?? 0),
  };
}

function inWords({ at_s, property, found }: Broken): string {
  return `${Math.round(at_s)} s: ${found} – broken: ${property}`;
}

function indent(label: string): string {
  return `    ${label}`.padEnd(LABEL_WIDTH);
}
