/** A recorded run as calibration sees it: what was sent when, what each request got, and which half is fitted. */
import type { RequestLine } from '../../reports/index.js';
import type { TrafficRequest } from '../../scenarios/index.js';

/** Milliseconds; NaN where a request does not have it. */
export interface Latency {
  readonly ttft_ms: number;
  readonly tpot_ms: number;
  readonly e2e_ms: number;
}

/** A run in the form that calibration works on. */
export interface Recorded {
  /** All, by arrival: they load the engine, whatever became of them. */
  readonly requests: readonly TrafficRequest[];
  readonly measured: ReadonlyMap<number, Latency>;
  /** Ids that the factors are fitted to, and those that they are judged by; failed requests are in neither. */
  readonly fitted: readonly number[];
  readonly heldOut: readonly number[];
}

/** Neighbours wait in the same queue, so whole stretches are held out, every other one. */
const STRETCHES = 10;

/** From the lines of a record, in order of arrival; times are counted from the first of them. */
export function recordedRun(lines: readonly RequestLine[]): Recorded {
  const usable = lines.filter(({ inputTokens, outputTokens }) => inputTokens > 0 && outputTokens > 0);
  const first_s = usable[0]?.arrival_s ?? 0;
  const requests = usable.map(({ id, arrival_s, inputTokens, outputTokens }) => ({
    id,
    arrival_s: arrival_s - first_s,
    inputTokens,
    outputTokens,
  }));
  const complete = usable.filter(({ ttft_ms, e2e_ms }) => Number.isFinite(ttft_ms) && Number.isFinite(e2e_ms));
  const isFitted = (i: number) => Math.floor((i * STRETCHES) / complete.length) % 2 === 0;
  const ids = complete.map(({ id }) => id);
  return {
    requests,
    measured: new Map(complete.map((line) => [line.id, line])),
    fitted: ids.filter((_, i) => isFitted(i)),
    heldOut: ids.filter((_, i) => !isFitted(i)),
  };
}
