/** The figures of the requests that arrived while the load was steady: after the warm-up, before the drain. */

import type { ClientSummary } from '../record/client-summary.js';
import type { RequestStatus } from '../record/events.js';
import { latencyFigures } from './latency-figures.js';
import { LogHistogram } from './log-histogram.js';
import type { Latencies } from './verdict.js';

/** The `steady` block of the client summary. */
export type SteadyPart = ClientSummary['steady'];

/** A request that has ended, seconds from the start of the run. */
export interface SteadyRequest {
  readonly arrival_s: number;
  readonly end_s: number;
  readonly status: RequestStatus;
  readonly times: Latencies;
  readonly met: boolean | undefined;
}

/** Arrivals are kept by whole seconds, because the window's end is known only when the run is over. */
interface Second {
  requests: number;
  completed: number;
  judged: number;
  met: number;
  readonly ttft_ms: LogHistogram;
  readonly tpot_ms: LogHistogram;
  readonly e2e_ms: LogHistogram;
}

const ERROR = 0.005;
const TIMES = ['ttft_ms', 'tpot_ms', 'e2e_ms'] as const;
/** Beyond this many slots their width doubles. */
const MOST_SLOTS = 256;

/** Gathers all requests, and gives the figures of a window that is known at the end. */
export class SteadyWindow {
  private slots: Second[] = [];
  private width_s = 1;

  add({ arrival_s, status, times, met }: SteadyRequest): void {
    const slot = this.at(arrival_s);
    slot.requests++;
    if (times.ttft_s !== undefined) slot.ttft_ms.record(times.ttft_s);
    if (times.tpot_s !== undefined) slot.tpot_ms.record(times.tpot_s);
    if (times.e2e_s !== undefined) slot.e2e_ms.record(times.e2e_s);
    if (status === 'completed') slot.completed++;
    if (met === undefined) return;
    slot.judged++;
    if (met) slot.met++;
  }

  /**
   * The window [from, to), seconds; it begins with a whole slot, which is a second, or more where the run was long. Nothing may
   * have arrived after `to`: a rate is over the time from that slot's beginning.
   */
  figures([from_s, to_s]: readonly [number, number]): SteadyPart {
    const first = Math.floor(from_s / this.width_s);
    const last = Math.min(this.slots.length, Math.ceil(to_s / this.width_s));
    const whole = empty();
    for (const slot of this.slots.slice(first, last)) merge(whole, slot);
    const span_s = to_s - first * this.width_s;
    const latencies = Object.fromEntries(
      TIMES.flatMap((name) => {
        const figures = latencyFigures(whole[name]);
        return figures ? [[name, figures]] : [];
      }),
    );
    return {
      from_s,
      to_s,
      requests: whole.requests,
      requests_per_s: span_s > 0 ? whole.completed / span_s : 0,
      ...(whole.judged > 0 && { attainment: whole.met / whole.judged }),
      ...latencies,
    };
  }

  private at(arrival_s: number): Second {
    while (arrival_s / this.width_s >= MOST_SLOTS) this.widen();
    const index = Math.max(0, Math.floor(arrival_s / this.width_s));
    while (this.slots.length <= index) this.slots.push(empty());
    return this.slots[index]!;
  }

  private widen(): void {
    this.slots.forEach((slot, i) => {
      if (i % 2 === 1) merge(this.slots[i - 1]!, slot);
    });
    this.slots = this.slots.filter((_, i) => i % 2 === 0);
    this.width_s *= 2;
  }
}

function empty(): Second {
  return {
    requests: 0,
    completed: 0,
    judged: 0,
    met: 0,
    ttft_ms: new LogHistogram(ERROR),
    tpot_ms: new LogHistogram(ERROR),
    e2e_ms: new LogHistogram(ERROR),
  };
}

function merge(into: Second, from: Second): void {
  into.requests += from.requests;
  into.completed += from.completed;
  into.judged += from.judged;
  into.met += from.met;
  for (const name of TIMES) into[name].merge(from[name]);
}
