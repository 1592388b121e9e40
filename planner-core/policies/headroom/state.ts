/** What is remembered between two ticks, and how a tick brings it up to date before anything is decided. */
import type { Observation, PoolContext, Role } from '../../ports.js';
import { queueLength } from '../parts/read.js';
import type { DemandState } from './demand.js';
import { type Demand, readDemand } from './demand.js';
import { type Learnt, learn, NOTHING_LEARNT } from './learn.js';
import type { Floors } from './move.js';
import { type Cohort, reconcile } from './orders.js';
import type { RoleSetup } from './plan.js';
import { mostArrivals } from './plausible.js';
import type { RecordState } from './record.js';

/** All that is remembered between two ticks. */
export interface HeadroomState {
  readonly demand: DemandState;
  readonly learnt: Learnt;
  /** Requests that waited for the first stage at the last tick that told. */
  readonly queued?: number;
  readonly roles: Readonly<Partial<Record<Role, RoleState>>>;
}

/** What is remembered of a role. */
export interface RoleState {
  readonly record: RecordState;
  readonly cohorts: readonly Cohort[];
  readonly floors: Floors;
  /** Ready workers at the last tick, and when there were more than before. */
  readonly ready: number;
  readonly freshSince_s?: number;
}

/** Before the first tick: nothing is known but the pools' replicas. */
export function initialState(setups: readonly RoleSetup[], pools: Partial<Record<Role, PoolContext>>): HeadroomState {
  return {
    demand: { silent_s: 0, idle_s: 0 },
    learnt: NOTHING_LEARNT,
    roles: Object.fromEntries(
      setups.map(({ role, recorder }): [Role, RoleState] => [
        role,
        { record: recorder.initialState, cohorts: [], floors: [], ready: pools[role]?.replicas ?? 0 },
      ]),
    ),
  };
}

/** Demand read, forecasts fed, orders reconciled with the workers observed, latencies learnt from. */
export function advance(
  setups: readonly RoleSetup[],
  before: HeadroomState,
  observation: Observation,
): { readonly state: HeadroomState; readonly demand: Demand } {
  const names = setups.map(({ role }) => role);
  const first = setups.find(({ role }) => role !== 'decode');
  const queued = first && queueLength(observation, first.role);
  const { state: demandState, demand } = readDemand(before.demand, observation, names, (lengths) =>
    mostArrivals(first, observation, before.queued, lengths),
  );
  const roles: Partial<Record<Role, RoleState>> = {};
  for (const setup of setups) roles[setup.role] = advanceRole(setup, before.roles[setup.role]!, observation, demand);
  const warm = setups.every(({ role }) => !isFresh(roles[role]!, observation.time));
  const tokens = setups.find(({ role }) => role !== 'prefill');
  const learnt =
    warm && first && tokens ? learn(before.learnt, { observation, demand, prompts: first, tokens }) : before.learnt;
  return { state: { demand: demandState, learnt, roles, ...(queued !== undefined && { queued }) }, demand };
}

function advanceRole(
  { role, recorder, startup_s }: RoleSetup,
  before: RoleState,
  observation: Observation,
  { rate }: Demand,
): RoleState {
  const workers = observation.workers[role];
  const record = rate === undefined ? before.record : recorder.observe(before.record, rate);
  if (!workers) return { ...before, record };
  return {
    ...before,
    record,
    cohorts: reconcile(before.cohorts, workers, observation.time, startup_s),
    ready: workers.ready,
    ...(workers.ready > before.ready && { freshSince_s: observation.time }),
  };
}

/** A worker counts as cold for so long after it became ready. */
const COLD_S = 60;

function isFresh({ freshSince_s }: RoleState, now_s: number): boolean {
  return freshSince_s !== undefined && now_s - freshSince_s < COLD_S;
}
