/**
 * The frame of policies that decide role by role: each role has a state of its own and answers with a count, which is made
 * whole, brought into the bounds, and written down with its reason. No count, or one that is no number, holds the role.
 */
import type { Observation, Policy, PolicyContext, PoolContext, ReasonCode, Role, WorkerCounts } from '../../ports.js';
import { TickNotes } from '../tick-notes.js';

/** Fewest and most workers of a role. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** What a role's rule sees at a tick. */
export interface RoleView {
  readonly role: Role;
  readonly workers: WorkerCounts;
  readonly observation: Observation;
  /** Writes a number of the reasoning down; its name ends in its unit. */
  note(name: string, value: number): void;
}

/** A role's next state, and the count it asks for. */
export interface RoleAnswer<State> {
  readonly state: State;
  readonly count?: number | undefined;
  readonly reason: ReasonCode;
}

/** How one role decides; pure. */
export interface RoleRule<State> {
  readonly initialState: State;
  decide(state: State, view: RoleView): RoleAnswer<State>;
}

/** The rule of one role, made once from what the policy is told. */
export type RoleSetup<State> = (role: Role, pool: PoolContext, context: PolicyContext) => RoleRule<State>;

/** The states of the roles. */
export type RoleStates<State> = Readonly<Partial<Record<Role, State>>>;

/** A policy from a rule per role. Roles that the observation does not count are held. */
export function rolewise<State>(name: string, bounds: Bounds, setup: RoleSetup<State>): Policy<RoleStates<State>> {
  return {
    name,
    init: (context) => {
      const rules = Object.entries(context.pools).map(
        ([role, pool]) => [role as Role, setup(role as Role, pool, context)] as const,
      );
      return {
        initialState: Object.fromEntries(rules.map(([role, rule]) => [role, rule.initialState])),
        leastWorkers: bounds.min,
        tick: (states, observation) => tickRoles(rules, bounds, states, observation),
      };
    },
  };
}

function tickRoles<State>(
  rules: readonly (readonly [Role, RoleRule<State>])[],
  bounds: Bounds,
  states: RoleStates<State>,
  observation: Observation,
) {
  const notes = new TickNotes();
  const next: Partial<Record<Role, State>> = {};
  const targets: Partial<Record<Role, number>> = {};
  for (const [role, rule] of rules) {
    const before = states[role] ?? rule.initialState;
    next[role] = before;
    const workers = observation.workers[role];
    if (!workers) continue;
    const note = (name: string, value: number) => notes.number(`${role}_${name}`, value);
    const { state, count, reason } = rule.decide(before, { role, workers, observation, note });
    next[role] = state;
    notes.because(reason);
    if (count === undefined || Number.isNaN(count)) continue;
    targets[role] = bound(count, bounds, note, notes);
  }
  return {
    state: next as RoleStates<State>,
    decision: { targets, reasons: notes.reasons, explanation: notes.numbers, log: notes.log },
  };
}

function bound(count: number, { min, max }: Bounds, note: RoleView['note'], notes: TickNotes): number {
  note('wanted', count);
  const bounded = Math.max(min, Math.min(max, Math.ceil(count)));
  if (bounded > Math.ceil(count)) notes.because('min_endpoint');
  if (bounded < Math.ceil(count)) notes.because('max_replicas');
  return bounded;
}
