import { describe, expect, it } from 'vitest';
import type { TableRow } from '../../record/read-run.js';
import { layersOf } from '../../testing/chart-layers.js';
import { observedCharts } from './observed.js';

const tick = (more: TableRow): TableRow => ({ time_s: 60, ...more });
const idsOf = (rows: readonly TableRow[]) => observedCharts(rows, {}).map(({ id }) => id);

describe('what a planner saw', () => {
  it('is drawn as far as it saw it', () => {
    const all = tick({ observed_requests: 5, observed_ttft_ms: 100, observed_itl_ms: 20 });
    expect(idsOf([all])).toEqual(['observed-requests', 'observed-ttft', 'observed-itl']);
    expect(idsOf([tick({ observed_itl_ms: 20 })])).toEqual(['observed-itl']);
    expect(idsOf([tick({ observed_requests: 0 })])).toEqual(['observed-requests']);
    expect(idsOf([])).toEqual([]);
  });

  it('is nothing where it saw no number', () => {
    expect(idsOf([tick({ observed_requests: Number.NaN, observed_ttft_ms: undefined, observed_itl_ms: 'x' })])).toEqual(
      [],
    );
    expect(idsOf([tick({ observed_ttft_ms: Number.NaN }), tick({ observed_ttft_ms: 5 })])).toEqual(['observed-ttft']);
  });

  it('has the forecast beside it', () => {
    const [requests] = observedCharts([tick({ observed_requests: 5, forecast_requests: 7 })], {});
    expect(requests!.rows).toEqual([{ time_s: 60, observed: 5, forecast: 7 }]);
  });

  it('has the promise across it: TTFT across TTFT, time per token across gaps', () => {
    const rows = [tick({ observed_ttft_ms: 100, observed_itl_ms: 20 })];
    const bounds = observedCharts(rows, { ttft_ms: 500, tpot_ms: 40 }).map(
      ({ spec }) => layersOf(spec).find(({ mark }) => mark.type === 'rule')!.data!.values[0],
    );
    expect(bounds).toEqual([
      { v: 500, label: 'promise 500 ms' },
      { v: 40, label: 'promise 40.0 ms' },
    ]);
    for (const { spec } of observedCharts(rows, {})) expect(layersOf(spec)).toHaveLength(1);
  });
});
