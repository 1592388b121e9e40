/**
 * Headroom's own planner: read demand → forecast over the startup → replay it through queueing models → the cheapest counts that
 * keep the promise → what may change now → limits. docs/reference/planners/headroom.md tells why.
 */
import type { ForecasterOptions } from '../../forecast/index.js';
import type { Decision, Observation, Policy, PolicyContext, PoolContext, Role } from '../../ports.js';
import { queueLength } from '../parts/read.js';
import type { Bounds } from '../parts/rolewise.js';
import { TickNotes } from '../tick-notes.js';
import type { Counts } from './choose.js';
import type { Lengths } from './demand.js';
import { engineOf } from './engine.js';
import { type LimitedRole, limit } from './limit.js';
import { keepFloors, moveTo } from './move.js';
import { readySeconds } from './orders.js';
import { type Plan, planFor, type RoleOutlook, type RoleSetup } from './plan.js';
import { recorder } from './record.js';
import type { RoleMisses } from './size.js';
import { advance, type HeadroomState, initialState, type RoleState } from './state.js';

/** Settings of {@link headroom} (docs/reference/planners/headroom.md). */
export interface HeadroomOptions {
  /** Share of the requests that should keep the promise, between 0 and 1. */
  readonly attainment: number;
  /** Fewest and most workers of each role. */
  readonly bounds: Bounds;
  /** GPUs of all workers at most. */
  readonly gpuBudget?: number;
  /** In place of the choice among forecasters. */
  readonly forecast?: ForecasterOptions;
}

/** Seconds without a request after which nothing is kept beyond the minimum; longer than the gaps of bursty traffic. */
const IDLE_S = 300;
/** Seconds without a word from the metrics, or before the first request, after which they are taken for idleness. */
const SILENT_S = 900;

/** Our own planner: sizes each role for the share of requests that must meet the promise, and for the load to come while workers start. */
export function headroom(options: HeadroomOptions): Policy<HeadroomState> {
  return {
    name: 'headroom',
    init: (context) => {
      const setups = Object.entries(context.pools).map(([role, pool]) => setUp(role as Role, pool, context, options));
      return {
        leastWorkers: options.bounds.min,
        initialState: initialState(setups, context.pools),
        tick: (state, observation) => tick(options, context, setups, state, observation),
      };
    },
  };
}

function setUp(role: Role, pool: PoolContext, { intervalSeconds }: PolicyContext, options: HeadroomOptions): RoleSetup {
  const startup_s = pool.startupSeconds ?? 0;
  const horizon_s = startup_s + intervalSeconds;
  return {
    role,
    engine: engineOf(pool),
    startup_s,
    horizon_s,
    recorder: recorder(intervalSeconds, horizon_s, options.forecast),
  };
}

interface Tick {
  readonly options: HeadroomOptions;
  readonly context: PolicyContext;
  readonly observation: Observation;
  readonly notes: TickNotes;
}

function tick(
  options: HeadroomOptions,
  context: PolicyContext,
  setups: readonly RoleSetup[],
  before: HeadroomState,
  observation: Observation,
): { state: HeadroomState; decision: Decision } {
  const at: Tick = { options, context, observation, notes: new TickNotes() };
  const { state, demand } = advance(setups, before, observation);
  const counted = setups.filter(({ role }) => observation.workers[role] !== undefined);
  const answer = (counts: Counts, roles = state.roles) => ({
    state: { ...state, roles },
    decision: { targets: counts, reasons: at.notes.reasons, explanation: at.notes.numbers, log: at.notes.log },
  });
  const { silent_s, idle_s } = state.demand;
  if (silent_s >= SILENT_S || idle_s >= (demand.lengths ? IDLE_S : SILENT_S)) {
    at.notes.because('no_traffic_data');
    return answer(rest(at, counted));
  }
  if (demand.rate === undefined || !demand.lengths) {
    at.notes.because('no_data');
    return answer(held(at, counted));
  }
  at.notes.number('demand_requests_per_s', demand.rate);
  return decide(at, state, counted, demand.lengths, answer);
}

/** Nobody comes: the minimum, in bounded steps. */
function rest({ options, observation, notes }: Tick, setups: readonly RoleSetup[]): Counts {
  const roles = setups.map(({ role, engine }): LimitedRole => {
    const committed = committedOf(observation, role);
    return { role, gpus: engine.gpus, needed: 0, target: moveTo(options.bounds.min, committed, []).target };
  });
  return limit(roles, options.bounds, options.gpuBudget, notes);
}

/** Nothing is known: what is there stays, within the bounds. */
function held({ options, observation, notes }: Tick, setups: readonly RoleSetup[]): Counts {
  const roles = setups.map(({ role, engine }): LimitedRole => {
    const committed = committedOf(observation, role);
    return { role, gpus: engine.gpus, needed: committed, target: committed };
  });
  return limit(roles, options.bounds, options.gpuBudget, notes);
}

function committedOf({ workers }: Observation, role: Role): number {
  const { ready = 0, starting = 0 } = workers[role] ?? {};
  return ready + starting;
}

