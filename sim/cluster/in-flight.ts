/** A request on its way through the cluster. Times are simulated seconds; a time that is not reached yet is absent. */
import type { TrafficRequest } from '../../scenarios/index.js';

export interface InFlight {
  readonly request: TrafficRequest;
  prefillWorker?: number;
  decodeWorker?: number;
  /** When it entered the stage it is in. */
  stageSince_s: number;
  firstToken_s?: number;
  lastToken_s?: number;
  /** Output tokens delivered so far. */
  delivered: number;
}

export function admit(request: TrafficRequest): InFlight {
  return { request, stageSince_s: request.arrival_s, delivered: 0 };
}

/** KV tokens a request needs over its whole life: decode workers reserve them before they take it. */
export function kvTokensNeeded(request: TrafficRequest): number {
  return request.inputTokens + request.outputTokens;
}
