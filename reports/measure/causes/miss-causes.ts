/**
 * Puts every missed request down to one cause (docs/reference/causes.md has the rule): first what no cluster could have helped, then who
 * turned it away, then the largest part of the time that broke its promise; where that part was want of capacity, what the
 * pool's capacity did meanwhile decides.
 */
import type { Role } from '../../../planner-core/index.js';
import type { SlaSpec } from '../../../scenarios/index.js';
import type { RequestEnd, RunSink } from '../../record/events.js';
import { boundsOf, missedBounds, type Verdict } from '../verdict.js';
import { CapacityHistory } from './capacity-history.js';
import type { CauseContext, Explanation, UnloadedTimes } from './cause.js';
import { causeOfLoss, partsAfterFirstToken, partsToFirstToken, type TimePart } from './time-parts.js';

type Broken = 'ttft' | 'tpot' | 'e2e';

/** Explains misses as they come: it must have heard all that happened before a request's end when it is asked about it. */
export class MissCauses {
  private readonly histories = new Map<Role, CapacityHistory>();
  /** A bound of the last decision let the planner order no more. */
  private isCapped = false;
  private last: { readonly end: RequestEnd; readonly explanation: Explanation | undefined } | undefined;

  /** Without `context`, where nobody can know, a cause is no more than the bounds that were missed, or the status. */
  constructor(
    private readonly sla: SlaSpec,
    private readonly context: CauseContext | undefined,
  ) {}

  /** Hears what the cause depends on; give it the run's events before anybody asks. */
  readonly sink: Pick<RunSink, 'worker' | 'tick'> = {
    worker: (event) => this.historyOf(event.role).add(event),
    tick: ({ decision: { reasons } }) => {
      this.isCapped = reasons.some((reason) => reason === 'max_replicas' || reason === 'gpu_budget');
    },
  };

  /** Why it missed; `undefined` where it did not. Asking again about the same end costs nothing. */
  of(end: RequestEnd, verdict: Verdict): Explanation | undefined {
    if (verdict.all !== false) return undefined;
    if (this.last?.end !== end) this.last = { end, explanation: this.explain(end, verdict) };
    return this.last.explanation;
  }

  private explain(end: RequestEnd, verdict: Verdict): Explanation {
    const { context } = this;
    if (!context || !end.stages) return { cause: missedBounds(end, verdict) };
    const unloaded = context.unloaded(end);
    const { status } = end;
    const holdUps = end.stages.holdUps ?? {};
    const wasRefused = status === 'failed' && holdUps.lostTo === undefined; // no worker could ever hold it
    if (wasRefused || this.isInfeasible(end, unloaded)) return { cause: 'infeasible' };
    if (status === 'rejected') return { cause: 'rejected' };
    if (status === 'cancelled') return { cause: 'client' };
    if (status === 'failed') return { cause: causeOfLoss(holdUps.lostTo) };
    const broken = status === 'completed' ? brokenOf(verdict) : this.brokenSoFar(end);
    if (!broken) return { cause: status === 'unfinished' ? 'run_end' : 'client' };
    return this.worst(partsOf(broken, end, context, unloaded));
  }

  private isInfeasible(end: RequestEnd, { overhead_s, prefill_s, transfer_s, firstStep_s, decode_s }: UnloadedTimes) {
    const bounds = boundsOf(end, this.sla);
    const ttft_s = overhead_s + prefill_s + transfer_s + firstStep_s;
    const gaps = end.outputTokens - 1;
    return (
      exceeds(ttft_s, bounds.ttft_ms) ||
      exceeds(ttft_s + decode_s, bounds.e2e_ms) ||
      (gaps > 0 && exceeds(decode_s / gaps, bounds.tpot_ms))
    );
  }

  /** Which promise one that did not end well had broken by then. */
  private brokenSoFar(end: RequestEnd): Broken | undefined {
    const { firstToken_s, arrival_s, time_s, outputTokens } = end;
    const bounds = boundsOf(end, this.sla);
    if (exceeds((firstToken_s ?? time_s) - arrival_s, bounds.ttft_ms)) return 'ttft';
    const gaps = outputTokens - 1;
    if (firstToken_s !== undefined && gaps > 0 && exceeds((time_s - firstToken_s) / gaps, bounds.tpot_ms))
      return 'tpot';
    return exceeds(time_s - arrival_s, bounds.e2e_ms) ? 'e2e' : undefined;
  }

  private worst(parts: readonly TimePart[]): Explanation {
    const largest = parts.reduce((most, part) => (part.seconds > most.seconds ? part : most));
    return (largest.wanted && this.shortage(largest.wanted)) ?? { cause: largest.cause };
  }

  /** What kept capacity away that was wanted; `undefined` where nobody is to blame: the load itself. */
  private shortage({ role, from_s, to_s }: NonNullable<TimePart['wanted']>): Explanation | undefined {
    const history = this.historyOf(role);
    const { short_s, starting_s, beforeOrder_s, afterOrder_s, orders } = history.window(from_s, to_s);
    // a backlog that lasts longer after the order than it took to build up: too little was ordered
    const tooLittle_s = Math.max(0, afterOrder_s - beforeOrder_s - starting_s - short_s);
    const late_s = beforeOrder_s + tooLittle_s;
    const fault_s = Math.max(short_s, this.slowIn(role, from_s, to_s));
    if (fault_s > 0 && fault_s >= Math.max(starting_s, late_s)) return { cause: 'fault' };
    const startup_s = this.context!.startup_s[role] ?? Number.POSITIVE_INFINITY;
    const given = history.givenAwayIn(from_s - startup_s, to_s);
    if (given > 0 && given >= orders) return { cause: 'scale_down' };
    if (starting_s > 0 && starting_s >= late_s) return { cause: 'cold_start' };
    const couldHaveCome = orders > 0 || to_s - from_s >= startup_s;
    const mayOrder = orders > 0 || (this.context!.hasPlanner && !this.isCapped);
    return couldHaveCome && mayOrder ? { cause: 'planner_late', late_s } : undefined;
  }

  private slowIn(role: Role, from_s: number, to_s: number): number {
    return this.context!.slowed.filter((window) => window.role === role).reduce(
      (most, window) => Math.max(most, Math.min(to_s, window.to_s) - Math.max(from_s, window.from_s)),
      0,
    );
  }

  private historyOf(role: Role): CapacityHistory {
    let history = this.histories.get(role);
    if (!history) {
      history = new CapacityHistory();
      this.histories.set(role, history);
    }
    return history;
  }
}

function partsOf(broken: Broken, end: RequestEnd, context: CauseContext, unloaded: UnloadedTimes): TimePart[] {
  const first = broken === 'tpot' ? [] : partsToFirstToken(end, context, unloaded);
  const after = broken === 'ttft' ? [] : partsAfterFirstToken(end, context, unloaded);
  return [...first, ...after];
}

/** The first promise on a request's way that it broke. */
function brokenOf({ ttft, tpot }: Verdict): Broken {
  if (ttft === false) return 'ttft';
  return tpot === false ? 'tpot' : 'e2e';
}

function exceeds(seconds: number, bound_ms: number | undefined): boolean {
  return bound_ms !== undefined && seconds * 1000 > bound_ms;
}
