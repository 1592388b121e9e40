import { expect, it } from 'vitest';
import type { Lease } from '../ports.js';
import { VirtualClock } from '../testing/virtual-clock.js';
import { keepLease } from './leadership.js';

/** A lease that does as the test says, and remembers what it was asked. */
class ToyLease implements Lease {
  readonly holder = 'planner-a';
  readonly retry_s = 2;
  readonly asked: string[] = [];
  held = false;
  isFree = true;
  fault: string | undefined;

  isHeld(): boolean {
    return this.held;
  }

  async acquire(): Promise<boolean> {
    this.note('acquire');
    this.held = this.isFree;
    return this.held;
  }

  async renew(): Promise<boolean> {
    this.note('renew');
    this.held = this.isFree;
    return this.held;
  }

  async release(): Promise<void> {
    this.note('release');
    this.held = false;
  }

  private note(call: string): void {
    this.asked.push(call);
    if (this.fault !== undefined) throw new Error(this.fault);
  }
}

/** Keeps a toy lease on a virtual clock. */
function keep(lease = new ToyLease()) {
  const clock = new VirtualClock();
  const stop = new AbortController();
  const lines: string[] = [];
  const told: boolean[] = [];
  const log = { write: (level: string, text: string) => void lines.push(`${level}: ${text}`) };
  const over = keepLease(lease, clock, log, (leads) => told.push(leads), stop.signal);
  const end = async () => {
    stop.abort();
    await over;
  };
  return { lease, clock, lines, told, end };
}

it('takes a free lease at once and renews it every retry', async () => {
  const { lease, clock, lines, told, end } = keep();
  await clock.pass(6);
  expect(lease.asked).toEqual(['acquire', 'renew', 'renew', 'renew']); // at 0, 2, 4 and 6 s
  expect(told).toEqual([true]);
  expect(lines).toEqual(['info: Leads as planner-a']);
  await end();
});

it('says once that another leads, and asks on', async () => {
  const lease = new ToyLease();
  lease.isFree = false;
  const { clock, lines, told, end } = keep(lease);
  await clock.pass(4);
  expect(lease.asked).toEqual(['acquire', 'acquire', 'acquire']);
  expect(told).toEqual([false]);
  expect(lines).toEqual(['info: Follows as planner-a: another planner leads']);
  await end();
});

it('tells every change: taken, lost, taken again', async () => {
  const { lease, clock, lines, told, end } = keep();
  await clock.pass(1);
  lease.isFree = false;
  await clock.pass(2);
  lease.isFree = true;
  await clock.pass(2);
  expect(told).toEqual([true, false, true]);
  expect(lease.asked).toEqual(['acquire', 'renew', 'acquire']);
  expect(lines).toHaveLength(3);
  await end();
});

it('leads on through a fault as long as the lease is held, and says why each call failed', async () => {
  const { lease, clock, lines, told, end } = keep();
  await clock.pass(1);
  lease.fault = 'no route';
  await clock.pass(4);
  expect(told).toEqual([true]);
  expect(lines.slice(1)).toEqual(Array(2).fill('warning: The lease cannot be asked for: no route'));
  lease.held = false; // it has run out by now
  await clock.pass(2);
  expect(told).toEqual([true, false]);
  lease.fault = undefined;
  await end();
});

it('gives the lease up at its end', async () => {
  const { lease, clock, end } = keep();
  await clock.pass(1);
  await end();
  expect(lease.asked).toEqual(['acquire', 'release']);
  expect(lease.isHeld()).toBe(false);
});

it('a lease that cannot be given up is told, not thrown', async () => {
  const { lease, clock, lines, end } = keep();
  await clock.pass(1);
  lease.fault = 'no route';
  await end();
  expect(lines.at(-1)).toBe('warning: The lease is not given up: no route');
});

it('a call that the end cut short is no fault', async () => {
  const lease = new ToyLease();
  const { clock, lines, told, end } = keep(lease);
  let fail: (error: Error) => void = () => undefined;
  lease.renew = () =>
    new Promise((_, reject) => {
      fail = reject;
    });
  await clock.pass(2);
  const ended = end();
  fail(new Error('aborted'));
  await ended;
  expect(lines).toEqual(['info: Leads as planner-a']);
  expect(told).toEqual([true]);
});
