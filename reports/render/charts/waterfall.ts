/** From the work bound to what a run really cost, a bar a step: what each effect adds, or saves. */
import type { TopLevelSpec } from 'vega-lite';
import { COLOUR, CONFIG, INK, WIDTH } from './theme.js';

/** One bar: a level from 0, or a step from the level before. */
export interface WaterfallBar {
  readonly label: string;
  readonly value: number;
  readonly kind: 'level' | 'step';
  /** What stands beside it. */
  readonly text: string;
}

const BAR_HEIGHT = 34;

/** The chart of bars from top to bottom, a step where the one above ended; `axis`: the unit of their values. */
export function waterfall(bars: readonly WaterfallBar[], axis: string): TopLevelSpec {
  let level = 0;
  const values = bars.map(({ label, value, kind, text }) => {
    const from = kind === 'level' ? 0 : level;
    const to = kind === 'level' ? value : level + value;
    level = to;
    const sort = kind === 'level' ? 'level' : value >= 0 ? 'adds' : 'saves';
    return { label, from, to, end: Math.max(from, to), text, sort };
  });
  const y = {
    field: 'label',
    type: 'nominal' as const,
    title: null,
    sort: bars.map(({ label }) => label),
    axis: { labelLimit: 260 },
  };
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description: `Waterfall of ${axis}: ${bars.map(({ label, text }) => `${label} ${text}`).join(', ')}`,
    width: WIDTH - 180,
    height: BAR_HEIGHT * bars.length,
    config: { ...CONFIG, legend: { ...CONFIG.legend!, symbolType: 'square', symbolStrokeWidth: 0 } },
    data: { values },
    layer: [
      {
        mark: { type: 'bar', height: 20 },
        encoding: {
          y,
          x: { field: 'from', type: 'quantitative', title: axis, axis: { tickCount: 8 } },
          x2: { field: 'to' },
          color: {
            field: 'sort',
            type: 'nominal',
            scale: { domain: ['level', 'adds', 'saves'], range: [COLOUR.blue, COLOUR.orange, COLOUR.green] },
          },
        },
      },
      {
        mark: { type: 'text', align: 'left', dx: 6, color: INK, fontSize: 12 },
        encoding: { y, x: { field: 'end', type: 'quantitative' }, text: { field: 'text' } },
      },
    ],
  };
}
