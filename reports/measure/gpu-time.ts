/** GPU-hours by state and role, and what they cost. */
import type { Role } from '../../planner-core/index.js';
import type { Price } from '../../scenarios/index.js';
import type { WorkerEnd } from '../record/events.js';
import type { Summary } from '../record/summary.js';

const STATES = ['starting', 'serving', 'idle', 'draining'] as const;

export class GpuTime {
  private readonly hours = { starting: 0, serving: 0, idle: 0, draining: 0 };
  private readonly byRole: Partial<Record<Role, number>> = {};

  add({ seconds, gpus, role }: WorkerEnd): void {
    for (const state of STATES) {
      const hours = (seconds[state] * gpus) / 3600;
      this.hours[state] += hours;
      this.byRole[role] = (this.byRole[role] ?? 0) + hours;
    }
  }

  figures(): Summary['gpu_hours'] {
    const total = STATES.reduce((sum, state) => sum + this.hours[state], 0);
    return { total, ...this.hours, by_role: this.byRole };
  }
}

/** Dollars of a run; `undefined` without a price, so that a cost is never 0 for want of one. */
export function costOf(
  gpuHours: number,
  price: Price | undefined,
  outputTokens: number,
  goodRequests: number,
): Summary['cost'] {
  if (!price || gpuHours === 0) return undefined;
  const usd = gpuHours * price.usd_per_gpu_hour;
  return {
    usd,
    ...(outputTokens > 0 && { usd_per_million_output_tokens: (usd / outputTokens) * 1e6 }),
    ...(goodRequests > 0 && { usd_per_good_request: usd / goodRequests }),
    usd_per_gpu_hour: price.usd_per_gpu_hour,
    price_as_of: price.as_of,
    price_source: price.source,
  };
}
