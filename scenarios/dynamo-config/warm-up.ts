/** A Mooncake trace as the loads of its intervals, to warm load predictors up with. */
import type { Load } from '../../planner-core/index.js';
import { trafficSchema } from '../schema/traffic.js';
import { openRows } from '../traffic/open-rows.js';

/** Intervals without a request are left out, as Dynamo does. Throws what reading the trace throws. */
export function warmUpLoads(path: string, interval_s: number, resolve: (path: string) => string): Load[] {
  const spec = trafficSchema.parse({ format: 'mooncake', path, dequantise: false });
  const sums = new Map<number, { requests: number; input: number; output: number }>();
  const rows = openRows(spec, 0, resolve);
  for (let row = rows.next(); row; row = rows.next()) {
    const interval = Math.floor(row.time_us / 1e6 / interval_s);
    const sum = sums.get(interval) ?? { requests: 0, input: 0, output: 0 };
    sum.requests++;
    sum.input += row.inputTokens;
    sum.output += row.outputTokens;
    sums.set(interval, sum);
  }
  rows.close();
  return [...sums.entries()]
    .sort(([a], [b]) => a - b)
    .map(([, { requests, input, output }]) => ({ requests, isl: input / requests, osl: output / requests }));
}
