import { describe, expect, it } from 'vitest';
import { BatchMeans, studentT975 } from './batch-means.js';
import {
  erlangC,
  fluidStep,
  meanNumberBirthDeath,
  responseClosedLoop,
  sojournMG1PS,
  waitMG1,
  waitMMc,
} from './closed-forms.js';
import { runFluidCase } from './fluid-case.js';
import { queueCases, runQueueCase } from './queue-cases.js';
import { leastCovered, verificationCases } from './verify.js';

describe('closed forms', () => {
  it('agree where one is a case of another', () => {
    expect(waitMG1(0.8, 1, 1)).toBeCloseTo(0.8 / 0.2, 12);
    expect(waitMMc(0.8, 1, 1)).toBeCloseTo(waitMG1(0.8, 1, 1), 12);
    expect(waitMG1(0.8, 1, 0)).toBeCloseTo(waitMG1(0.8, 1, 1) / 2, 12);
    expect(meanNumberBirthDeath(0.8, () => 1)).toBeCloseTo(0.8 / 0.2, 9);
  });

  it('M/M/c agrees with the sum over its birth–death chain', () => {
    const [servers, rate] = [4, 3.2];
    const inside = meanNumberBirthDeath(rate, (k) => Math.min(k, servers));
    expect(waitMMc(rate, 1, servers)).toBeCloseTo(inside / rate - 1, 9);
  });

  it('Erlang C matches a published value', () => {
    expect(erlangC(2, 1)).toBeCloseTo(1 / 3, 12);
  });

  it('a closed loop agrees with the finite sum of M/M/1//N', () => {
    const [clients, think_s] = [10, 8];
    const weights = [1];
    for (let n = 1; n <= clients; n++) weights.push((weights[n - 1]! * (clients - n + 1)) / think_s);
    const throughput = 1 - 1 / weights.reduce((sum, weight) => sum + weight, 0);
    expect(responseClosedLoop(clients, think_s, 1)).toBeCloseTo(clients / throughput - think_s, 9);
  });

  it('sharing a server takes as long as an exponential service in line', () => {
    expect(sojournMG1PS(0.7, 1)).toBeCloseTo(1 + waitMG1(0.7, 1, 1), 12);
  });

  it('the fluid queue fills and drains', () => {
    expect(fluidStep(15, 10, 20, 100)).toEqual({ backlog: 500, drain_s: 100 });
  });
});

describe('statistics', () => {
  it.each([
    [5, 2.5706],
    [10, 2.2281],
    [19, 2.093],
    [1000, 1.9623],
  ])('t of %d degrees of freedom', (degrees, expected) => {
    expect(studentT975(degrees)).toBeCloseTo(expected, 2);
  });

  it('leaves the warm-up and the unfinished batch out', () => {
    const means = new BatchMeans(2, 2);
    for (const value of [100, 100, 1, 3, 5, 7, 1000]) means.add(value);
    expect(means.estimate().mean).toBe(4);
  });

  it('asks of 40 intervals what a 95 % interval keeps', () => {
    expect(leastCovered(40)).toBe(33);
  });
});

it('finds the fluid step response', () => {
  const { expected, simulated } = runFluidCase();
  expect(Math.abs(simulated.backlog - expected.backlog)).toBeLessThanOrEqual(3);
  expect(Math.abs(simulated.drain_s - expected.drain_s)).toBeLessThanOrEqual(1);
});

it('passes a light case of every kind, in few replications', () => {
  const light = verificationCases({ replications: 4, seed: 5 }).filter(({ name }) =>
    /ρ = 0\.[36]$|decode|link|loop|after|drain/.test(name),
  );
  expect(light.length).toBeGreaterThan(8);
  for (const pending of light) expect(pending.run()).toMatchObject({ passed: true });
});

it('catches an engine that is five percent slower than it says', () => {
  const slow = queueCases().find(({ name, load }) => name === 'M/D/1' && load === 0.8)!;
  const { mean, halfWidth } = runQueueCase({ ...slow, service: () => 1.05 }, 100_000, 1);
  expect(Math.abs(mean - slow.expected)).toBeGreaterThan(halfWidth);
});
