/**
 * One look for every chart. Colours are Okabe and Ito's, told apart also by dash. Whatever depends on light or dark is a CSS
 * variable with its light value as fallback, so that one SVG serves both in a page and stands alone.
 */
import type { Config } from 'vega-lite';

/** Text that is to be read. */
export const INK = 'var(--ink, #24292f)';
/** Labels and axes. */
export const MUTED = 'var(--muted, #6a737d)';
/** The ground that a chart stands on. */
export const PAPER = 'var(--paper, #ffffff)';
/** Lines of the grid. */
export const GRID = 'var(--grid, #e3e6ea)';

/** Okabe and Ito's colours, the same in light and dark. */
export const COLOUR = {
  blue: '#0072B2',
  orange: '#D55E00',
  green: '#009E73',
  purple: '#CC79A7',
  sky: '#56B4E9',
  amber: '#E69F00',
} as const;

/** The promise, wherever it is drawn. */
export const SLA_COLOUR = COLOUR.orange;

/** What all charts share: font, axes, legend on top. */
export const CONFIG: Config = {
  background: 'transparent',
  font: 'system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif',
  view: { stroke: null },
  axis: {
    labelColor: MUTED,
    titleColor: INK,
    titleFontWeight: 'normal',
    titleFontSize: 12,
    labelFontSize: 11,
    gridColor: GRID,
    domainColor: MUTED,
    tickColor: MUTED,
  },
  legend: {
    labelColor: INK,
    labelFontSize: 12,
    title: null,
    orient: 'top',
    symbolType: 'stroke',
    symbolStrokeWidth: 3,
    symbolSize: 240,
    columnPadding: 18,
    labelLimit: 300,
  },
  header: { labelColor: INK, titleColor: INK, labelFontSize: 12, titleFontSize: 12, titleFontWeight: 'normal' },
  text: { color: INK },
};

/** Of the plot of a chart as wide as the page, in pixels. */
export const WIDTH = 860;
/** Of the plot of a usual chart, in pixels. */
export const HEIGHT = 220;

/** Milliseconds on an axis: "1,000", "0.5". */
export const MS_FORMAT = ',~f';

/** A label that is read on top of lines: the marks of its rim and of its letters, one over the other. */
export function haloed(place: Readonly<Record<string, unknown>>) {
  const text = { type: 'text' as const, fontSize: 11, ...place };
  return [
    { ...text, color: PAPER, stroke: PAPER, strokeWidth: 4, strokeJoin: 'round' as const },
    { ...text, color: INK },
  ];
}
