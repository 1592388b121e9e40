/** GPU-hours by what the GPUs did, a bar a kind of worker. */
import type { TopLevelSpec } from 'vega-lite';
import type { TableRow } from '../../record/read-run.js';
import { COLOUR, CONFIG, WIDTH } from './theme.js';

const STATES = [
  { state: 'serving', colour: COLOUR.green },
  { state: 'idle', colour: COLOUR.sky },
  { state: 'starting', colour: COLOUR.amber },
  { state: 'draining', colour: COLOUR.purple },
] as const;

/** The chart from the rows of workers, and its numbers in GPU-hours: a row a kind and a state. */
export function gpuHours(workers: readonly TableRow[]): { spec: TopLevelSpec; rows: TableRow[] } {
  const kindOf = (worker: TableRow) => String(worker['kind'] ?? worker['role']);
  const kinds = [...new Set(workers.map(kindOf))].sort(byRole);
  const values = kinds.flatMap((kind) =>
    STATES.map(({ state }, order) => ({
      kind,
      state,
      order,
      hours: workers
        .filter((worker) => kindOf(worker) === kind)
        .reduce((sum, worker) => sum + Number(worker[`${state}_gpu_s`] ?? 0) / 3600, 0),
    })),
  );
  const spec: TopLevelSpec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description: 'GPU-hours by kind of worker and by what the GPUs did',
    width: WIDTH,
    height: 46 * Math.max(1, kinds.length),
    config: { ...CONFIG, legend: { ...CONFIG.legend!, symbolType: 'square', symbolStrokeWidth: 0 } },
    data: { values },
    mark: { type: 'bar', height: 26 },
    encoding: {
      x: { field: 'hours', type: 'quantitative', stack: 'zero', title: 'GPU-hours', axis: { tickCount: 10 } },
      y: { field: 'kind', type: 'nominal', title: null, sort: kinds },
      color: {
        field: 'state',
        type: 'nominal',
        scale: { domain: STATES.map(({ state }) => state), range: STATES.map(({ colour }) => colour) },
      },
      order: { field: 'order', type: 'quantitative' },
    },
  };
  return { spec, rows: values.map(({ kind, state, hours }) => ({ kind, state, 'GPU-hours': hours })) };
}

/** Prefill before decode, as a request goes; kinds of a role in their order. */
function byRole(a: string, b: string): number {
  const place = (kind: string) => (kind.startsWith('prefill') ? 0 : 1);
  return place(a) - place(b) || a.localeCompare(b, 'en');
}
