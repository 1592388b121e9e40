/** What became of requests, and what engines did with them, in words. */
import type { Summary } from '../record/summary.js';
import { count, percent } from './format.js';

const HOW_THEY_FAILED: Readonly<Record<string, string>> = {
  failed: 'lost with their worker or too large for any',
  timed_out: 'given up by their clients',
  cancelled: 'cancelled by their clients',
  rejected: 'rejected by the frontend',
};

/** "30 given up by their clients, 5 rejected by the frontend"; empty where it is not known or none failed. */
export function failuresInWords({ requests, client }: Summary): string {
  const kinds = Object.entries(client?.errors ?? requests.failed_by_status ?? {});
  return kinds
    .sort(([, a], [, b]) => b - a)
    .map(([name, times]) => `${count(times)} ${HOW_THEY_FAILED[name] ?? name}`)
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

/** How the run was simulated: events, and engine steps one by one or in leaps. */
export function stepsInWords({ events, single_steps, leapt_steps }: NonNullable<Summary['simulation']>): string {
  if (single_steps === undefined || leapt_steps === undefined) return `${count(events)} events`;
  return `${count(events)} events; ${count(leapt_steps)} engine steps in leaps, ${count(single_steps)} one by one`;
}
