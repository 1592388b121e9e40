/**
 * TokenScale (arXiv 2512.03416): each stage has a token velocity, the most tokens per second it passes on. Prefill workers
 * = ⌈prompt tokens per second ÷ min(prefill, network velocity)⌉; decode workers = ⌈all tokens per second ÷ decode
 * velocity⌉. Judged on what comes in, over a short window, so that it leads the queues.
 */
import type { Policy, PolicyContext, PoolContext, Role } from '../ports.js';
import type { RequestShape } from './parts/read.js';
import { type Bounds, type RoleStates, rolewise } from './parts/rolewise.js';
import { type ShapeState, shapedRule } from './parts/shaped.js';
import { serviceRate } from './parts/sizing.js';

/** Settings of {@link tokenScale}. */
export interface TokenScaleOptions {
  /** GB/s of the link over which a prefill worker hands its KV cache on; not a limit where absent. */
  readonly networkGbPerSecond?: number;
  /** Room above the velocity, e.g. 0.1 for a tenth. */
  readonly headroom: number;
  readonly bounds: Bounds;
}

/** TokenScale without its convertible decoders. */
export function tokenScale(options: TokenScaleOptions): Policy<RoleStates<ShapeState>> {
  return rolewise<ShapeState>('tokenscale', options.bounds, (role, pool, context) => {
    const velocity = velocityOf(options, role, pool, context);
    return shapedRule((rate, shape, { note }) => {
      const perWorker = velocity(shape);
      note('velocity_tokens_per_s', perWorker);
      if (perWorker <= 0) return { count: options.bounds.max, reason: 'saturated' };
      const count = Math.ceil((rate * tokensOf(role, shape) * (1 + options.headroom)) / perWorker);
      return { count, reason: 'metric_target' };
    });
  });
}

/** Tokens of a request that a role passes on: of the prompt for prefill, of the whole request for decode. */
function tokensOf(role: Role, { isl, osl }: RequestShape): number {
  return role === 'prefill' ? isl : isl + osl;
}

/** Tokens per second that one worker passes on. */
function velocityOf({ networkGbPerSecond }: TokenScaleOptions, role: Role, pool: PoolContext, context: PolicyContext) {
  const rate = serviceRate(role, pool, context);
  const bytes = pool.profile.kvBytesPerToken;
  const network =
    role !== 'prefill' || networkGbPerSecond === undefined || bytes === undefined
      ? Number.POSITIVE_INFINITY
      : (networkGbPerSecond * 1e9) / bytes;
  return (shape: RequestShape): number => {
    const tokens = tokensOf(role, shape);
    return tokens > 0 ? Math.min(rate(shape) * tokens, network) : Number.POSITIVE_INFINITY;
  };
}
