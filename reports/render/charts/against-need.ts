/** What a planner ordered beside what its load needed, and the moment at which that went wrong. */
import type { TopLevelSpec } from 'vega-lite';
import type { TableRow } from '../../record/read-run.js';
import { drawSvg } from '../svg.js';
import { overTime, ROLE_COLOUR, timeUnit } from './over-time.js';
import { INK, MUTED, SLA_COLOUR } from './theme.js';

type Layered = Extract<TopLevelSpec, { layer: unknown }>;
type Layer = Layered['layer'][number];

/** What is drawn of one role, and the moment to point at. */
export interface AgainstNeed {
  readonly role: string;
  /** Rows of `time_s`, `ordered` and `needed`. */
  readonly rows: readonly TableRow[];
  readonly moment: { readonly time_s: number; readonly label: string };
}

const CHART_HEIGHT = 130;

/** One SVG; the same rows give the same bytes. */
export function againstNeedSvg({ role, rows, moment }: AgainstNeed): Promise<string> {
  const chart = overTime(rows, {
    description: `${role} workers ordered and needed`,
    axis: `${role} workers`,
    lines: [
      { column: 'ordered', label: 'ordered', colour: ROLE_COLOUR[role] ?? INK, steps: true },
      { column: 'needed', label: 'needed', colour: MUTED, dash: [5, 3], steps: true },
    ],
    format: 'd',
    height: CHART_HEIGHT,
  }) as Layered;
  const data = { values: [{ t: moment.time_s * timeUnit(rows).scale, label: `↑ ${moment.label}` }] };
  const x = { field: 't', type: 'quantitative' } as const;
  const late = moment.time_s > Number(rows.at(-1)?.['time_s'] ?? 0) / 2;
  const rule: Layer = { data, mark: { type: 'rule', color: SLA_COLOUR, strokeWidth: 1.5 }, encoding: { x } };
  const text: Layer = {
    data,
    mark: { type: 'text', align: late ? 'right' : 'left', dx: late ? -6 : 6, y: 8, color: INK, fontSize: 11 },
    encoding: { x, text: { field: 'label' } },
  };
  return drawSvg({ ...chart, layer: [...chart.layer, rule, text] });
}
