/**
 * The `behavior` of Kubernetes' HorizontalPodAutoscaler: stabilisation windows and step limits. Rules as documented in
 * "Horizontal Pod Autoscaling" (kubernetes.io, autoscaling/v2).
 */
import type { ReasonCode } from '../ports.js';

/** At most so many pods, or so many percent, within a period. */
export interface ScalingPolicy {
  readonly type: 'Pods' | 'Percent';
  readonly value: number;
  readonly period_s: number;
}

/** The window and the step limits of one direction. */
export interface ScalingRules {
  readonly stabilisation_s: number;
  readonly policies: readonly ScalingPolicy[];
  /** Which policy rules when several limit: the one that allows the most change, the least, or none at all. */
  readonly select: 'Max' | 'Min' | 'Disabled';
}

/** How fast a count may change in each direction, as an HPA's `behavior` says it. */
export interface Behaviour {
  readonly scaleUp: ScalingRules;
  readonly scaleDown: ScalingRules;
}

/** Kubernetes' defaults: up at once, doubling or four pods in 15 s; down after 300 s, all at once. */
export const HPA_BEHAVIOUR: Behaviour = {
  scaleUp: {
    stabilisation_s: 0,
    select: 'Max',
    policies: [
      { type: 'Pods', value: 4, period_s: 15 },
      { type: 'Percent', value: 100, period_s: 15 },
    ],
  },
  scaleDown: {
    stabilisation_s: 300,
    select: 'Max',
    policies: [{ type: 'Percent', value: 100, period_s: 15 }],
  },
};

interface Timed {
  readonly time_s: number;
  readonly count: number;
}

/** What has been recommended and changed; plain data. */
export interface BehaviourState {
  /** Past recommendations, and past changes of the count (signed). */
  readonly recommendations: readonly Timed[];
  readonly changes: readonly Timed[];
}

/** Before the first recommendation. */
export const NO_HISTORY: BehaviourState = { recommendations: [], changes: [] };

/** The count that comes of a wish, and what held it. */
export interface Shaped {
  readonly state: BehaviourState;
  readonly count: number;
  readonly reason?: ReasonCode;
}

/** A wanted count after the windows and the step limits; `current` is the count ordered now. */
export function shape(
  { scaleUp, scaleDown }: Behaviour,
  state: BehaviourState,
  now_s: number,
  current: number,
  wanted: number,
): Shaped {
  const longest_s = Math.max(scaleUp.stabilisation_s, scaleDown.stabilisation_s);
  const recommendations = [...state.recommendations, { time_s: now_s, count: wanted }].filter(
    ({ time_s }) => time_s === now_s || time_s > now_s - longest_s,
  );
  const within = (window_s: number) =>
    recommendations.filter(({ time_s }) => time_s === now_s || time_s > now_s - window_s).map(({ count }) => count);
  const lowest = Math.min(...within(scaleUp.stabilisation_s));
  const highest = Math.max(...within(scaleDown.stabilisation_s));
  const stabilised = Math.min(Math.max(current, lowest), highest);
  const limited = limit(stabilised > current ? scaleUp : scaleDown, state.changes, now_s, current, stabilised);
  const periods = [...scaleUp.policies, ...scaleDown.policies].map(({ period_s }) => period_s);
  const changes = [...state.changes, { time_s: now_s, count: limited - current }].filter(
    ({ time_s, count }) => count !== 0 && time_s > now_s - Math.max(0, ...periods),
  );
  const reason = limited !== stabilised ? 'rate_limited' : stabilised !== wanted ? 'stabilised' : undefined;
  return { state: { recommendations, changes }, count: limited, ...(reason && { reason }) };
}

function limit(
  { policies, select }: ScalingRules,
  changes: readonly Timed[],
  now_s: number,
  current: number,
  wanted: number,
): number {
  if (wanted === current) return current;
  if (select === 'Disabled') return current;
  const up = wanted > current;
  const limits = policies.map(({ type, value, period_s }) => {
    const since = changes.filter(({ time_s, count }) => time_s > now_s - period_s && count > 0 === up);
    const start = current - since.reduce((sum, { count }) => sum + count, 0);
    if (type === 'Pods') return up ? start + value : start - value;
    return up ? Math.ceil(start * (1 + value / 100)) : Math.floor(start * (1 - value / 100));
  });
  if (limits.length === 0) return wanted;
  const far = up === (select === 'Max') ? Math.max(...limits) : Math.min(...limits);
  return up ? Math.max(current, Math.min(wanted, far)) : Math.min(current, Math.max(wanted, far));
}
