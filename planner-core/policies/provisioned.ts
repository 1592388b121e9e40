/**
 * A constant count sized for the peak or the mean of a load, in hindsight: what a fleet without an autoscaler is bought
 * for. Needs a load that is known before the run. The baselines of every comparison.
 */
import type { Load } from '../forecast/load-forecast.js';
import type { Policy, PolicyContext } from '../ports.js';
import { type Bounds, type RoleStates, rolewise } from './parts/rolewise.js';
import { serviceRate, workersFor } from './parts/sizing.js';

/** What the count is sized for, and its bounds. */
export interface ProvisionedOptions {
  readonly of: 'peak' | 'mean';
  readonly bounds: Bounds;
}

/** `init` throws a RangeError where the traffic to come is not known. */
export function provisioned({ of, bounds }: ProvisionedOptions): Policy<RoleStates<null>> {
  return rolewise(`static-${of}`, bounds, (role, pool, context) => {
    const rate = serviceRate(role, pool, context);
    const { intervalSeconds } = context;
    const counts = loadsAhead(context, of).map((load) => workersFor(rate, load, intervalSeconds));
    const count = Math.max(0, ...counts);
    return { initialState: null, decide: () => ({ state: null, count, reason: 'static' }) };
  });
}

/** Every interval's load, or the mean of them all as one. */
function loadsAhead({ trafficAhead, trafficSeconds, intervalSeconds }: PolicyContext, of: 'peak' | 'mean'): Load[] {
  if (!trafficAhead || trafficSeconds === undefined) {
    throw new RangeError('a count for the peak or the mean needs traffic that is known before the run');
  }
  const loads = (from_s: number, to_s: number): Load => {
    const { requests, inputTokensMean, outputTokensMean } = trafficAhead(from_s, to_s);
    return { requests, isl: inputTokensMean, osl: outputTokensMean };
  };
  if (of === 'mean') {
    const whole = loads(0, trafficSeconds);
    return [{ ...whole, requests: (whole.requests * intervalSeconds) / trafficSeconds }];
  }
  const intervals = Math.ceil(trafficSeconds / intervalSeconds);
  return Array.from({ length: intervals }, (_, i) => loads(i * intervalSeconds, (i + 1) * intervalSeconds));
}
