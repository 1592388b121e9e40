/** Closed forms against published values, against each other where one is a case of another, and against their own chains. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  erlangC,
  fluidStep,
  meanNumberBirthDeath,
  responseClosedLoop,
  sojournMG1PS,
  waitMG1,
  waitMMc,
} from './closed-forms.js';

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

describe('the mean wait in M/G/1', () => {
  it.each([
    [0.5, 1, 1, 1],
    [0.5, 1, 0, 0.5],
    [0.9, 1, 1, 9],
    [2, 0.25, 0, 0.125], // ρ = 1/2 at a service of a quarter
  ])('at a rate of %d, a service of %d and c² = %d is %d', (rate, service_s, scv, wait_s) => {
    expect(waitMG1(rate, service_s, scv)).toBeCloseTo(wait_s, 12);
  });

  it('grows with the load and with the variation of the service', () => {
    const load = fc.double({ min: 0.01, max: 0.98, noNaN: true });
    fc.assert(
      fc.property(load, fc.double({ min: 0, max: 5, noNaN: true }), (rho, scv) => {
        expect(waitMG1(rho + 0.01, 1, scv)).toBeGreaterThan(waitMG1(rho, 1, scv));
        expect(waitMG1(rho, 1, scv + 1)).toBeGreaterThan(waitMG1(rho, 1, scv));
      }),
    );
  });
});

describe('Erlang C', () => {
  it.each([
    [1, 0.7, 0.7], // one server: the load
    [2, 1, 1 / 3],
    [3, 2, 4 / 9], // Gross and Harris, Fundamentals of Queueing Theory
    [10, 8, 0.4092],
  ])('of %d servers at an offered load of %d is %d', (servers, offered, waits) => {
    expect(erlangC(servers, offered)).toBeCloseTo(waits, 4);
  });

  it('falls with a server more, and stays a probability', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (servers, load) => {
          const waits = erlangC(servers, load * servers);
          expect(waits).toBeGreaterThanOrEqual(0);
          expect(waits).toBeLessThanOrEqual(1);
          expect(erlangC(servers + 1, load * servers)).toBeLessThanOrEqual(waits + 1e-12);
        },
      ),
    );
  });
});

describe('a birth–death chain', () => {
  it('of infinitely many servers is Poisson: its mean is the offered load', () => {
    expect(meanNumberBirthDeath(3, (k) => k)).toBeCloseTo(3, 9);
  });

  it('that cannot keep up has no mean', () => {
    expect(meanNumberBirthDeath(2, () => 1)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('a closed loop', () => {
  it('of one client never waits', () => {
    expect(responseClosedLoop(1, 5, 2)).toBe(2);
  });

  it('of clients that never think is a queue of all of them', () => {
    expect(responseClosedLoop(7, 0, 2)).toBeCloseTo(14, 12);
  });

  it('gets slower with every client, at last by a service each', () => {
    const response = (clients: number) => responseClosedLoop(clients, 8, 1);
    expect(response(40) - response(39)).toBeCloseTo(1, 9);
    for (let clients = 1; clients < 20; clients++) expect(response(clients + 1)).toBeGreaterThan(response(clients));
  });
});
