/**
 * Knative's pod autoscaler: concurrency averaged over a stable and over a short panic window. When the panic window asks
 * for a multiple of the workers there are, it rules and nothing goes down until a stable window has passed without
 * (knative.dev, "Additional autoscaling configuration"; knative/serving pkg/autoscaler/scaling).
 */
import type { Policy, ReasonCode } from '../ports.js';
import { queueLength, requestsInFlight, runningRequests } from './parts/read.js';
import { type Bounds, type RoleStates, type RoleView, rolewise } from './parts/rolewise.js';

/** Settings of {@link kpa}. */
export interface KpaOptions {
  /** Requests in work or waiting that one worker should have. */
  readonly targetConcurrency: number;
  readonly stableWindow_s: number;
  /** Percent of the stable window. */
  readonly panicWindowPercentage: number;
  /** Panic when the panic window asks for so many percent of the ready workers. */
  readonly panicThresholdPercentage: number;
  readonly maxScaleUpRate: number;
  readonly maxScaleDownRate: number;
  readonly bounds: Bounds;
}

/** Knative's defaults, the target left to the user. */
export const KPA_DEFAULTS: Omit<KpaOptions, 'targetConcurrency' | 'bounds'> = {
  stableWindow_s: 60,
  panicWindowPercentage: 10,
  panicThresholdPercentage: 200,
  maxScaleUpRate: 1000,
  maxScaleDownRate: 2,
};

/** The samples of the stable window, and the panic under way. */
export interface KpaState {
  readonly samples: readonly { readonly time_s: number; readonly concurrency: number }[];
  /** When panic last had a reason; absent outside of it. */
  readonly panicSince_s?: number;
  readonly panicCount?: number;
}

/** Knative's autoscaler: concurrency over a stable and a panic window. */
export function kpa(options: KpaOptions): Policy<RoleStates<KpaState>> {
  return rolewise<KpaState>('kpa', options.bounds, () => ({
    initialState: { samples: [] },
    decide: (state, view) => {
      const concurrency = concurrencyOf(view);
      if (concurrency === undefined) return { state, count: view.workers.desired, reason: 'no_data' };
      const now_s = view.observation.time;
      const samples = [...state.samples, { time_s: now_s, concurrency }].filter(
        ({ time_s }) => time_s > now_s - options.stableWindow_s,
      );
      view.note('concurrency_requests', concurrency);
      return decide(options, { ...state, samples }, now_s, view.workers.ready);
    },
  }));
}

function concurrencyOf({ observation, role }: RoleView): number | undefined {
  const running = runningRequests(observation, role);
  const queued = queueLength(observation, role);
  if (running === undefined) return requestsInFlight(observation);
  return running + (queued ?? 0);
}

function decide(options: KpaOptions, state: KpaState, now_s: number, readyNow: number) {
  const ready = Math.max(1, readyNow);
  const panicWindow_s = (options.stableWindow_s * options.panicWindowPercentage) / 100;
  const stable = wanted(options, state, now_s, options.stableWindow_s);
  const panic = wanted(options, state, now_s, panicWindow_s);
  const most = Math.ceil(options.maxScaleUpRate * ready);
  const least = Math.floor(ready / options.maxScaleDownRate);
  const limit = (count: number) => Math.min(Math.max(count, least), most);
  const isOver = panic / ready >= options.panicThresholdPercentage / 100;
  const since_s = isOver ? now_s : state.panicSince_s;
  const isPanicking = since_s !== undefined && now_s - since_s < options.stableWindow_s;
  if (!isPanicking) {
    const reason: ReasonCode = 'metric_target';
    return { state: { samples: state.samples }, count: limit(stable), reason };
  }
  const count = Math.max(limit(panic), limit(stable), state.panicCount ?? 0, readyNow);
  const reason: ReasonCode = 'panic';
  return { state: { samples: state.samples, panicSince_s: since_s, panicCount: count }, count, reason };
}

/** Workers for the mean of a window; of the latest sample where the window holds none. */
function wanted({ targetConcurrency }: KpaOptions, { samples }: KpaState, now_s: number, window_s: number): number {
  const inside = samples.filter(({ time_s }) => time_s > now_s - window_s);
  const used = inside.length > 0 ? inside : samples.slice(-1);
  const mean = used.reduce((sum, { concurrency }) => sum + concurrency, 0) / used.length;
  return Math.ceil(mean / targetConcurrency);
}
