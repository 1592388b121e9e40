/**
 * `npm run bench:sim [-- --week | --fleet | --growth | --mooncake]`: simulated requests per wall second and peak memory, one core,
 * histograms and invariants on, a planner ticking every minute; the stepping engine beside the leaping one. 512 input and 128
 * output tokens, Poisson, 10 requests/s a worker, unless the case says otherwise. The last line of stdout is one JSON object.
 */
import { parseArgs } from 'node:util';
import {
  aggregated,
  benchInput,
  benchPool,
  disaggregated,
  type Engine,
  measure,
  poisson,
  sizedByTraffic,
} from './sim/cases.js';
import { mooncake } from './sim/mooncake.js';
import { weekInput, weekTraffic } from './sim/week.js';

const RUNS = 5;
const WORKERS = 4;
const FLEET = { workers: 1000, requests: 5_000_000, duration_s: 86_400 };

const { values } = parseArgs({
  options: {
    week: { type: 'boolean' },
    fleet: { type: 'boolean' },
    growth: { type: 'boolean' },
    mooncake: { type: 'boolean' },
  },
});

function main(): Record<string, unknown> {
  if (values.week) return week();
  if (values.fleet) return fleet();
  if (values.growth) return growth();
  if (values.mooncake) return mooncake();
  return standard();
}

function standard() {
  const aggregated_rps = median('aggregated, leaping', 100_000, 'leaping', 1);
  const pd_rps = median('4 prefill + 4 decode, leaping', 100_000, 'leaping', WORKERS);
  const stepping_rps = median('4 prefill + 4 decode, stepping', 20_000, 'stepping', WORKERS);
  const aggregated_stepping_rps = median('aggregated, stepping', 20_000, 'stepping', 1);
  const { wall_s, cpu_s } = measure(disaggregated('leaping', WORKERS), poisson(1_000_000, WORKERS));
  return {
    aggregated_rps: Math.round(aggregated_rps),
    pd_rps: Math.round(pd_rps),
    stepping_rps: Math.round(stepping_rps),
    leap_over_step: { aggregated: round(aggregated_rps / aggregated_stepping_rps), pd: round(pd_rps / stepping_rps) },
    million_s: round(wall_s),
    million_cpu_s: round(cpu_s),
    million_mb: peakMegabytes(),
  };
}

/** Cost of a request as the run grows from 10⁴ to 10⁷ requests, beside the cost at 10⁴; what a run of one request takes is set-up. */
function growth() {
  const sizes = [10_000, 100_000, 1_000_000, 10_000_000];
  measure(disaggregated('leaping', WORKERS), poisson(200_000, WORKERS)); // compiles
  const setup_s = measure(disaggregated('leaping', WORKERS), poisson(1, WORKERS)).wall_s;
  const microseconds = sizes.map((size) => {
    const { wall_s } = measure(disaggregated('leaping', WORKERS), poisson(size, WORKERS));
    const each_us = ((wall_s - setup_s) / size) * 1e6;
    say(`${size} requests: ${round(each_us)} µs each`);
    return each_us;
  });
  return {
    requests: sizes,
    setup_s: round(setup_s),
    us_per_request: microseconds.map(round),
    growth: round(microseconds.at(-1)! / microseconds[0]!),
    mb: peakMegabytes(),
  };
}

/** A thousand aggregated workers for a day. */
function fleet() {
  const { workers, requests, duration_s } = FLEET;
  const pool = benchPool({ replicas: workers, queue: 'per_worker' });
  const input = benchInput('leaping', { aggregated: pool }, sizedByTraffic(workers), 600);
  const rate = requests / duration_s / 10;
  const { wall_s, cpu_s, summary } = measure(input, poisson(requests, rate));
  return {
    workers,
    requests: summary.requests.completed,
    simulated_h: round(summary.simulation!.simulated_s / 3600),
    wall_s: round(wall_s),
    cpu_s: round(cpu_s),
    mb: peakMegabytes(),
  };
}

function week() {
  const traffic = weekTraffic(1);
  let arrived = 0;
  const requests = (function* () {
    for (const request of traffic.requests) {
      if (++arrived % 1_000_000 === 0) say(`${arrived / 1e6} M requests`);
      yield request;
    }
  })();
  const { wall_s, cpu_s, summary } = measure(weekInput(), { requests });
  return {
    requests: summary.requests.offered,
    completed: summary.requests.completed,
    decisions: summary.scaling.decisions,
    wall_s: round(wall_s),
    cpu_s: round(cpu_s),
    requests_per_s: Math.round(summary.requests.offered / wall_s),
    attainment: round(summary.attainment.overall!),
    max_workers: summary.scaling.max_workers_by_role,
    mb: peakMegabytes(),
  };
}

/** Simulated requests per wall second: the median of several runs. */
function median(name: string, requests: number, engine: Engine, workers: number): number {
  const rates = Array.from({ length: RUNS }, () => {
    const input = workers === 1 ? aggregated(engine) : disaggregated(engine, workers);
    return requests / measure(input, poisson(requests, workers)).wall_s;
  }).sort((a, b) => a - b);
  say(`${name}: ${rates.map((rate) => Math.round(rate)).join(' ')} requests/s`);
  return rates[Math.floor(RUNS / 2)]!;
}

function peakMegabytes(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

process.stdout.write(`${JSON.stringify(main())}\n`);
