/** Parts of a `planner` section that several policies share, in the names of planner-core. */
import {
  type Behaviour,
  type Bounds,
  type ForecasterOptions,
  HPA_BEHAVIOUR,
  type ScalingRules,
  type ScheduleRow,
} from '../../planner-core/index.js';
import type { BehaviourSpec, ForecastSpec, PlannerSpec } from '../../scenarios/index.js';

/** Fewest and most workers of each role. */
export function boundsOf(spec: { readonly min_replicas: number; readonly max_replicas: number }): Bounds {
  return { min: spec.min_replicas, max: spec.max_replicas };
}

/** Windows and step limits; policies that the section leaves out are those of Kubernetes. */
export function behaviourOf({ scale_up, scale_down }: BehaviourSpec): Behaviour {
  return {
    scaleUp: rulesOf(scale_up, HPA_BEHAVIOUR.scaleUp),
    scaleDown: rulesOf(scale_down, HPA_BEHAVIOUR.scaleDown),
  };
}

function rulesOf(spec: BehaviourSpec['scale_up'], defaults: ScalingRules): ScalingRules {
  return {
    stabilisation_s: spec.stabilization_window_s,
    select: spec.select_policy,
    policies: spec.policies ?? defaults.policies,
  };
}

/** A forecast by the names of planner-core. `interval_s`: seconds between two values, for forecasts that know a calendar. */
export function forecasterOptions(spec: ForecastSpec, interval_s: number): ForecasterOptions {
  switch (spec.kind) {
    case 'kalman':
      return {
        kind: 'kalman',
        log1p: spec.log1p,
        qLevel: spec.q_level,
        qTrend: spec.q_trend,
        r: spec.r,
        minPoints: spec.min_points,
      };
    case 'prophet':
      return { ...spec, step_s: interval_s };
    case 'ets': {
      const { period, ...rest } = spec;
      return period === undefined ? rest : { ...rest, period };
    }
    default:
      return spec;
  }
}

/** Roles that a row leaves out are held. */
export function rowsOf(rows: Extract<PlannerSpec, { policy: 'schedule' }>['rows']): ScheduleRow[] {
  return rows.map(({ from_s, replicas }) => ({
    from_s,
    replicas: Object.fromEntries(Object.entries(replicas).filter(([, count]) => count !== undefined)),
  }));
}
