/**
 * The decode worker as a birth–death chain: with k requests inside, tokens come out at k/ITL(k), so requests complete at
 * k/(ITL(k)·L). The chain shares continuously, the engine in steps: a request waits half a step on average to join and its
 * first token comes from prefill, so it needs L = mean output − 1 + ½ steps.
 */
import { exponential, randomStream } from '../../scenarios/random/index.js';
import { simulate } from '../simulation.js';
import { BatchMeans, type Estimate } from './batch-means.js';
import { meanNumberBirthDeath } from './closed-forms.js';
import { laboratoryInput, laboratoryProfile, laboratoryTraffic, listen } from './laboratory.js';

const MEAN_OUTPUT = 400;
/** ⌈x⌉ of an exponential of this mean is geometric with mean MEAN_OUTPUT − 1. */
const GEOMETRIC_SCALE = -1 / Math.log(1 - 1 / (MEAN_OUTPUT - 1));
const MAX_BATCH = 4000;
const RATE = 1.6;
const BATCHES = 40;

/** 10 ms for one request, 0.1 ms more for each further one. */
function step_s(batch: number): number {
  return 0.01 + 0.0001 * (batch - 1);
}

/** Mean residence time by the chain and Little's law, seconds. */
export function expectedResidence_s(): number {
  const steps = MEAN_OUTPUT - 0.5;
  return meanNumberBirthDeath(RATE, (k) => k / (step_s(k) * steps)) / RATE;
}

/** Simulated mean time from the first token to the last, with its interval. */
export function runDecodeCase(requests: number, seed: number): Estimate {
  const arrivals = randomStream(seed, 'verify/decode/arrivals');
  const lengths = randomStream(seed, 'verify/decode/lengths');
  const batchSize = Math.floor(requests / (BATCHES + 2));
  const residence = new BatchMeans(2 * batchSize, batchSize);
  const traffic = laboratoryTraffic(
    requests,
    () => exponential(arrivals) / RATE,
    () => 1,
    () => 1 + Math.ceil(exponential(lengths) * GEOMETRIC_SCALE),
  );
  const sink = listen({
    requestEnd: ({ firstToken_s, lastToken_s }) => residence.add(lastToken_s! - firstToken_s!),
  });
  simulate(laboratoryInput({ profile: laboratoryProfile(step_s, MAX_BATCH) }, seed), traffic, sink);
  return residence.estimate();
}
