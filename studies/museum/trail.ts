/** What a run leaves behind that properties are judged by: every decision, what the pools held in between, who was lost. */
import type { Role } from '../../planner-core/index.js';
import type { RunSink, TickEvent } from '../../reports/index.js';

/** Workers, or requests, by role. */
export type Counts = Readonly<Partial<Record<Role, number>>>;

/** One decision. */
export interface Tick {
  readonly time_s: number;
  /** Counts in force before and after the decision. */
  readonly before: Counts;
  readonly after: Counts;
  readonly targets: Counts;
  readonly reasons: readonly string[];
  /** The numbers of the decision, by name. */
  readonly numbers: Readonly<Record<string, number>>;
}

/** The pools at one instant. */
export interface Glimpse {
  readonly time_s: number;
  readonly ordered: Counts;
  /** Requests that wait for a worker of the role. */
  readonly queued: Counts;
}

/** All that a run left behind. */
export interface Trail {
  readonly ticks: readonly Tick[];
  readonly glimpses: readonly Glimpse[];
  /** When a request failed: an error, or a worker lost with it. */
  readonly lost_s: readonly number[];
  readonly end_s: number;
}

/** A sink that keeps the trail of the run it listens to; decisions from `until_s` on, when no traffic comes any more, are left out. */
export function leaveTrail(until_s = Number.POSITIVE_INFINITY): { readonly sink: Partial<RunSink>; trail(): Trail } {
  const ticks: Tick[] = [];
  const glimpses: Glimpse[] = [];
  const lost_s: number[] = [];
  let end_s = 0;
  return {
    sink: {
      tick: (event) => {
        if (event.time_s < until_s) ticks.push(tickOf(event));
      },
      sample: ({ time_s, pools }) => {
        const entries = Object.entries(pools);
        glimpses.push({
          time_s,
          ordered: Object.fromEntries(entries.map(([role, { desired }]) => [role, desired])),
          queued: Object.fromEntries(entries.map(([role, { queued }]) => [role, queued])),
        });
      },
      requestEnd: ({ time_s, status }) => {
        if (status === 'failed') lost_s.push(time_s);
      },
      runEnd: ({ time_s }) => {
        end_s = time_s;
      },
    },
    trail: () => ({ ticks, glimpses, lost_s, end_s }),
  };
}

function tickOf({ time_s, observation, decision, ordered }: TickEvent): Tick {
  const before = Object.fromEntries(Object.entries(observation.workers).map(([role, { desired }]) => [role, desired]));
  const { targets, reasons, explanation } = decision;
  return { time_s, before, after: ordered, targets, reasons, numbers: explanation };
}
