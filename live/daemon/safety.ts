/** What keeps a live planner from a wrong order: whether it knows enough to decide, and whether what was decided may be ordered. */
import type { Decision, LogLine, Observation, ReasonCode, Role } from '../../planner-core/index.js';
import type { PlannerSpec } from '../../scenarios/index.js';
import type { MetricsReading, Targets } from '../ports.js';

/** A figure of an observation, by its place. */
export type Figure =
  | `traffic.${keyof NonNullable<Observation['traffic']>}`
  | `latency.${keyof NonNullable<Observation['latency']>}`;

/** The figures that a policy of this name computes with: without one of them it would read 0. */
export function requiredFigures(policy: PlannerSpec['policy']): readonly Figure[] {
  return policy === 'dynamo-sla' ? LASTING : [];
}

/** What every frontend counts; what is beside it may come and go. */
const LASTING: readonly Figure[] = [
  'traffic.requests',
  'traffic.inputTokensMean',
  'traffic.outputTokensMean',
  'latency.ttft',
  'latency.itl',
  'latency.requestDuration',
];

/** The lasting figures that a reading has, NaN among them. */
export function figuresOf({ traffic, latency }: MetricsReading): Figure[] {
  const has = { ...prefixed('traffic', traffic), ...prefixed('latency', latency) };
  return LASTING.filter((figure) => figure in has);
}

function prefixed(group: string, figures: object | undefined): Record<string, unknown> {
  return Object.fromEntries(Object.entries(figures ?? {}).map(([key, value]) => [`${group}.${key}`, value]));
}

/** Why nothing may be decided. */
export interface Doubt {
  readonly reason: ReasonCode;
  readonly text: string;
}

/** So much of a window may be without samples: a count that is lower by that changes no order that a forecast would not. */
const UNCOVERED_SHARE = 0.1;

/** How much must be known before a policy is asked. */
export interface Rules {
  /** The window of the figures. */
  readonly window_s: number;
  /** Older figures are not decided on. */
  readonly maxAge_s: number;
  /** Figures without which the policy cannot decide, once there were requests. */
  readonly required: readonly Figure[];
}

/**
 * Why a reading is not enough to decide on; `undefined` where it is. `seen`: the figures that there have been before. A figure that
 * was there and is gone is unknown, never 0. NaN is known: it is how a silent window reads.
 */
export function doubtOf(reading: MetricsReading, seen: readonly Figure[], rules: Rules): Doubt | undefined {
  const figures = figuresOf(reading);
  if (reading.age_s !== undefined && reading.age_s > rules.maxAge_s) {
    const age = `${reading.age_s.toFixed(1)} s old, more than ${rules.maxAge_s} s`;
    return { reason: 'metrics_stale', text: `The newest sample is ${age}; holding` };
  }
  if (figures.length === 0 && !reading.workersDetail && !reading.queues) {
    return { reason: 'no_data', text: 'There is no series yet; holding' };
  }
  if (reading.brokenCounters) {
    return { reason: 'no_data', text: `Not a number: ${reading.brokenCounters.join(', ')}; holding` };
  }
  if (reading.uncovered_s !== undefined && reading.uncovered_s > rules.window_s * UNCOVERED_SHARE) {
    const missing = `${reading.uncovered_s.toFixed(1)} of the ${rules.window_s} s of the window`;
    return { reason: 'no_data', text: `No sample reaches ${missing}, whose requests are not counted; holding` };
  }
  const vanished = seen.filter((figure) => !figures.includes(figure));
  if (vanished.length > 0) {
    return { reason: 'metrics_vanished', text: `No series any more for ${vanished.join(', ')}; holding` };
  }
  const missing = rules.required.filter((figure) => !figures.includes(figure));
  if (missing.length > 0)
    return { reason: 'no_data', text: `There is no series yet for ${missing.join(', ')}; holding` };
  return undefined;
}

/** The decision of a tick on which the policy was not asked. */
export function heldDecision(...doubts: readonly Doubt[]): Decision {
  return {
    targets: {},
    reasons: doubts.map(({ reason }) => reason),
    explanation: {},
    log: doubts.map(({ text }): LogLine => ({ level: 'warning', text })),
  };
}

/**
 * The targets that may be ordered: whole counts, none below the policy's least. What is no count is dropped, what is too low is
 * raised; `tell` gets a sentence for each.
 */
export function orderable(targets: Targets, least: number, tell: (text: string) => void): Targets {
  const orders: Partial<Record<Role, number>> = {};
  for (const [role, target] of Object.entries(targets) as [Role, number][]) {
    if (!Number.isSafeInteger(target)) {
      tell(`The policy asked for ${target} ${role} workers, which is no count; holding`);
    } else {
      if (target < least) tell(`The policy asked for ${target} ${role} workers; raised to its least, ${least}`);
      orders[role] = Math.max(target, least);
    }
  }
  return orders;
}
