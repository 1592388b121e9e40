/**
 * One tick of a live planner: ask for workers and figures, decide where enough is known, order, and tell what was seen and done. It
 * never throws for a fault of the world around it: then it holds what is there.
 */
import type { Decision, Observation, PolicySession, Role } from '../../planner-core/index.js';
import type { TickEntry } from '../../reports/index.js';
import type { Connector, MetricsReading, MetricsSource, Targets, WorkersByRole } from '../ports.js';
import type { Log } from './log.js';
import type { Memory, OpenOrder } from './memory.js';
import { type Doubt, doubtOf, figuresOf, heldDecision, orderable, type Rules } from './safety.js';

/** What a tick works with; the same from tick to tick. */
export interface PlannerParts {
  readonly source: MetricsSource;
  readonly connector: Connector;
  readonly session: PolicySession<unknown>;
  readonly interval_s: number;
  /** Decides and tells, but orders nothing. */
  readonly advisory: boolean;
  readonly rules: Rules;
  readonly log: Log;
  /** Asked just before an order is given: whether this planner may still give it. */
  readonly mayOrder: () => boolean;
}

/** What came of a tick, beside its entry. */
export interface TickOutcome {
  readonly entry: TickEntry;
  readonly memory: Memory;
  readonly workers: WorkersByRole | undefined;
  readonly age_s: number | undefined;
  readonly faults: { readonly source: boolean; readonly connector: boolean; readonly halfApplied: boolean };
}

/** A planner that remembers nothing yet. */
export function freshMemory(session: PolicySession<unknown>): Memory {
  return { time_s: 0, policy: session.initialState, safe: {}, open: {}, seen: [] };
}

/** `time_s`: the tick's own time; `signal` ends what takes too long. */
export async function plannerTick(
  parts: PlannerParts,
  memory: Memory,
  time_s: number,
  signal: AbortSignal,
): Promise<TickOutcome> {
  const { source, connector, session, log } = parts;
  const [workers, reading] = await Promise.all([
    attempt(connector.workers(signal)),
    attempt(source.read(parts.interval_s, signal)),
  ]);
  const observation = observationOf(time_s, parts.interval_s, workers.value, reading.value);
  const doubts = doubtsOf(parts, memory, workers, reading);
  const held = doubts.length > 0;
  const answer = held
    ? { state: memory.policy, decision: heldDecision(...doubts) }
    : session.tick(memory.policy, observation);
  for (const { level, text } of answer.decision.log) log.write(level, text);
  tellObservation(log, answer.decision, observation);
  const targets = orderable(answer.decision.targets, session.leastWorkers, (text) => log.write('error', text));
  const orders = ordersOf(targets, memory, workers.value);
  const { accepted, failed, open } = await carryOut(parts, orders, memory, workers.value, signal);
  return {
    entry: {
      time_s,
      observation,
      decision: answer.decision,
      ordered: { ...desiredOf(workers.value), ...accepted },
      ...(held && { held }),
    },
    memory: {
      time_s,
      policy: answer.state,
      safe: { ...memory.safe, ...targets },
      open,
      seen: reading.value && !held ? union(memory.seen, figuresOf(reading.value)) : memory.seen,
    },
    workers: workers.value,
    age_s: reading.value?.age_s,
    faults: {
      source: reading.fault !== undefined,
      connector: workers.fault !== undefined || failed,
      halfApplied: Object.keys(orders).some((role) => accepted[role as Role] !== orders[role as Role]),
    },
  };
}

interface Asked<T> {
  readonly value?: T;
  readonly fault?: string;
}

async function attempt<T>(answer: Promise<T>): Promise<Asked<T>> {
  return answer.then(
    (value) => ({ value }),
    (error: unknown) => ({ fault: (error as Error).message }),
  );
}

