/** From an outlook to the cheapest counts of all roles together. */
import type { PolicyContext, Role } from '../../ports.js';
import { type Choice, type Counts, cheapest } from './choose.js';
import type { Lengths } from './demand.js';
import type { Engine } from './engine.js';
import type { Learnt } from './learn.js';
import { type Outlook, type Recorder, ratesOf } from './record.js';
import { missesOf, type RoleMisses } from './size.js';

/** A role as the policy knows it from the start. */
export interface RoleSetup {
  readonly role: Role;
  readonly engine: Engine;
  /** Seconds from order to ready. */
  readonly startup_s: number;
  /** Seconds from now until an order of the next tick would be ready: what this one has to answer for. */
  readonly horizon_s: number;
  readonly recorder: Recorder;
}

/** A role at a tick. */
export interface RoleOutlook {
  readonly setup: RoleSetup;
  readonly outlook: Outlook;
  /** Workers that are there or on their way. */
  readonly committed: number;
}

/** What a plan is made of. */
export interface PlanInput {
  readonly context: PolicyContext;
  readonly roles: readonly RoleOutlook[];
  readonly lengths: Lengths;
  readonly learnt: Learnt;
  /** Share of the requests that may miss. */
  readonly allowed: number;
  readonly most: number;
}

/** The cheapest counts, and the misses they come from. */
export interface Plan {
  readonly counts: Counts;
  readonly misses: Readonly<Partial<Record<Role, RoleMisses>>>;
}

/** The cheapest counts when each role sees its rates about this level. */
export function planFor(input: PlanInput, levelOf: (outlook: Outlook) => number): Plan {
  const { context, lengths, learnt, allowed } = input;
  const misses: Partial<Record<Role, RoleMisses>> = {};
  const choices = input.roles.map(({ setup: { role, engine }, outlook, committed }): Choice => {
    const found = missesOf({
      role,
      engine,
      sla: context.sla,
      interval_s: context.intervalSeconds,
      lengths,
      learnt,
      rates: ratesOf(outlook, levelOf(outlook)),
      weights: outlook.weights,
      dispersion: outlook.dispersion,
      enough: allowed,
    });
    misses[role] = found;
    return { role, misses: found, gpus: engine.gpus, from: committed };
  });
  return { counts: cheapest(choices, allowed, input.most), misses };
}
