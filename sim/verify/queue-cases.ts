/**
 * The prefill pool as M/M/1, M/D/1, M/G/1 and M/M/c: requests of one token end there, so TTFT is wait plus service. The same for
 * an aggregated worker that takes one request at a time, its prompt in one step.
 */
import { exponential, lognormalFromMeanAndP95, type RandomStream, randomStream } from '../../scenarios/random/index.js';
import { simulate } from '../simulation.js';
import { BatchMeans, type Estimate } from './batch-means.js';
import { waitMG1, waitMMc } from './closed-forms.js';
import { laboratoryInput, laboratoryProfile, laboratoryTraffic, listen, SECONDS_PER_TOKEN } from './laboratory.js';

/** A queue that theory knows. */
export interface QueueCase {
  readonly name: string;
  readonly servers: number;
  readonly aggregated?: boolean;
  /** Utilisation of a server. */
  readonly load: number;
  /** Mean wait by the closed form, in units of the mean service time. */
  readonly expected: number;
  /** Draws a service time of mean 1. */
  readonly service: (random: RandomStream) => number;
}

/** Loads that a single server is tried at. */
const LOADS = [0.3, 0.6, 0.8, 0.9, 0.95];
/** Mean 1 and 95th percentile 2.5: a squared coefficient of variation of about 0.72. */
const LOGNORMAL_P95 = 2.5;
const Z95 = 1.6448536269514722;
const BATCHES = 20;

/** Every queue at every load that it is tried at. */
export function queueCases(): QueueCase[] {
  const single = LOADS.flatMap((load): QueueCase[] => [
    { name: 'M/M/1', servers: 1, load, expected: waitMG1(load, 1, 1), service: exponential },
    { name: 'M/D/1', servers: 1, load, expected: waitMG1(load, 1, 0), service: () => 1 },
    {
      name: 'M/G/1',
      servers: 1,
      load,
      expected: waitMG1(load, 1, lognormalScv(LOGNORMAL_P95)),
      service: (random) => lognormalFromMeanAndP95(random, 1, LOGNORMAL_P95),
    },
  ]);
  const pooled = [2, 4, 8].flatMap((servers) =>
    [0.6, 0.9].map(
      (load): QueueCase => ({
        name: `M/M/${servers}`,
        servers,
        load,
        expected: waitMMc(load * servers, 1, servers),
        service: exponential,
      }),
    ),
  );
  const aggregated = [0.6, 0.9].map(
    (load): QueueCase => ({
      name: 'M/G/1 aggregated',
      servers: 1,
      aggregated: true,
      load,
      expected: waitMG1(load, 1, lognormalScv(LOGNORMAL_P95)),
      service: (random) => lognormalFromMeanAndP95(random, 1, LOGNORMAL_P95),
    }),
  );
  return [...single, ...pooled, ...aggregated];
}

/** c² = exp(σ²) − 1 of a lognormal with mean 1 and this 95th percentile. */
function lognormalScv(p95: number): number {
  const sigma = Z95 - Math.sqrt(Z95 * Z95 - 2 * Math.log(p95));
  return Math.exp(sigma * sigma) - 1;
}

/**
 * Requests that one honest interval needs: 20 batches, each many times the queue's relaxation time, which is
 * 1/(1 − √ρ)² services (Cohen, The Single Server Queue, III.7.3).
 */
export function requestsFor(load: number): number {
  const memory = 1 / (1 - Math.sqrt(load)) ** 2;
  return BATCHES * Math.ceil(Math.max(2000, 10 * memory));
}

/** Simulates a case with `requests` requests and estimates the mean wait, in service times. */
export function runQueueCase(queue: QueueCase, requests: number, seed: number): Estimate {
  const arrivals = randomStream(seed, `verify/${queue.name}/${queue.load}/arrivals`);
  const services = randomStream(seed, `verify/${queue.name}/${queue.load}/services`);
  const rate = queue.load * queue.servers;
  const batchSize = Math.floor(requests / (BATCHES + 2));
  const waits = new BatchMeans(2 * batchSize, batchSize);
  const traffic = laboratoryTraffic(
    requests,
    () => exponential(arrivals) / rate,
    () => queue.service(services) / SECONDS_PER_TOKEN,
    () => 1,
  );
  const sink = listen({
    firstToken: ({ ttft_s, inputTokens }) => waits.add(ttft_s - inputTokens * SECONDS_PER_TOKEN),
  });
  const { servers: prefillWorkers, aggregated = false } = queue;
  simulate(laboratoryInput({ profile: laboratoryProfile(), prefillWorkers, aggregated }, seed), traffic, sink);
  return waits.estimate();
}
