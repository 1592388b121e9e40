/** GPU-hours by what the GPUs did, a bar a role. */
import type { TopLevelSpec } from 'vega-lite';
import type { TableRow } from '../../record/read-run.js';
import { COLOUR, CONFIG, WIDTH } from './theme.js';

const STATES = [
  { state: 'serving', colour: COLOUR.green },
  { state: 'idle', colour: COLOUR.sky },
  { state: 'starting', colour: COLOUR.amber },
  { state: 'draining', colour: COLOUR.purple },
] as const;

export function gpuHours(workers: readonly TableRow[]): TopLevelSpec {
  const roles = [...new Set(workers.map(({ role }) => String(role)))];
  const values = roles.flatMap((role) =>
    STATES.map(({ state }, order) => ({
      role,
      state,
      order,
      hours: workers
        .filter((worker) => worker['role'] === role)
        .reduce((sum, worker) => sum + Number(worker[`${state}_gpu_s`] ?? 0) / 3600, 0),
    })),
  );
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description: 'GPU-hours by role and by what the GPUs did',
    width: WIDTH,
    height: 46 * Math.max(1, roles.length),
    config: { ...CONFIG, legend: { ...CONFIG.legend!, symbolType: 'square', symbolStrokeWidth: 0 } },
    data: { values },
    mark: { type: 'bar', height: 26 },
    encoding: {
      x: { field: 'hours', type: 'quantitative', stack: 'zero', title: 'GPU-hours', axis: { tickCount: 10 } },
      y: { field: 'role', type: 'nominal', title: null, sort: roles },
      color: {
        field: 'state',
        type: 'nominal',
        scale: { domain: STATES.map(({ state }) => state), range: STATES.map(({ colour }) => colour) },
      },
      order: { field: 'order', type: 'quantitative' },
    },
  };
}
