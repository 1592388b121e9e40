/** What became of requests, and what engines did with them, in words. */
import type { Summary } from '../record/summary.js';
import { count, percent } from './format.js';

const HOW_THEY_FAILED: Readonly<Record<string, string>> = {
  failed: 'lost with their worker or too large for any',
  timed_out: 'given up by their clients',
  cancelled: 'cancelled by their clients',
  rejected: 'rejected by the frontend',
};

/** "30 given up by their clients, 5 rejected by the frontend"; one kind without its count; empty where it is not known or none failed. */
export function failuresInWords({ requests, client }: Summary): string {
  const kinds = Object.entries(client?.errors ?? requests.failed_by_status ?? {});
  return kinds
    .sort(([, a], [, b]) => b - a)
    .map(([name, times]) => {
      const words = (!client && HOW_THEY_FAILED[name]) || name.replaceAll('_', ' ');
      return kinds.length === 1 ? words : `${count(times)} ${words}`;
    })
    .join(', ');
}

/** What the prefix cache saved and what preemption cost; empty where there was neither. */
export function engineFacts({ prefix_cache, simulation }: Summary): string {
  const { hit_token_ratio } = prefix_cache;
  const facts = [
    hit_token_ratio !== undefined &&
      hit_token_ratio > 0 &&
      `the prefix cache saved ${percent(hit_token_ratio)} of the prompt tokens`,
    simulation?.preemptions !== undefined &&
      simulation.preemptions > 0 &&
      `${count(simulation.preemptions)} preemptions for want of KV blocks`,
  ];
  return facts.filter((fact) => fact !== false).join('; ');
}

/** Where the price of a GPU-hour is from; several prices are told one by one elsewhere. */
export function priceInWords({ by_kind, price_source, price_as_of }: NonNullable<Summary['cost']>): string {
  const prices = new Set(Object.values(by_kind).map(({ usd_per_gpu_hour }) => usd_per_gpu_hour));
  const source = prices.size > 1 ? `mean of ${prices.size} prices` : price_source;
  return `${source}, ${price_as_of}`;
}

/** How the run was simulated: events, and engine steps one by one or in leaps. */
export function stepsInWords({ events, single_steps, leapt_steps }: NonNullable<Summary['simulation']>): string {
  if (single_steps === undefined || leapt_steps === undefined) return `${count(events)} events`;
  return `${count(events)} events; ${count(leapt_steps)} engine steps in leaps, ${count(single_steps)} one by one`;
}
