/** A line-up in pictures: distributions of TTFT, attainment and workers over time, a line a run. */
import type { TableRow } from '../record/read-run.js';
import type { Chart } from '../render/charts/chart.js';
import { distribution } from '../render/charts/distribution.js';
import { alongTime } from '../render/charts/over-time.js';
import { COLOUR, INK } from '../render/charts/theme.js';
import type { LinedUpRun, LineUp } from './line-up.js';

/** More lines than this cannot be told apart. */
const MOST_LINES = 8;
/** Okabe and Ito's colours and two more, told apart also by dash; orange is the promise's. */
const LOOKS = [
  { colour: COLOUR.blue },
  { colour: COLOUR.green, dash: [6, 3] },
  { colour: COLOUR.purple, dash: [2, 2] },
  { colour: COLOUR.amber, dash: [10, 3] },
  { colour: COLOUR.sky, dash: [4, 2, 1, 2] },
  { colour: INK, dash: [2, 4] },
  { colour: '#B0406A', dash: [12, 2, 2, 2] },
  { colour: '#7A7A7A', dash: [4, 5] },
] as const;
/** A shared beginning of so many letters is left out of a legend. */
const LONG = 20;
const ROLES = ['prefill', 'decode', 'aggregated'];

/** Only the charts that at least one of the runs has data for. */
export function lineUpCharts(line: LineUp): Chart[] {
  const chosen = drawnRuns(line);
  const labels = tellingParts(chosen.map(({ name }) => name));
  const drawn = chosen.map((run, i) => ({ ...run, name: labels[i]!, ...LOOKS[i]! }));
  const left = line.runs.length - drawn.length;
  const who = left === 0 ? '' : ` Of ${line.runs.length} runs the best and the worst by attainment; the table has all.`;
  const bounds = new Set(line.runs.map(({ record }) => record.summary.sla.ttft_ms));
  const bound_ms = bounds.size === 1 ? [...bounds][0] : undefined;
  const lines = drawn.flatMap(({ name, record, ...look }) => {
    const curve = record.summary.distributions.ttft_ms;
    return curve ? [{ label: name, curve, ...look }] : [];
  });
  const charts: Chart[] = [];
  if (lines.length > 0) {
    charts.push({
      id: 'distribution-ttft',
      title: 'Distribution of TTFT',
      caption: `The further left a curve, the sooner the first token.${who}`,
      ...distribution({
        description: 'Cumulative distribution of TTFT, a line a run',
        axis: 'TTFT (ms)',
        lines,
        isWhole: true,
        ...(bound_ms !== undefined && { bound_ms }),
      }),
    });
  }
  const over = (
    id: string,
    title: string,
    caption: string,
    column: string,
    more: { format: string; maximum?: number },
  ) => {
    const having = drawn.filter(({ record }) => record.timeline.some((row) => row[column] !== undefined));
    if (having.length === 0) return;
    charts.push({ id, title, caption: `${caption}${who}`, ...overlaid(having, column, title, more) });
  };
  over('attainment-over-time', 'Attainment over time', 'By the interval of arrival.', 'attainment', {
    format: '%',
    maximum: 1,
  });
  for (const role of ROLES) {
    const title = `Ready ${role} workers`;
    over(`workers-${role}`, title, 'What each run had ready to serve.', `${role}_ready`, { format: 'd' });
  }
  return charts;
}

interface Looking extends LinedUpRun {
  readonly colour: string;
  readonly dash?: readonly number[];
}

function overlaid(
  runs: readonly Looking[],
  column: string,
  title: string,
  { format, maximum }: { format: string; maximum?: number },
): Pick<Chart, 'spec' | 'rows'> {
  return alongTime(merged(runs, column), {
    description: `${title}, a line a run`,
    axis: title.toLowerCase(),
    format,
    ...(maximum !== undefined && { maximum }),
    lines: runs.map(({ name, colour, dash }) => ({
      column: name,
      label: name,
      colour,
      ...(dash && { dash }),
      ...(format === 'd' && { steps: true }),
    })),
  });
}

/** One column of every run, each under the run's name, by time. */
function merged(runs: readonly LinedUpRun[], column: string): TableRow[] {
  const rows = new Map<number, Record<string, string | number | undefined>>();
  for (const { name, record } of runs) {
    for (const row of record.timeline) {
      const time_s = Number(row['time_s']);
      const at = rows.get(time_s) ?? { time_s };
      at[name] = row[column];
      rows.set(time_s, at);
    }
  }
  return [...rows.values()].sort((a, b) => Number(a['time_s']) - Number(b['time_s']));
}

/** All where they can be told apart; otherwise the marked one, and the best and the worst by attainment. */
function drawnRuns({ runs }: LineUp): readonly LinedUpRun[] {
  if (runs.length <= MOST_LINES) return runs;
  const met = ({ record }: LinedUpRun) => record.summary.attainment.overall ?? 0;
  const ranked = runs.toSorted((a, b) => met(b) - met(a));
  const marked = ranked.filter(({ isBest }) => isBest);
  const others = ranked.filter(({ isBest }) => !isBest);
  const room = MOST_LINES - marked.length;
  const kept = new Set([...marked, ...others.slice(0, Math.ceil(room / 2)), ...others.slice(-Math.floor(room / 2))]);
  return runs.filter((run) => kept.has(run));
}

/** Names without the long beginning that all of them share, for which a legend has no room. */
function tellingParts(names: readonly string[]): string[] {
  const [first = ''] = names;
  let shared = 0;
  while (shared < first.length && names.every((name) => name[shared] === first[shared])) shared++;
  return names.length > 1 && shared > LONG ? names.map((name) => `…${name.slice(shared - 1)}`) : [...names];
}