function doubtsOf(
  { connector, source, rules }: PlannerParts,
  { seen }: Memory,
  workers: Asked<WorkersByRole>,
  reading: Asked<MetricsReading>,
): Doubt[] {
  const doubts: Doubt[] = [];
  if (!reading.value) {
    doubts.push({ reason: 'metrics_unreachable', text: `No figures from ${source.name}: ${reading.fault}; holding` });
  } else {
    const doubt = doubtOf(reading.value, seen, rules);
    if (doubt) doubts.push(doubt);
  }
  if (!workers.value) {
    doubts.push({ reason: 'workers_unknown', text: `No workers from ${connector.name}: ${workers.fault}; holding` });
  }
  return doubts;
}

function observationOf(
  time_s: number,
  window_s: number,
  workers: WorkersByRole | undefined,
  reading: MetricsReading | undefined,
): Observation {
  const { age_s: _age, uncovered_s: _uncovered, brokenCounters: _broken, ...figures } = reading ?? {};
  return { time: time_s, windowSeconds: window_s, ...figures, workers: workers ?? {} };
}

/** Two lines that every planner of the guide prints, where the policy has none of its own. */
function tellObservation(log: Log, { log: told }: Decision, { workers, latency }: Observation): void {
  const isTold = (start: string) => told.some(({ text }) => text.startsWith(start));
  const ready = (role: Role) => workers[role]?.ready ?? 0;
  if (!isTold('Observed ttft:')) {
    const seconds = (value: number | undefined) => (value === undefined ? 'n/a' : `${value.toFixed(3)}s`);
    log.write('info', `Observed ttft: ${seconds(latency?.ttft)} itl: ${seconds(latency?.itl)}`);
  }
  if (isTold('Number of ') || Object.keys(workers).length === 0) return;
  const decode = ready('decode') + ready('aggregated');
  log.write('info', `Number of prefill workers: ${ready('prefill')}, number of decode workers: ${decode}`);
}

/** What is to be ordered: the targets that are not in force, and orders of before that were not taken up. */
function ordersOf(targets: Targets, { open }: Memory, workers: WorkersByRole | undefined): Targets {
  if (!workers) return {};
  const orders: Partial<Record<Role, number>> = {};
  for (const [role, { wanted, over }] of Object.entries(open) as [Role, OpenOrder][]) {
    if (workers[role]?.desired === over) orders[role] = wanted;
  }
  for (const [role, target] of Object.entries(targets) as [Role, number][]) {
    if (workers[role]?.desired === target) delete orders[role];
    else orders[role] = target;
  }
  return orders;
}

async function carryOut(
  { connector, advisory, log, mayOrder }: PlannerParts,
  orders: Targets,
  { open }: Memory,
  workers: WorkersByRole | undefined,
  signal: AbortSignal,
): Promise<{ accepted: Targets; failed: boolean; open: Memory['open'] }> {
  const asked = Object.entries(orders) as [Role, number][];
  if (asked.length === 0) return { accepted: {}, failed: false, open: workers ? {} : open };
  const words = asked.map(([role, count]) => `${role} ${workers?.[role]?.desired ?? '?'} → ${count}`).join(', ');
  if (advisory || !mayOrder()) {
    log.write('info', `${advisory ? 'Advisory' : 'Not the leader'}: would order ${words}`);
    return { accepted: {}, failed: false, open: {} };
  }
  const { value: accepted = {}, fault } = await attempt(connector.scale(orders, signal));
  if (fault) log.write('error', `${connector.name} did not take the order ${words}: ${fault}`);
  else log.write('info', `Ordered ${words}`);
  const still: Partial<Record<Role, OpenOrder>> = {};
  for (const [role, wanted] of asked) {
    if (accepted[role] === wanted) continue;
    still[role] = { wanted, over: accepted[role] ?? workers?.[role]?.desired ?? wanted };
    if (!fault)
      log.write('warning', `Half applied: ${role} was to be ${wanted} and is ${accepted[role] ?? 'as before'}`);
  }
  return { accepted, failed: fault !== undefined, open: still };
}

/** What is ordered of each role, as the platform tells it. */
export function desiredOf(workers: WorkersByRole | undefined): Targets {
  return Object.fromEntries(Object.entries(workers ?? {}).map(([role, { desired }]) => [role, desired]));
}

function union<T>(a: readonly T[], b: readonly T[]): T[] {
  return [...new Set([...a, ...b])];
}
