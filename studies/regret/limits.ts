/**
 * The limits that a planner puts on its own orders, as far as they can be taken off it and put on another: the most workers, and
 * windows and step limits as a HorizontalPodAutoscaler has them. A cooldown counts as a window before scaling down.
 */
import {
  type Behaviour,
  type BehaviourState,
  NO_HISTORY,
  type Policy,
  type PolicySession,
  type Role,
  type ScalingRules,
  shape,
} from '../../planner-core/index.js';
import type { PlannerSpec } from '../../scenarios/index.js';
import { behaviourOf } from '../trial/policy-options.js';

/** More workers than anybody has. */
export const UNLIMITED = 100_000;

/** What bounds the orders of a planner. */
export interface Limits {
  /** Most workers of a role. */
  readonly most: number;
  readonly behaviour?: Behaviour;
}

/** The limits of a planner. `gpusPerWorker`: the fewest of any role, for budgets that count GPUs. */
export function limitsOf(planner: PlannerSpec, gpusPerWorker: number): Limits {
  switch (planner.policy) {
    case 'hpa':
      return { most: planner.max_replicas, behaviour: behaviourOf(planner.behavior) };
    case 'keda': {
      const { scaleUp, scaleDown } = behaviourOf(planner.behavior);
      const stabilisation_s = Math.max(scaleDown.stabilisation_s, planner.cooldown_s);
      return { most: planner.max_replicas, behaviour: { scaleUp, scaleDown: { ...scaleDown, stabilisation_s } } };
    }
    case 'kpa':
      return {
        most: planner.max_replicas,
        behaviour: {
          scaleUp: percentPerTick((planner.max_scale_up_rate - 1) * 100, planner.interval_s),
          scaleDown: percentPerTick((1 - 1 / planner.max_scale_down_rate) * 100, planner.interval_s),
        },
      };
    case 'heteroscale':
      return {
        most: planner.max_replicas,
        behaviour: { scaleUp: FREE, scaleDown: { ...FREE, stabilisation_s: planner.cooldown_s } },
      };
    case 'headroom':
      return { most: Math.min(planner.max_replicas, budgetInWorkers(planner.gpu_budget, gpusPerWorker)) };
    case 'dynamo-sla':
      return { most: budgetInWorkers(planner.max_gpu_budget, gpusPerWorker) };
    case 'dynamo-planner':
      return { most: budgetInWorkers(configOf(planner.config)['max_gpu_budget'] ?? DYNAMO_BUDGET, gpusPerWorker) };
    default:
      return { most: 'max_replicas' in planner ? planner.max_replicas : UNLIMITED };
  }
}

/** The planner without them; the same object where it has none that can be taken off. */
export function withoutLimits(planner: PlannerSpec): PlannerSpec {
  switch (planner.policy) {
    case 'hpa':
      return { ...planner, max_replicas: UNLIMITED, behavior: FREE_SPEC };
    case 'keda':
      return { ...planner, max_replicas: UNLIMITED, behavior: FREE_SPEC, cooldown_s: 0 };
    case 'kpa':
      return { ...planner, max_replicas: UNLIMITED, max_scale_up_rate: UNLIMITED, max_scale_down_rate: UNLIMITED };
    case 'heteroscale':
      return { ...planner, max_replicas: UNLIMITED, cooldown_s: 0 };
    case 'headroom': {
      const { gpu_budget: _budget, ...rest } = planner;
      return { ...rest, max_replicas: UNLIMITED };
    }
    case 'dynamo-sla':
      return { ...planner, max_gpu_budget: UNLIMITED };
    case 'dynamo-planner':
      if (typeof planner.config === 'string') return planner;
      return {
        ...planner,
        config: { ...planner.config, max_gpu_budget: -1, max_throughput_scaling_replicas: UNLIMITED },
      };
    default:
      return 'max_replicas' in planner ? { ...planner, max_replicas: UNLIMITED } : planner;
  }
}

/** A policy whose orders go through the windows and step limits of another. */
export function limited(policy: Policy, behaviour: Behaviour): Policy<LimitedState> {
  return {
    name: policy.name,
    init: (context) => {
      const session = policy.init(context) as PolicySession<unknown>;
      return {
        initialState: { inner: session.initialState, roles: {} },
        leastWorkers: session.leastWorkers,
        tick: ({ inner, roles }, observation) => {
          const { state, decision } = session.tick(inner, observation);
          const next: Partial<Record<Role, BehaviourState>> = { ...roles };
          const targets: Partial<Record<Role, number>> = {};
          for (const [role, wanted] of Object.entries(decision.targets) as [Role, number][]) {
            const current = observation.workers[role]?.desired ?? wanted;
            const shaped = shape(behaviour, roles[role] ?? NO_HISTORY, observation.time, current, wanted);
            next[role] = shaped.state;
            targets[role] = shaped.count;
          }
          return { state: { inner: state, roles: next }, decision: { ...decision, targets } };
        },
      };
    },
  };
}

interface LimitedState {
  readonly inner: unknown;
  readonly roles: Readonly<Partial<Record<Role, BehaviourState>>>;
}

/** The budget of Dynamo's planner where its configuration names none. */
const DYNAMO_BUDGET = 8;
const FREE: ScalingRules = { stabilisation_s: 0, select: 'Max', policies: [] };
const FREE_RULES = { stabilization_window_s: 0, select_policy: 'Max', policies: [] } as const;
const FREE_SPEC = {
  scale_up: { ...FREE_RULES, policies: [] },
  scale_down: { ...FREE_RULES, policies: [] },
} satisfies Extract<PlannerSpec, { policy: 'hpa' }>['behavior'];

function percentPerTick(percent: number, interval_s: number): ScalingRules {
  return { stabilisation_s: 0, select: 'Max', policies: [{ type: 'Percent', value: percent, period_s: interval_s }] };
}

function budgetInWorkers(budget: unknown, gpusPerWorker: number): number {
  return typeof budget === 'number' && budget >= 0 ? Math.max(1, Math.floor(budget / gpusPerWorker)) : UNLIMITED;
}

function configOf(config: string | Record<string, unknown>): Record<string, unknown> {
  return typeof config === 'string' ? {} : config;
}
