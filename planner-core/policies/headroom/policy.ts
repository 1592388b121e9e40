/**
 * Headroom's own planner: forecast over the startup → replay → queueing models → the cheapest counts that keep the promise →
 * what may change now. docs/planners/headroom.md tells why.
 */
import type { ForecasterOptions } from '../../forecast/index.js';
import type { Decision, Observation, Policy, PolicyContext, Role } from '../../ports.js';
import { queueLength } from '../parts/read.js';
import type { Bounds } from '../parts/rolewise.js';
import { TickNotes } from '../tick-notes.js';
import { type Choice, cheapest } from './choose.js';
import { type DemandState, readDemand } from './demand.js';
import { type Engine, engineOf } from './engine.js';
import { type Learnt, NOTHING_LEARNT } from './learn.js';
import { type Cohort, readySeconds, reconcile } from './orders.js';
import { type Outlook, type Recorder, type RecordState, recorder } from './record.js';
import { missesOf, type RoleMisses } from './size.js';

export interface HeadroomOptions {
  /** Share of the requests that should keep the promise, between 0 and 1. */
  readonly attainment: number;
  readonly bounds: Bounds;
  /** GPUs of all workers at most. */
  readonly gpuBudget?: number;
  /** In place of the choice among forecasters. */
  readonly forecast?: ForecasterOptions;
}

export interface HeadroomState {
  readonly demand: DemandState;
  readonly learnt: Learnt;
  readonly roles: Readonly<Partial<Record<Role, RoleState>>>;
}

interface RoleState {
  readonly record: RecordState;
  readonly cohorts: readonly Cohort[];
  /** What the latest ticks would have gone down to. */
  readonly floors: readonly { readonly time_s: number; readonly count: number }[];
}

interface RoleSetup {
  readonly role: Role;
  readonly engine: Engine;
  readonly startup_s: number;
  readonly recorder: Recorder;
}

export function headroom(options: HeadroomOptions): Policy<HeadroomState> {
  return {
    name: 'headroom',
    init: (context) => {
      const setups = Object.entries(context.pools).map(([role, pool]): RoleSetup => {
        const startup_s = pool.startupSeconds ?? 0;
        const horizon_s = startup_s + context.intervalSeconds;
        return {
          role: role as Role,
          engine: engineOf(pool),
          startup_s,
          recorder: recorder(context.intervalSeconds, horizon_s, options.forecast),
        };
      });
      return {
        leastWorkers: options.bounds.min,
        initialState: {
          demand: { silent_s: 0 },
          learnt: NOTHING_LEARNT,
          roles: Object.fromEntries(
            setups.map(({ role, recorder }) => [role, { record: recorder.initialState, cohorts: [], floors: [] }]),
          ),
        },
        tick: (state, observation) => tick(options, context, setups, state, observation),
      };
    },
  };
}

function tick(
  options: HeadroomOptions,
  context: PolicyContext,
  setups: readonly RoleSetup[],
  before: HeadroomState,
  observation: Observation,
): { state: HeadroomState; decision: Decision } {
  const notes = new TickNotes();
  const { bounds } = options;
  const roles = setups.map(({ role }) => role);
  const { state: demandState, demand } = readDemand(before.demand, observation, roles);
  const next: Partial<Record<Role, RoleState>> = {};
  for (const { role, recorder, startup_s } of setups) {
    const was = before.roles[role]!;
    const workers = observation.workers[role];
    next[role] = {
      ...was,
      record: demand.rate === undefined ? was.record : recorder.observe(was.record, demand.rate),
      cohorts: workers ? reconcile(was.cohorts, workers, observation.time, startup_s) : was.cohorts,
    };
  }
  const done = (targets: Decision['targets']) => ({
    state: { demand: demandState, learnt: before.learnt, roles: next },
    decision: { targets, reasons: notes.reasons, explanation: notes.numbers, log: notes.log },
  });
  if (demand.rate === undefined || !demand.lengths) {
    notes.because('no_data');
    return done({});
  }
  notes.number('demand_requests_per_s', demand.rate);
  const lengths = demand.lengths;
  const plan = (outlookOf: (setup: RoleSetup) => Outlook) => {
    const misses = new Map<RoleSetup, RoleMisses>();
    const choices = setups.map((setup): Choice => {
      const { role, engine } = setup;
      const workers = observation.workers[role];
      const at = {
        role,
        engine,
        sla: context.sla,
        interval_s: context.intervalSeconds,
        lengths,
        learnt: before.learnt,
      };
      const found = missesOf({ ...at, outlook: outlookOf(setup) });
      misses.set(setup, found);
      const from = (workers?.ready ?? 0) + (workers?.starting ?? 0);
      return { role, misses: found, gpus: engine.gpus, from };
    });
    return { misses, counts: cheapest(choices, 1 - options.attainment, bounds.max) };
  };
  const outlooks = new Map(setups.map((setup) => [setup, setup.recorder.outlook(next[setup.role]!.record)]));
  const up = plan((setup) => outlooks.get(setup)!);
  const down = plan((setup) => {
    const outlook = outlooks.get(setup)!;
    const recent = recentRate(next[setup.role]!.record);
    const scale = outlook.expected > 0 ? Math.max(1, recent / outlook.expected) : 1;
    return { ...outlook, rates: outlook.rates.map((rate) => rate * scale) };
  });
  notes.because('forecast');
  const targets: Partial<Record<Role, number>> = {};
  for (const setup of setups) {
    const { role, startup_s } = setup;
    const workers = observation.workers[role];
    if (!workers) continue;
    const misses = up.misses.get(setup)!;
    const outlook = outlooks.get(setup)!;
    const committed = workers.ready + workers.starting;
    const horizon_s = startup_s + context.intervalSeconds;
    const queued = queueLength(observation, role) ?? 0;
    const served = readySeconds(workers.ready, next[role]!.cohorts, observation.time, horizon_s) * misses.workerRate;
    const backlog = Math.max(0, queued + outlook.expected * horizon_s - served);
    const drain_s = Math.max(startup_s, context.intervalSeconds);
    const drains = Math.ceil((outlook.expected + backlog / drain_s) / misses.workerRate);
    const fresh = up.counts[role]!;
    const wanted = Math.max(fresh, backlog > 1 + misses.workerRate ? drains : 0);
    const floors = [
      ...next[role]!.floors.filter(({ time_s }) => time_s > observation.time - startup_s),
      { time_s: observation.time, count: Math.max(down.counts[role]!, wanted) },
    ];
    next[role] = { ...next[role]!, floors };
    const floor = Math.max(...floors.map(({ count }) => count));
    notes.number(`${role}_expected_requests_per_s`, outlook.expected);
    notes.number(`${role}_needed`, fresh);
    notes.number(`${role}_backlog_at_ready_requests`, backlog);
    notes.number(`${role}_floor`, floor);
    const target = wanted > committed ? wanted : Math.min(committed, floor);
    targets[role] = Math.max(bounds.min, Math.min(bounds.max, target));
  }
  return done(targets);
}

function recentRate({ rates }: RecordState): number {
  const latest = rates.slice(-3);
  return latest.reduce((sum, rate) => sum + rate, 0) / Math.max(1, latest.length);
}
