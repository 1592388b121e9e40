/** A cluster at single moments, told in few words, and what a policy orders at each. */
import type { Decision, Observation, Policy, PolicyContext, WorkerObservation } from '../../ports.js';
import { sampleContext } from './sample-context.js';

/** Both roles have these workers; what is not named the metrics do not tell. */
export interface Moment {
  readonly time?: number;
  readonly ready?: number;
  readonly starting?: number;
  readonly draining?: number;
  /** Ordered workers; those ready and starting where absent. */
  readonly desired?: number;
  /** Requests that wait for decode. */
  readonly queue?: number;
  /** Requests of the window, of 1,000 tokens in and 200 out. */
  readonly requests?: number;
  readonly duration_s?: number;
  /** Decode workers one by one. */
  readonly detail?: readonly WorkerObservation[];
  /** Anything else, as it is. */
  readonly fields?: Partial<Observation>;
}

/** Ten seconds after the start, two workers of each role. */
export function observed(moment: Moment = {}): Observation {
  const { time = 10, ready = 2, starting = 0, draining = 0, queue, requests, duration_s, detail, fields } = moment;
  const workers = { ready, starting, draining, desired: moment.desired ?? ready + starting };
  return {
    time,
    windowSeconds: 10,
    workers: { prefill: workers, decode: workers },
    ...(queue !== undefined && { queues: { decode: queue } }),
    ...(requests !== undefined && { traffic: { requests, inputTokensMean: 1000, outputTokensMean: 200 } }),
    ...(duration_s !== undefined && { latency: { requestDuration: duration_s } }),
    ...(detail && { workersDetail: { decode: detail } }),
    ...fields,
  };
}

/** A decision with its counts at hand. */
export interface Played extends Decision {
  readonly prefill: number | undefined;
  readonly decode: number | undefined;
}

/** What the policy orders at one moment after the other. */
export function played<State>(
  policy: Policy<State>,
  moments: readonly Moment[],
  context: PolicyContext = sampleContext(),
): Played[] {
  const session = policy.init(context);
  let state = session.initialState;
  return moments.map((moment) => {
    const answer = session.tick(state, observed(moment));
    state = answer.state;
    const { prefill, decode } = answer.decision.targets;
    return { ...answer.decision, prefill, decode };
  });
}

/** The decode counts of {@link played}. */
export function decodeCounts<State>(
  policy: Policy<State>,
  moments: readonly Moment[],
  context?: PolicyContext,
): (number | undefined)[] {
  return played(policy, moments, context).map(({ decode }) => decode);
}
