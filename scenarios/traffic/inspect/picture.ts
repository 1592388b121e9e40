/** A small picture of a trace for a terminal: rate over time, and how long prompts and answers are. */
import type { LengthCounts } from './length-counts.js';
import type { TraceShape } from './statistics.js';

const LEVELS = ' ▁▂▃▄▅▆▇█';
const RATE_ROWS = 6;
const LENGTH_ROWS = 4;
const MARGIN = 9;
/** Columns of a factor of ten in the length histograms. */
const COLUMNS_A_DECADE = 12;

/** Lines of at most `width` characters. */
export function tracePicture({ arrivals, input, output }: TraceShape, width: number): string {
  const rates = arrivals.rates(width - MARGIN);
  const end = timeLabel(arrivals.last_us / 1e6);
  return [
    'requests/s over time',
    ...barChart(rates, RATE_ROWS),
    `${' '.repeat(MARGIN)}0${end.padStart(Math.max(end.length + 1, rates.length - 1))}`,
    '',
    'input tokens',
    ...lengthChart(input),
    'output tokens',
    ...lengthChart(output),
  ].join('\n');
}

function lengthChart(counts: LengthCounts): string[] {
  const bins = counts.bins(10 ** (1 / COLUMNS_A_DECADE));
  const decades = Math.ceil(bins.length / COLUMNS_A_DECADE);
  const ticks = Array.from({ length: decades }, (_, decade) => shortNumber(10 ** decade).padEnd(COLUMNS_A_DECADE));
  return [...barChart(bins, LENGTH_ROWS), ' '.repeat(MARGIN) + ticks.join('').trimEnd()];
}

/** Bars in eighths of a line, the largest value at the top left. */
function barChart(values: readonly number[], rows: number): string[] {
  const top = values.reduce((max, value) => Math.max(max, value), 0);
  return Array.from({ length: rows }, (_, row) => {
    const floor = (rows - 1 - row) * 8;
    const bars = values.map((value) => {
      const eighths = top === 0 ? 0 : Math.round((value / top) * rows * 8);
      const level = value > 0 && row === rows - 1 ? Math.max(1, eighths) : eighths - floor;
      return LEVELS[Math.min(8, Math.max(0, level))]!;
    });
    const label = row === 0 ? shortNumber(top) : row === rows - 1 ? '0' : '';
    return `${label.padStart(MARGIN - 2)} │${bars.join('')}`.trimEnd();
  });
}

function shortNumber(value: number): string {
  if (value >= 1e6) return `${Number((value / 1e6).toPrecision(3))}M`;
  if (value >= 1e3) return `${Number((value / 1e3).toPrecision(3))}k`;
  return String(Number(value.toPrecision(3)));
}

function timeLabel(seconds: number): string {
  if (seconds >= 2 * 86_400) return `${(seconds / 86_400).toFixed(1)} d`;
  if (seconds >= 2 * 3600) return `${(seconds / 3600).toFixed(1)} h`;
  if (seconds >= 120) return `${(seconds / 60).toFixed(1)} min`;
  return `${seconds.toFixed(1)} s`;
}
