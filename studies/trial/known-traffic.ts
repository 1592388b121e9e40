/** The traffic to come, for policies that no real planner can match. */
import type { PolicyContext, TrafficAhead } from '../../planner-core/index.js';
import type { TrafficRequest } from '../../scenarios/index.js';

/** What a reference is told of the traffic. */
export type KnownTraffic = Pick<PolicyContext, 'trafficAhead' | 'trafficSeconds'>;

/** Whether a planner is a reference that is told the traffic before it comes; a browser has no scenario schema to ask. */
export function knowsTraffic(policy: string): boolean {
  return ['static-peak', 'static-mean', 'oracle', 'perfect-system', 'work-bound'].includes(policy);
}

/** Sums the requests by the second. */
export function knownTraffic(requests: Iterable<TrafficRequest>): KnownTraffic {
  const seconds: { requests: number; input: number; output: number }[] = [];
  for (const { arrival_s, inputTokens, outputTokens } of requests) {
    const second = Math.floor(arrival_s);
    seconds[second] ??= { requests: 0, input: 0, output: 0 };
    const sum = seconds[second];
    sum.requests++;
    sum.input += inputTokens;
    sum.output += outputTokens;
  }
  return { trafficSeconds: seconds.length, trafficAhead: (from_s, to_s) => sumOf(seconds, from_s, to_s) };
}

/** Seconds cut by an edge count in proportion. */
function sumOf(
  seconds: readonly ({ requests: number; input: number; output: number } | undefined)[],
  from_s: number,
  to_s: number,
): TrafficAhead {
  let [requests, input, output] = [0, 0, 0];
  for (let second = Math.max(0, Math.floor(from_s)); second < Math.min(to_s, seconds.length); second++) {
    const sum = seconds[second];
    if (!sum) continue;
    const share = Math.min(to_s, second + 1) - Math.max(from_s, second);
    requests += share * sum.requests;
    input += share * sum.input;
    output += share * sum.output;
  }
  return { requests, inputTokensMean: input / requests, outputTokensMean: output / requests };
}
