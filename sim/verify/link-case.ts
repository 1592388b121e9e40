/**
 * A link that KV transfers share as M/G/1 with processor sharing. Prompts are computed by more workers than are ever busy, so
 * they reach the link as they came: as a Poisson stream. What is left of TTFT is the time on the link.
 */
import { exponential, lognormalFromMeanAndP95, type RandomStream, randomStream } from '../../scenarios/random/index.js';
import { simulate } from '../simulation.js';
import { BatchMeans, type Estimate } from './batch-means.js';
import { sojournMG1PS } from './closed-forms.js';
import { laboratoryInput, laboratoryProfile, laboratoryTraffic, listen, SECONDS_PER_TOKEN } from './laboratory.js';

const LOAD = 0.7;
/** The mean transfer, alone on the link, takes a second. */
const MEAN_TOKENS = 1000;
const BYTES_PER_TOKEN = 1e6;
const LINK_GB_PER_S = 1;
const PREFILL_WORKERS = 8;
const BATCHES = 20;

/** A distribution of transfer lengths. */
export interface LinkCase {
  readonly name: string;
  /** Draws a length of mean 1. */
  readonly length: (random: RandomStream) => number;
}

/** The distributions that the link is tried with; the closed form is the same for both. */
export const LINK_CASES: readonly LinkCase[] = [
  { name: 'M/M/1-PS link', length: exponential },
  { name: 'M/G/1-PS link', length: (random) => lognormalFromMeanAndP95(random, 1, 2.5) },
];

/** Utilisation of the link. */
export const LINK_LOAD = LOAD;

/** Mean seconds on the link by the closed form. */
export function expectedSojourn_s(): number {
  return sojournMG1PS(LOAD, 1);
}

/** Simulated mean seconds on the link, with its interval. */
export function runLinkCase({ name, length }: LinkCase, requests: number, seed: number): Estimate {
  const arrivals = randomStream(seed, `verify/${name}/arrivals`);
  const lengths = randomStream(seed, `verify/${name}/lengths`);
  const batchSize = Math.floor(requests / (BATCHES + 2));
  const sojourns = new BatchMeans(2 * batchSize, batchSize);
  const traffic = laboratoryTraffic(
    requests,
    () => exponential(arrivals) / LOAD,
    () => length(lengths) * MEAN_TOKENS,
    () => 2,
  );
  const sink = listen({
    firstToken: ({ ttft_s, inputTokens }) => sojourns.add(ttft_s - inputTokens * SECONDS_PER_TOKEN),
  });
  const profile = { ...laboratoryProfile(() => 0.01), kvBytesPerToken: BYTES_PER_TOKEN };
  const laboratory = { profile, prefillWorkers: PREFILL_WORKERS, link_gb_per_s: LINK_GB_PER_S };
  simulate(laboratoryInput(laboratory, seed), traffic, sink);
  return sojourns.estimate();
}
