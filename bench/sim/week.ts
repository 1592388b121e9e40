/**
 * A week shaped like Azure's 2024 traces: 27.3 M conversation requests by the public 10-minute rate profile and 16.8 M
 * code-like ones by the shape that their paper's plots show, on prefill and decode workers that Dynamo's planner scales
 * every minute.
 */
import { dynamoSla, type Policy } from '../../planner-core/index.js';
import { openTraffic, type Traffic } from '../../scenarios/index.js';
import type { SimulationInput } from '../../sim/index.js';
import { benchInput, benchPool } from './cases.js';

const WEEK_S = 7 * 24 * 3600;
/** Enough for the peak: what is measured is the simulator, not how a planner that came late digs itself out. */
const LEAST_WORKERS = 16;
const CONVERSATION_PROFILE = '../shared/data/traces/azure2024/DERIVED_azure2024_conv_rate_profile_10min.csv';

/** Millions of code requests a day, Sunday to Saturday, to sum to 16.8. */
const CODE_MILLIONS = [0.94, 2.94, 3.2, 3.18, 3.08, 2.48, 0.98];
/** Share of a day's code requests in each hour (UTC): a floor, and one US working day with a dip at noon. */
const CODE_HOURS = [
  0.018, 0.015, 0.013, 0.012, 0.011, 0.011, 0.01, 0.009, 0.009, 0.009, 0.01, 0.016, 0.036, 0.072, 0.088, 0.09, 0.078,
  0.09, 0.098, 0.1, 0.088, 0.066, 0.037, 0.024,
];

/** Requests of the week, one stream in constant memory. */
export function weekTraffic(seed: number): Traffic {
  const hours = CODE_HOURS.reduce((sum, share) => sum + share, 0);
  const days = CODE_MILLIONS.reduce((sum, millions) => sum + millions, 0);
  const code = CODE_MILLIONS.flatMap((millions, day) =>
    CODE_HOURS.map((share, hour) => ({
      from_s: (day * 24 + hour) * 3600,
      rps: ((millions / days) * 16.8e6 * share) / hours / 3600,
    })),
  );
  const generator = {
    duration_s: WEEK_S,
    arrivals: { process: 'poisson' as const },
    classes: [
      {
        name: 'conversation',
        rate: { path: CONVERSATION_PROFILE, scale: 1 },
        input_tokens: { lognormal: { median: 930, sigma: 1.1, max: 8000 } },
        output_tokens: { lognormal: { median: 129, sigma: 0.9, max: 1000 } },
      },
      {
        name: 'code',
        rate: code,
        input_tokens: { lognormal: { median: 1469, sigma: 1, max: 7437 } },
        output_tokens: { lognormal: { median: 13, sigma: 1, max: 500 } },
      },
    ],
  };
  return openTraffic({ format: 'generated', generator, rate_scale: 1 }, seed, (path) => path);
}

export function weekInput(): SimulationInput {
  const pool = benchPool({ replicas: LEAST_WORKERS });
  const targets = { ttft_s: 0.5, itl_s: 0.03 };
  const policy = dynamoSla({ release: '0.5.1', ...targets, maxGpuBudget: 64, minEndpoint: LEAST_WORKERS });
  return benchInput('leaping', { prefill: pool, decode: pool }, policy as unknown as Policy, 3600);
}
