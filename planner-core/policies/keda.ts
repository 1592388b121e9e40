/**
 * KEDA on queue depth: a ScaledObject with an `AverageValue` target activates from its idle minimum when the queue is above
 * the activation threshold, is scaled by an HPA above one worker, and goes back to the minimum after a cooldown without
 * activity (keda.sh, "Scaling Deployments", "ScaledObject specification").
 */
import type { Policy } from '../ports.js';
import { type Behaviour, type BehaviourState, NO_HISTORY, shape } from './hpa-behaviour.js';
import { queueLength } from './parts/read.js';
import { type Bounds, type RoleStates, rolewise } from './parts/rolewise.js';

/** Settings of {@link keda}. */
export interface KedaOptions {
  /** Waiting requests that one worker may have. */
  readonly targetQueue: number;
  /** More waiting requests than this are activity. */
  readonly activationQueue: number;
  readonly cooldown_s: number;
  readonly tolerance: number;
  /** `min` may be 0: to zero and back. */
  readonly bounds: Bounds;
  readonly behaviour: Behaviour;
}

/** The history of the HPA within, and when there last was activity. */
export interface KedaState {
  readonly behaviour: BehaviourState;
  readonly lastActive_s?: number;
}

/** KEDA on queue lengths: an HPA with activation, cooldown and scaling to zero. */
export function keda(options: KedaOptions): Policy<RoleStates<KedaState>> {
  const { bounds } = options;
  return rolewise<KedaState>('keda', bounds, () => ({
    initialState: { behaviour: NO_HISTORY },
    decide: (state, { role, workers, observation, note }) => {
      const queue = queueLength(observation, role);
      const current = workers.desired;
      if (queue === undefined) return { state, count: Math.max(current, bounds.min), reason: 'no_data' };
      note('queued_requests', queue);
      const isActive = queue > options.activationQueue;
      const lastActive_s = isActive ? observation.time : (state.lastActive_s ?? observation.time);
      const rested = !isActive && observation.time - lastActive_s >= options.cooldown_s;
      if (rested) return { state: { ...state, lastActive_s }, count: bounds.min, reason: 'cooldown' };
      if (current === 0) {
        return {
          state: { ...state, lastActive_s },
          count: isActive ? 1 : 0,
          reason: isActive ? 'scale_up' : 'no_change',
        };
      }
      const ratio = queue / (options.targetQueue * current);
      const wanted = Math.abs(ratio - 1) <= options.tolerance ? current : Math.ceil(queue / options.targetQueue);
      const bounded = Math.max(1, bounds.min, Math.min(bounds.max, wanted));
      const shaped = shape(options.behaviour, state.behaviour, observation.time, current, bounded);
      return {
        state: { behaviour: shaped.state, lastActive_s },
        count: shaped.count,
        reason: shaped.reason ?? (wanted === current ? 'within_tolerance' : 'metric_target'),
      };
    },
  }));
}
