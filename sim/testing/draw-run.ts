/**
 * Random runs from a seed: bursty traffic, either queue, tight KV and batches, slow starts, and either a script of orders or
 * Dynamo's planner in the loop. Step times have no common measure, so that no two workers' events fall together by construction.
 */
import { dynamoSla, type EngineProfile, type Policy } from '../../planner-core/index.js';
import type { TrafficRequest } from '../../scenarios/index.js';
import { exponential, gamma, type RandomStream, randomStream } from '../../scenarios/random/index.js';
import type { SimulationInput } from '../simulation-input.js';
import { scriptedPolicy, smallInput, smallProfile } from './small-cluster.js';

export interface DrawnRun {
  readonly input: SimulationInput;
  readonly requests: readonly TrafficRequest[];
}

/** The run of this seed; the same for both engines but for `engine`. */
export function drawRun(seed: number, engine: SimulationInput['cluster']['engine']): DrawnRun {
  const random = randomStream(seed, 'soak');
  const whole = (least: number, most: number) => least + Math.floor(random.next() * (most - least + 1));
  const profile = unevenProfile(whole(4000, 40_000));
  const queue = random.next() < 0.5 ? 'pooled' : 'per_worker';
  const startup = { stages: [{ name: 'load', lognormal: { mean_s: 1 + random.next() * 80, p95_s: 0 } }] };
  startup.stages[0]!.lognormal.p95_s = startup.stages[0]!.lognormal.mean_s * (1.1 + random.next() * 2);
  const input = smallInput({
    seed,
    engine,
    profile,
    prefill: { queue, startup, replicas: whole(0, 3) },
    decode: { queue, startup, replicas: whole(0, 3), max_batch: whole(1, 48) },
    policy: random.next() < 0.5 ? drawScript(random) : planner(random),
    interval_s: whole(7, 60) + 0.37,
    drainLimit_s: whole(0, 600),
  });
  return { input, requests: drawTraffic(random) };
}

function drawScript(random: RandomStream): Policy<number> {
  const count = () => Math.floor(random.next() * 5);
  return scriptedPolicy(
    Array.from({ length: 12 }, () => ({
      ...(random.next() < 0.6 && { prefill: count() }),
      ...(random.next() < 0.6 && { decode: count() }),
    })),
  );
}

function planner(random: RandomStream): Policy<number> {
  const policy = dynamoSla({
    release: random.next() < 0.5 ? '0.4.0' : '0.5.1',
    ttft_s: 1,
    itl_s: 0.02,
    maxGpuBudget: 3 + Math.floor(random.next() * 8),
    minEndpoint: Math.floor(random.next() * 2),
  });
  return policy as unknown as Policy<number>;
}

function drawTraffic(random: RandomStream): TrafficRequest[] {
  const rate = 0.2 + random.next() * 6;
  const shape = random.next() < 0.5 ? 0.2 : 1;
  let arrival_s = 0;
  return Array.from({ length: 1 + Math.floor(random.next() * 250) }, (_, id) => {
    arrival_s += gamma(random, shape) / shape / rate;
    const inputTokens = 1 + Math.floor(exponential(random) * 600);
    return { id, arrival_s, inputTokens, outputTokens: 1 + Math.floor(exponential(random) * 120) };
  });
}

/** A small engine whose step times have no common measure. */
export function unevenProfile(maxKvTokens: number): EngineProfile {
  return {
    ...smallProfile({ maxKvTokens }),
    decodeSteps: [
      { contextTokens: 90, batch: [1, 7, 40], stepMs: [7.31, 9.77, 23.1] },
      { contextTokens: 700, batch: [1, 7, 40], stepMs: [7.93, 10.1, 31.7] },
      { contextTokens: 2300, batch: [1, 7], stepMs: [9.07, 13.9] },
    ],
  };
}
