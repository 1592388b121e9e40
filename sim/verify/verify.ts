/** Runs every case of the verification and judges it. Pure: what to print and how long to take is the caller's. */

import type { Estimate } from './batch-means.js';
import { expectedResponse_s, runClosedLoopCase } from './closed-loop-case.js';
import { expectedResidence_s, runDecodeCase } from './decode-case.js';
import { runFluidCase } from './fluid-case.js';
import { expectedSojourn_s, LINK_CASES, LINK_LOAD, runLinkCase } from './link-case.js';
import { queueCases, requestsFor, runQueueCase } from './queue-cases.js';

/** A closed form beside its simulation, and the judgement. */
export interface CaseResult {
  readonly name: string;
  /** Utilisation, where the case has one. */
  readonly load?: number;
  readonly expected: number;
  /** Mean over all replications. */
  readonly simulated: number;
  /** Mean half width of the replications' 95 % intervals. */
  readonly halfWidth?: number;
  readonly errorShare: number;
  /** How many replications' intervals hold the closed form. */
  readonly covered?: number;
  readonly replications: number;
  readonly passed: boolean;
}

/** How much is run. */
export interface VerifyOptions {
  readonly replications: number;
  readonly seed: number;
  /** Requests of one long run a case, for the mean alone; no long runs where absent. */
  readonly longRun?: number;
}

const DECODE_REQUESTS = 40_000;
const LINK_REQUESTS = 44_000;
const CLOSED_LOOP_REQUESTS = 44_000;
/** Loads above this are not held to the long run's bound: ten million requests do not settle them. */
const LONG_RUN_MAX_LOAD = 0.9;
const LONG_RUN_TOLERANCE = 0.02;
const FLUID_TOLERANCE = 0.02;

/** A case that has not run yet. */
export interface PendingCase {
  readonly name: string;
  run(): CaseResult;
}

/** The cases by which the simulator is held to closed forms, each ready to run. */
export function verificationCases(options: VerifyOptions): PendingCase[] {
  const { replications, seed, longRun } = options;
  const queues = queueCases().map(
    (queue): PendingCase => ({
      name: `${queue.name} at ρ = ${queue.load}`,
      run: () => {
        const requests = requestsFor(queue.load);
        return replicate(
          queue.name,
          queue.expected,
          replications,
          seed,
          (s) => runQueueCase(queue, requests, s),
          queue.load,
        );
      },
    }),
  );
  const decode: PendingCase = {
    name: 'decode chain',
    run: () =>
      replicate('decode chain', expectedResidence_s(), replications, seed, (s) => runDecodeCase(DECODE_REQUESTS, s)),
  };
  const links = LINK_CASES.map(
    (link): PendingCase => ({
      name: link.name,
      run: () =>
        replicate(
          link.name,
          expectedSojourn_s(),
          replications,
          seed,
          (s) => runLinkCase(link, LINK_REQUESTS, s),
          LINK_LOAD,
        ),
    }),
  );
  const closedLoop: PendingCase = {
    name: 'closed loop',
    run: () =>
      replicate('closed loop', expectedResponse_s(), replications, seed, (s) =>
        runClosedLoopCase(CLOSED_LOOP_REQUESTS, s),
      ),
  };
  const long = longRun === undefined ? [] : longRuns(longRun, seed);
  return [...queues, decode, ...links, closedLoop, ...fluidCases(), ...long];
}

function replicate(
  name: string,
  expected: number,
  replications: number,
  seed: number,
  run: (seed: number) => Estimate,
  load?: number,
): CaseResult {
  const estimates = Array.from({ length: replications }, (_, i) => run(seed * 1000 + i));
  const covered = estimates.filter(({ mean, halfWidth }) => Math.abs(mean - expected) <= halfWidth).length;
  const simulated = average(estimates.map(({ mean }) => mean));
  return {
    name,
    ...(load !== undefined && { load }),
    expected,
    simulated,
    halfWidth: average(estimates.map(({ halfWidth }) => halfWidth)),
    errorShare: simulated / expected - 1,
    covered,
    replications,
    passed: covered >= leastCovered(replications),
  };
}

/** The fewest hits of a calibrated 95 % interval that are not yet surprising: the binomial's 0.1 % point. */
export function leastCovered(replications: number): number {
  let cumulative = 0;
  let probability = 0.05 ** replications; // of no hit
  for (let hits = 0; hits <= replications; hits++) {
    cumulative += probability;
    if (cumulative > 0.001) return hits;
    probability *= ((replications - hits) / (hits + 1)) * (0.95 / 0.05);
  }
  return replications;
}

function fluidCases(): PendingCase[] {
  const one = (name: string, pick: (result: { backlog: number; drain_s: number }) => number): PendingCase => ({
    name,
    run: () => {
      const { expected, simulated } = runFluidCase();
      const errorShare = pick(simulated) / pick(expected) - 1;
      return {
        name,
        expected: pick(expected),
        simulated: pick(simulated),
        errorShare,
        replications: 1,
        passed: Math.abs(errorShare) <= FLUID_TOLERANCE,
      };
    },
  });
  return [one('backlog after a step', ({ backlog }) => backlog), one('drain time (s)', ({ drain_s }) => drain_s)];
}

function longRuns(requests: number, seed: number): PendingCase[] {
  return queueCases()
    .filter(({ load, servers }) => load === LONG_RUN_MAX_LOAD && servers <= 2)
    .map((queue): PendingCase => {
      const name = `${queue.name}, ${requests / 1e6} M requests`;
      return {
        name,
        run: () => {
          const { mean, halfWidth } = runQueueCase(queue, requests, seed);
          const errorShare = mean / queue.expected - 1;
          return {
            name,
            load: queue.load,
            expected: queue.expected,
            simulated: mean,
            halfWidth,
            errorShare,
            replications: 1,
            passed: Math.abs(errorShare) <= LONG_RUN_TOLERANCE,
          };
        },
      };
    });
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
