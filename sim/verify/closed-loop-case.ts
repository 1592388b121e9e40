/** A closed loop as the machine-repairman model: clients that think, one aggregated worker that takes one request at a time. */
import type { TrafficRequest } from '../../scenarios/index.js';
import { exponential, randomStream } from '../../scenarios/random/index.js';
import { type SimulatedTraffic, simulate } from '../simulation.js';
import { BatchMeans, type Estimate } from './batch-means.js';
import { responseClosedLoop } from './closed-forms.js';
import { laboratoryInput, laboratoryProfile, listen, SECONDS_PER_TOKEN } from './laboratory.js';

const CLIENTS = 10;
/** Mean thinking, in mean services: the worker is busy about nine tenths of the time. */
const THINK_S = 8;
const BATCHES = 20;

/** Mean seconds from sending to the end, by mean value analysis. */
export function expectedResponse_s(): number {
  return responseClosedLoop(CLIENTS, THINK_S, 1);
}

/** Simulated mean response time, with its interval. */
export function runClosedLoopCase(requests: number, seed: number): Estimate {
  const batchSize = Math.floor(requests / (BATCHES + 2));
  const responses = new BatchMeans(2 * batchSize, batchSize);
  const sink = listen({ requestEnd: ({ time_s, arrival_s }) => responses.add(time_s - arrival_s) });
  const laboratory = { profile: laboratoryProfile(), aggregated: true };
  simulate(laboratoryInput(laboratory, seed), closedLoop(requests, seed), sink);
  return responses.estimate();
}

function closedLoop(requests: number, seed: number): SimulatedTraffic {
  const thinking = randomStream(seed, 'verify/closed loop/thinking');
  const services = randomStream(seed, 'verify/closed loop/services');
  let sent = 0;
  const send = (after_s: number): TrafficRequest => ({
    id: sent++,
    arrival_s: after_s + exponential(thinking) * THINK_S,
    inputTokens: exponential(services) / SECONDS_PER_TOKEN,
    outputTokens: 1,
  });
  const first = Array.from({ length: CLIENTS }, () => send(0)).sort((a, b) => a.arrival_s - b.arrival_s);
  return { requests: first, next: (_, time_s) => (sent < requests ? send(time_s) : undefined) };
}
