/** What a planner and the requests see of their workers' lives. */
import { expect, it } from 'vitest';
import type { InfrastructureSpec } from '../../scenarios/index.js';
import { simulate } from '../simulation.js';
import { collect, requests, type SmallClusterOptions, scriptedPolicy, smallInput } from '../testing/index.js';
import { seconds, weights } from './testing/fleet-rig.js';

const STEADY = Array.from({ length: 300 }, (_, i) => [i, 100, 50] as const);

function run(options: SmallClusterOptions, infrastructure: InfrastructureSpec = {}) {
  const collected = collect();
  const input = smallInput({ trafficDuration_s: 400, ...options });
  const result = simulate(
    { ...input, cluster: { ...input.cluster, infrastructure } },
    requests(STEADY),
    collected.sink,
  );
  return { ...collected, result };
}

it('shows the planner what is pending among what is starting', () => {
  const nodes = { gpus_per_node: 2, initial: 1, max: 2, provision: seconds(20) };
  const { ticks, samples } = run(
    { prefill: { startup: seconds(10) }, policy: scriptedPolicy([{ prefill: 5 }]) },
    { nodes },
  );
  const seen = ticks.map(({ observation }) => observation.workers.prefill);
  expect(seen.slice(0, 2)).toEqual([
    { ready: 1, starting: 0, pending: 0, draining: 0, desired: 1 },
    { ready: 3, starting: 2, pending: 2, draining: 0, desired: 5 }, // 4 GPUs, one of them the decode worker's
  ]);
  expect(samples.at(-1)!.pools.prefill).toMatchObject({ ready: 3, pending: 2 });
});

it('lets a herd wait for the weights of all', () => {
  const { workers } = run(
    { prefill: { startup: weights(20) }, policy: scriptedPolicy([{ prefill: 6 }]) },
    { storage: { bandwidth_gb_per_s: 2 } },
  );
  const ready = workers.filter(({ state, time_s }) => state === 'ready' && time_s > 0);
  expect(ready.map(({ time_s }) => time_s)).toEqual(Array(5).fill(60 + (5 * 20) / 2));
});

it.each(['wait', 'redirect'] as const)('loses no request when workers drain by %s', (drain) => {
  const script = [
    { prefill: 1, decode: 1 },
    { prefill: 3, decode: 3 },
    { prefill: 1, decode: 1 },
  ];
  const pool = { replicas: 3, drain, startup: seconds(5) };
  const { result } = run({ prefill: pool, decode: pool, policy: scriptedPolicy(script) });
  expect(result.tally).toMatchObject({ completed: STEADY.length, failed: 0 });
});

it('fails what a worker has that stops at once, where the frontend does not send it again', () => {
  const decode = { replicas: 3, drain: 'immediate' as const, startup: seconds(5) };
  const policy = scriptedPolicy([{ decode: 0 }, { decode: 1 }]);
  const { result } = run({ decode, policy, interval_s: 60.3 }); // the request of second 60 is being decoded
  expect(result.tally).toMatchObject({ completed: STEADY.length - 1, failed: 1 });
});
