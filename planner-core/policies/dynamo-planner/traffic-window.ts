/** Traffic gathered over ticks until the slower, forecasting loop is due. Sums, so that a silent tick adds nothing. */
import type { Load } from '../../forecast/load-forecast.js';
import type { Observation } from '../../ports.js';

/** Sums over the ticks of a window. */
export interface TrafficWindow {
  readonly seconds: number;
  readonly requests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Whether any tick had a series at all. */
  readonly known: boolean;
}

/** A window that has just begun. */
export const EMPTY_WINDOW: TrafficWindow = { seconds: 0, requests: 0, inputTokens: 0, outputTokens: 0, known: false };

/** `elapsed_s`: the time since the tick before. */
export function gather(window: TrafficWindow, { traffic }: Observation, elapsed_s: number): TrafficWindow {
  const seconds = window.seconds + elapsed_s;
  const requests = traffic?.requests;
  if (requests === undefined || Number.isNaN(requests)) return { ...window, seconds };
  return {
    seconds,
    requests: window.requests + requests,
    inputTokens: window.inputTokens + tokens(requests, traffic?.inputTokensMean),
    outputTokens: window.outputTokens + tokens(requests, traffic?.outputTokensMean),
    known: true,
  };
}

function tokens(requests: number, mean: number | undefined): number {
  return mean !== undefined && Number.isFinite(mean) ? requests * mean : 0;
}

/** The window as a load; its lengths are NaN without requests. */
export function loadOf({ requests, inputTokens, outputTokens }: TrafficWindow): Load {
  return { requests, isl: inputTokens / requests, osl: outputTokens / requests };
}
