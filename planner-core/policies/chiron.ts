/**
 * Chiron (arXiv 2501.08090), the global autoscaler's back-pressure: the workers that the running requests need, over a
 * utilisation Θ that leaves room for spikes; and enough more that what waits is worked off within the TTFT target.
 */
import { bestThroughput, decodeGrid } from '../interpolate/index.js';
import type { Policy, PolicyContext, PoolContext, Role } from '../ports.js';
import { queueLength, type RequestShape, requestShape, requestsInFlight, runningRequests } from './parts/read.js';
import { type Bounds, type RoleStates, rolewise } from './parts/rolewise.js';
import type { ShapeState } from './parts/shaped.js';
import { serviceRate } from './parts/sizing.js';

/** Settings of {@link chiron}. */
export interface ChironOptions {
  /** Share Θ of the workers that should be busy, above 0 and at most 1. */
  readonly utilisation: number;
  /** Requests of one batch at most. */
  readonly maxBatch: number;
  readonly bounds: Bounds;
}

/** Seconds in which a queue is worked off where no TTFT target says so. */
const DRAIN_S = 10;

/** Chiron's global autoscaler for interactive requests. */
export function chiron(options: ChironOptions): Policy<RoleStates<ShapeState>> {
  return rolewise<ShapeState>('chiron', options.bounds, (role, pool, context) => {
    const batchOf = localBatch(options, role, pool, context);
    const rate = serviceRate(role, pool, context);
    const drain_s = context.sla.ttft ?? DRAIN_S;
    return {
      initialState: {},
      decide: (state, { workers, observation, note }) => {
        const running = runningRequests(observation, role) ?? requestsInFlight(observation);
        const shape = requestShape(observation) ?? state.shape;
        if (running === undefined || !shape) return { state, count: workers.desired, reason: 'no_data' };
        const queued = queueLength(observation, role) ?? 0;
        const busy = running / batchOf(shape);
        const perWorker = rate(shape);
        const backlog = queued > 0 && perWorker > 0 ? queued / (perWorker * drain_s) : 0;
        note('busy_workers', busy);
        note('backlog_workers', backlog);
        const count = Math.ceil(busy / options.utilisation + backlog);
        return { state: { shape }, count, reason: backlog > busy ? 'back_pressure' : 'metric_target' };
      },
    };
  });
}

/** Chiron's local autoscaler: the largest batch whose step keeps the ITL target. Prefill takes one prompt at a time. */
function localBatch({ maxBatch }: ChironOptions, role: Role, { profile, limits }: PoolContext, { sla }: PolicyContext) {
  if (role === 'prefill') return () => 1;
  const grid = decodeGrid(profile.decode);
  const most = Math.min(maxBatch, limits?.maxBatch ?? maxBatch);
  return ({ isl, osl }: RequestShape): number => {
    const context = Math.max(1, isl + osl / 2);
    const { kvUsage } = bestThroughput(grid, sla.tpot ?? Number.MAX_VALUE, context);
    return Math.max(1, Math.min(most, Math.floor((kvUsage * profile.decode.maxKvTokens) / context)));
  };
}
