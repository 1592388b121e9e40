/** GPU-hours by state, role and kind of worker, and what they cost. */
import type { Role } from '../../planner-core/index.js';
import type { Price, Prices } from '../../scenarios/index.js';
import type { WorkerEnd } from '../record/events.js';
import type { Summary } from '../record/summary.js';

/** 365.25 days ÷ 12. */
const HOURS_A_MONTH = 730.5;

const STATES = ['starting', 'serving', 'idle', 'draining'] as const;

/** GPU-hours of the workers of one kind. */
export interface KindHours {
  readonly gpuSystem?: string | undefined;
  hours: number;
}

/** Sums up what workers did with their GPUs, as they end. */
export class GpuTime {
  private readonly hours = { starting: 0, serving: 0, idle: 0, draining: 0 };
  private readonly byRole: Partial<Record<Role, number>> = {};
  /** By the kind's name, or the role where a pool has one kind. */
  readonly byKind = new Map<string, KindHours>();

  add({ seconds, gpus, role, kind, gpuSystem }: WorkerEnd): void {
    const ofKind = this.byKind.get(kind ?? role) ?? { gpuSystem, hours: 0 };
    this.byKind.set(kind ?? role, ofKind);
    for (const state of STATES) {
      const hours = (seconds[state] * gpus) / 3600;
      this.hours[state] += hours;
      this.byRole[role] = (this.byRole[role] ?? 0) + hours;
      ofKind.hours += hours;
    }
  }

  figures(): Summary['gpu_hours'] {
    const total = STATES.reduce((sum, state) => sum + this.hours[state], 0);
    return { total, ...this.hours, by_role: { ...this.byRole } };
  }
}

/** The price of a GPU system; `undefined` where none is known. */
export function priceOf(prices: Prices, gpuSystem: string | undefined): Price | undefined {
  return prices[gpuSystem ?? 'unknown'];
}

/**
 * Dollars of a run, each kind of worker at its own price; `undefined` where a price is missing, so that a cost is never too
 * low for want of one.
 */
export function costOf(
  kinds: ReadonlyMap<string, KindHours>,
  prices: Prices,
  outputTokens: number,
  goodRequests: number,
  run_s: number,
): Summary['cost'] {
  const paid = [...kinds].filter(([, { hours }]) => hours > 0).sort(([a], [b]) => (a < b ? -1 : 1));
  const used = new Set<Price>();
  const by_kind: NonNullable<Summary['cost']>['by_kind'] = {};
  let usd = 0;
  let gpuHours = 0;
  for (const [kind, { hours, gpuSystem }] of paid) {
    const price = priceOf(prices, gpuSystem);
    if (!price) return undefined;
    const { usd_per_gpu_hour } = price;
    by_kind[kind] = {
      ...(gpuSystem !== undefined && { gpu_system: gpuSystem }),
      gpu_hours: hours,
      usd_per_gpu_hour,
      usd: hours * usd_per_gpu_hour,
    };
    usd += hours * usd_per_gpu_hour;
    gpuHours += hours;
    used.add(price);
  }
  if (gpuHours === 0) return undefined;
  return {
    usd,
    ...(outputTokens > 0 && { usd_per_million_output_tokens: (usd / outputTokens) * 1e6 }),
    ...(goodRequests > 0 && { usd_per_good_request: usd / goodRequests }),
    ...(run_s > 0 && { usd_per_hour: (usd / run_s) * 3600, usd_per_month: (usd / run_s) * 3600 * HOURS_A_MONTH }),
    usd_per_gpu_hour: usd / gpuHours,
    price_as_of: [...used].map(({ as_of }) => as_of).sort()[0]!,
    price_source: [...new Set([...used].map(({ source }) => source))].join('; '),
    by_kind,
  };
}
