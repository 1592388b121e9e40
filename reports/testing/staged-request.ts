/** A request with stages whose every part follows by hand, and a context that explains its miss, for tests. */
import type { CauseContext, UnloadedTimes } from '../measure/causes/cause.js';
import type { HoldUps, RequestEnd, StageTimes } from '../record/events.js';

/** What it would take on an empty cluster: a first token after 1.35 s, the last 2 s later. */
export const UNLOADED: UnloadedTimes = {
  overhead_s: 0.1,
  prefill_s: 1,
  transfer_s: 0.2,
  firstStep_s: 0.05,
  decode_s: 2,
};

/** Prefill and decode apart, a planner that may order, a minute from an order to readiness, no fault. */
export function causeContext(change: Partial<CauseContext> = {}): CauseContext {
  return {
    unloaded: () => UNLOADED,
    promptRole: 'prefill',
    decodeRole: 'decode',
    startup_s: { prefill: 60, decode: 60 },
    hasPlanner: true,
    slowed: [],
    ...change,
  };
}

/** When {@link staged} came into each stage. */
export const STAGES: StageTimes = {
  queued_s: 100.1,
  started_s: 103.1,
  prefilled_s: 106.1,
  granted_s: 107.1,
  transferred_s: 107.5,
};

/**
 * Comes at 100 s. Beyond what it takes unloaded it waits 3 s for its prompt, which takes 2 s more, 1 s for a decode worker, its
 * transfer takes 0.2 s more and its first step 0.05 s; after its first token at 107.6 s its ten gaps take 3 s more, to 112.6 s.
 */
export function staged(holdUps: HoldUps = {}, change: Partial<RequestEnd> = {}): RequestEnd {
  return {
    id: 0,
    arrival_s: 100,
    time_s: 112.6,
    inputTokens: 1000,
    outputTokens: 11,
    deliveredTokens: 11,
    cachedTokens: 0,
    firstToken_s: 107.6,
    lastToken_s: 112.6,
    status: 'completed',
    stages: { ...STAGES, holdUps },
    ...change,
  };
}
