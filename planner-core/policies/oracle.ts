/**
 * References that know the traffic to come. `oracle`: the least that serves every instant, ordered a startup ahead, so that
 * what is left to a real policy's regret is its forecast. `perfect-system`: ⌈λ(t) ÷ µ⌉ for the interval that begins, as if
 * workers came and went at once (llm-d WVA#1499); a reference and no bound, because a queue shared by several workers can
 * do with less. `work-bound`: the work itself at the best measured efficiency, below which no policy can go.
 */
import type { Load } from '../forecast/load-forecast.js';
import type { Policy, PolicyContext, PoolContext, Role } from '../ports.js';
import { type Bounds, type RoleStates, rolewise } from './parts/rolewise.js';
import { serviceRate, workersFor } from './parts/sizing.js';

/** Fewest and most workers of each role. */
export interface ReferenceOptions {
  readonly bounds: Bounds;
}

/** Slices of an interval in which the need is looked up. */
const SLICES = 4;

/** `init` throws a RangeError where the traffic to come is not known. */
export function oracle({ bounds }: ReferenceOptions): Policy<RoleStates<null>> {
  return rolewise('oracle', bounds, (role, pool, context) => {
    const ahead = aheadOf(context);
    const rate = serviceRate(role, pool, context);
    const slice_s = context.intervalSeconds / SLICES;
    const horizon_s = (pool.startupSeconds ?? 0) + context.intervalSeconds;
    return {
      initialState: null,
      decide: (state, { observation }) => {
        let most = 0;
        for (let at_s = 0; at_s < horizon_s; at_s += slice_s) {
          const load = ahead(observation.time + at_s, observation.time + at_s + slice_s);
          most = Math.max(most, workersFor(rate, load, slice_s));
        }
        return { state, count: most, reason: 'forecast' };
      },
    };
  });
}

/** `init` throws a RangeError where the traffic to come is not known. */
export function perfectSystem({ bounds }: ReferenceOptions): Policy<RoleStates<null>> {
  return rolewise('perfect-system', bounds, (role, pool, context) => {
    const ahead = aheadOf(context);
    const rate = serviceRate(role, pool, context);
    const { intervalSeconds } = context;
    return {
      initialState: null,
      decide: (state, { observation: { time } }) => {
        const count = workersFor(rate, ahead(time, time + intervalSeconds), intervalSeconds);
        return { state, count, reason: 'forecast' };
      },
    };
  });
}

/** `init` throws a RangeError where the traffic to come is not known. */
export function workBound({ bounds }: ReferenceOptions): Policy<RoleStates<null>> {
  return rolewise('work-bound', bounds, (role, pool, context) => {
    const ahead = aheadOf(context);
    const { intervalSeconds } = context;
    return {
      initialState: null,
      decide: (state, { observation: { time }, note }) => {
        const gpuSeconds = leastGpuSeconds(role, pool, ahead(time, time + intervalSeconds));
        note('work_gpu_s', gpuSeconds);
        const workers = gpuSeconds / intervalSeconds / pool.profile.gpusPerWorker;
        return { state, count: Math.ceil(workers - 1e-9), reason: 'forecast' };
      },
    };
  });
}

/** GPU-seconds of a load at the best throughput that was measured at any length, batch or latency: a strict bound. */
export function leastGpuSeconds(role: Role, { profile }: PoolContext, { requests, isl, osl }: Load): number {
  if (!(requests > 0)) return 0;
  const prefill = (requests * isl) / Math.max(...profile.prefill.tokensPerSecondPerGpu);
  const decode = (requests * osl) / Math.max(...profile.decode.tokensPerSecondPerGpu);
  if (role === 'prefill') return prefill;
  return role === 'decode' ? decode : prefill + decode;
}

function aheadOf({ trafficAhead }: PolicyContext): (from_s: number, to_s: number) => Load {
  if (!trafficAhead) throw new RangeError('a reference policy needs traffic that is known before the run');
  return (from_s, to_s) => {
    const { requests, inputTokensMean, outputTokensMean } = trafficAhead(from_s, to_s);
    return { requests, isl: inputTokensMean, osl: outputTokensMean };
  };
}