function decide<T>(
  at: Tick,
  state: HeadroomState,
  setups: readonly RoleSetup[],
  lengths: Lengths,
  answer: (counts: Counts, roles: HeadroomState['roles']) => T,
): T {
  const { options, context, observation, notes } = at;
  const roles = setups.map((setup): RoleOutlook => {
    const outlook = setup.recorder.outlook(state.roles[setup.role]!.record);
    return { setup, outlook, committed: committedOf(observation, setup.role) };
  });
  const allowed = 1 - options.attainment;
  const input = { context, roles, lengths, learnt: state.learnt, allowed, most: options.bounds.max };
  const up = planFor(input, ({ expected }) => expected);
  const falls = roles.some(({ outlook: { expected, near } }) => near > expected);
  const down = falls ? planFor(input, ({ expected, near }) => Math.max(expected, near)) : up;
  notes.because('forecast');
  const next: Partial<Record<Role, RoleState>> = { ...state.roles };
  const limited = roles.map((role) => {
    const { state: after, limited: one } = moveRole(at, role, state.roles[role.setup.role]!, up, down);
    next[role.setup.role] = after;
    return one;
  });
  return answer(limit(limited, options.bounds, options.gpuBudget, notes), next);
}

function moveRole(
  { context, observation, notes }: Tick,
  { setup, outlook, committed }: RoleOutlook,
  before: RoleState,
  up: Plan,
  down: Plan,
): { readonly state: RoleState; readonly limited: LimitedRole } {
  const { role, engine, startup_s } = setup;
  const misses = up.misses[role]!;
  const needed = up.counts[role]!;
  const drains = drainCount({ observation, context }, { setup, outlook, committed }, before, misses, notes);
  if (drains > needed) notes.because('back_pressure');
  const wanted = Math.max(needed, drains);
  const newest = { time_s: observation.time, count: Math.max(wanted, down.counts[role]!), committed };
  const floors = keepFloors(before.floors, newest, startup_s, context.intervalSeconds);
  const { target, reason } = moveTo(wanted, committed, floors);
  notes.because(reason);
  if (misses.infeasible) tellInfeasible(role, misses, context.sla, notes);
  notes.number(`${role}_expected_requests_per_s`, outlook.expected);
  notes.number(`${role}_worker_requests_per_s`, misses.workerRate);
  notes.number(`${role}_needed`, needed);
  notes.number(`${role}_wanted`, wanted);
  notes.number(`${role}_missed_share`, misses.missed(Math.max(1, target)));
  const { pending = 0 } = observation.workers[role]!;
  const reachable = pending > 0 && wanted >= committed ? { reachable: Math.max(0, committed - pending) } : {};
  return {
    state: { ...before, floors },
    limited: {
      role,
      gpus: engine.gpus,
      needed: wanted,
      target: pending > 0 ? Math.min(target, committed) : target,
      ...reachable,
    },
  };
}

/** Workers that serve what is expected and work off, within another startup, what will still be queued when an order is ready. */
function drainCount(
  { observation, context }: Pick<Tick, 'observation' | 'context'>,
  { setup: { role, horizon_s }, outlook }: RoleOutlook,
  { cohorts }: RoleState,
  { workerRate }: RoleMisses,
  notes: TickNotes,
): number {
  // at contexts far beyond the profile its step time may run out: such a rate is no reason to order anything
  if (!Number.isFinite(workerRate)) return 0;
  const queued = queueLength(observation, role) ?? 0;
  const { ready } = observation.workers[role]!;
  const served = readySeconds(ready, cohorts, observation.time, horizon_s) * workerRate;
  const backlog = Math.max(0, queued + outlook.expected * horizon_s - served);
  notes.number(`${role}_backlog_at_ready_requests`, backlog);
  const patience_s = role === 'decode' ? context.intervalSeconds : (context.sla.ttft ?? context.intervalSeconds);
  if (backlog <= workerRate * Math.max(1, ready) * patience_s) return 0;
  return Math.ceil((outlook.expected + backlog / horizon_s) / workerRate);
}

function tellInfeasible(role: Role, { unloaded }: RoleMisses, sla: PolicyContext['sla'], notes: TickNotes): void {
  notes.because('infeasible');
  const { ttft_s, tpot_s } = unloaded;
  if (ttft_s !== undefined && sla.ttft !== undefined && ttft_s > sla.ttft) {
    notes.number(`${role}_unloaded_ttft_ms`, ttft_s * 1000);
    notes.warning(`unloaded TTFT ${seconds(ttft_s)} > promise ${seconds(sla.ttft)}: sized for throughput`);
  }
  if (tpot_s !== undefined && sla.tpot !== undefined && tpot_s > sla.tpot) {
    notes.number(`${role}_unloaded_tpot_ms`, tpot_s * 1000);
    notes.warning(`unloaded TPOT ${seconds(tpot_s)} > promise ${seconds(sla.tpot)}: sized for throughput`);
  }
}

function seconds(value: number): string {
  return value < 1 ? `${(value * 1000).toPrecision(3)} ms` : `${value.toPrecision(3)} s`;
}
