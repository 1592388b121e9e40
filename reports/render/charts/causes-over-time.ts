/** Missed requests over time, stacked by cause: a bar an interval of arrival. */
import type { TopLevelSpec } from 'vega-lite';
import type { TableRow } from '../../record/read-run.js';
import { timeUnit } from './over-time.js';
import { COLOUR, CONFIG, HEIGHT, WIDTH } from './theme.js';

/** The same cause has the same colour in every report; names that are none of these (a live run's bounds) share the last. */
const CAUSE_COLOUR: Readonly<Record<string, string>> = {
  infeasible: '#8C8C8C',
  planner_late: COLOUR.orange,
  cold_start: COLOUR.amber,
  scale_down: COLOUR.purple,
  fault: '#B0406A',
  routing: COLOUR.sky,
  prefill_queue: COLOUR.blue,
  prefill_batch: '#44AA99',
  kv_wait: COLOUR.green,
  transfer: '#DDCC77',
  decode_batch: '#6B7F2A',
  rejected: '#7E6BC4',
  client: '#B8860B',
  run_end: '#C8C8C8',
};
const OTHER = '#7A7A7A';

/** `causes`: in the order in which they are stacked, the first at the bottom. */
export function causesOverTime(
  timeline: readonly TableRow[],
  causes: readonly string[],
): { spec: TopLevelSpec; rows: TableRow[] } {
  const { scale, title } = timeUnit(timeline);
  const width_s = timeline.length > 1 ? Number(timeline[1]!['time_s']) - Number(timeline[0]!['time_s']) : 1;
  const values = timeline.flatMap((row) => {
    const time_s = Number(row['time_s']);
    let below = 0;
    return causes.flatMap((cause) => {
      const misses = Number(row[`missed_${cause}`] ?? 0);
      if (misses === 0) return [];
      below += misses;
      return [
        { from: time_s * scale, to: (time_s + width_s) * scale, low: below - misses, high: below, cause: named(cause) },
      ];
    });
  });
  const spec: TopLevelSpec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description: 'Missed requests by cause, by interval of arrival',
    width: WIDTH,
    height: HEIGHT,
    config: { ...CONFIG, legend: { ...CONFIG.legend!, symbolType: 'square', symbolStrokeWidth: 0, columns: 6 } },
    data: { values },
    mark: { type: 'rect', strokeWidth: 0 },
    encoding: {
      x: {
        field: 'from',
        type: 'quantitative',
        title,
        axis: { grid: false, tickCount: 12 },
        scale: { nice: false, domain: [0, (Number(timeline.at(-1)!['time_s']) + width_s) * scale] },
      },
      x2: { field: 'to' },
      y: { field: 'low', type: 'quantitative', title: 'requests missed', axis: { tickCount: 6 } },
      y2: { field: 'high' },
      color: {
        field: 'cause',
        type: 'nominal',
        scale: { domain: causes.map(named), range: causes.map((cause) => CAUSE_COLOUR[cause] ?? OTHER) },
      },
    },
  };
  const rows = timeline.map((row) => ({
    time_s: row['time_s'],
    ...Object.fromEntries(causes.map((cause) => [named(cause), row[`missed_${cause}`]])),
  }));
  return { spec, rows };
}

/** A cause as people read it. */
export function named(cause: string): string {
  return cause.replaceAll('_', ' ');
}
