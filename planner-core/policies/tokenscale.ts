/**
 * TokenScale (arXiv 2512.03416): each stage has a token velocity, the most tokens per second it passes on. Prefill workers
 * = ⌈prompt tokens per second ÷ min(prefill, network velocity)⌉; decode workers = ⌈all tokens per second ÷ decode
 * velocity⌉. Judged on what comes in, over a short window, so that it leads the queues.
 */
import type { Policy, PolicyContext, PoolContext, Role } from '../ports.js';
import { requestRate, requestShape } from './parts/read.js';
import { type Bounds, type RoleStates, rolewise } from './parts/rolewise.js';
import { serviceRate } from './parts/sizing.js';

export interface TokenScaleOptions {
  /** GB/s of the link over which a prefill worker hands its KV cache on; not a limit where absent. */
  readonly networkGbPerSecond?: number;
  /** Room above the velocity, e.g. 0.1 for a tenth. */
  readonly headroom: number;
  readonly bounds: Bounds;
}

type Shape = { readonly isl: number; readonly osl: number };
type TokenScaleState = { readonly shape?: Shape };

export function tokenScale(options: TokenScaleOptions): Policy<RoleStates<TokenScaleState>> {
  return rolewise<TokenScaleState>('tokenscale', options.bounds, (role, pool, context) => {
    const velocity = velocityOf(options, role, pool, context);
    return {
      initialState: {},
      decide: (state, { workers, observation, note }) => {
        const rate = requestRate(observation);
        const shape = requestShape(observation) ?? state.shape;
        if (rate === undefined || !shape) return { state, count: workers.desired, reason: 'no_data' };
        const tokens = role === 'prefill' ? shape.isl : shape.isl + shape.osl;
        const perWorker = velocity(shape);
        note('velocity_tokens_per_s', perWorker);
        if (perWorker <= 0) return { state: { shape }, count: options.bounds.max, reason: 'saturated' };
        const count = Math.ceil((rate * tokens * (1 + options.headroom)) / perWorker);
        return { state: { shape }, count, reason: 'metric_target' };
      },
    };
  });
}

/** Tokens per second that one worker passes on: of the prompt for prefill, of the whole request for decode. */
function velocityOf({ networkGbPerSecond }: TokenScaleOptions, role: Role, pool: PoolContext, context: PolicyContext) {
  const rate = serviceRate(role, pool, context);
  const bytes = pool.profile.kvBytesPerToken;
  const network =
    role !== 'prefill' || networkGbPerSecond === undefined || bytes === undefined
      ? Number.POSITIVE_INFINITY
      : (networkGbPerSecond * 1e9) / bytes;
  return (shape: Shape): number => {
    const tokens = role === 'prefill' ? shape.isl : shape.isl + shape.osl;
    return tokens > 0 ? Math.min(rate(shape) * tokens, network) : Number.POSITIVE_INFINITY;
  };
}
