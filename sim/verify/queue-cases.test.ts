/** The prefill pool as queues that theory knows, on small runs: means within four standard errors of the closed form. */
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../scenarios/random/index.js';
import { type QueueCase, queueCases, requestsFor, runQueueCase } from './queue-cases.js';
import { standardErrors } from './testing/standard-errors.js';

const REQUESTS = 11_000;
const find = (name: string, load: number): QueueCase =>
  queueCases().find((one) => one.name === name && one.load === load)!;

describe('the mean wait', () => {
  it.each([
    ['M/M/1', 0.6],
    ['M/D/1', 0.6],
    ['M/G/1', 0.6],
    ['M/M/2', 0.6],
    ['M/M/8', 0.6],
    ['M/G/1 aggregated', 0.6],
  ])('of %s at ρ = %d is the closed form’s', (name, load) => {
    const queue = find(name, load);
    expect(standardErrors(runQueueCase(queue, REQUESTS, 11), queue.expected, 20)).toBeLessThan(4);
  });
});

it('services have the mean that the cases say: 1, within four standard errors', () => {
  for (const queue of [find('M/M/1', 0.3), find('M/D/1', 0.3), find('M/G/1', 0.3)]) {
    const random = randomStream(1, queue.name);
    const draws = Array.from({ length: 20_000 }, () => queue.service(random));
    const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length;
    const deviation = Math.sqrt(draws.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws.length);
    expect(Math.abs(mean - 1)).toBeLessThanOrEqual((4 * deviation) / Math.sqrt(draws.length) + 1e-9);
  }
});

it('a queue asks for more requests the longer it remembers', () => {
  const needed = [0.3, 0.6, 0.8, 0.9, 0.95].map((load) => requestsFor(load));
  expect(needed).toEqual([...needed].sort((a, b) => a - b));
  expect([needed[0], needed[3]]).toEqual([20 * 2000, 20 * Math.ceil(10 / (1 - Math.sqrt(0.9)) ** 2)]);
});

it('catches an engine that is five percent slower than it says', () => {
  const slow = queueCases().find(({ name, load }) => name === 'M/D/1' && load === 0.8)!;
  const { mean, halfWidth } = runQueueCase({ ...slow, service: () => 1.05 }, 100_000, 1);
  expect(Math.abs(mean - slow.expected)).toBeGreaterThan(halfWidth);
});
