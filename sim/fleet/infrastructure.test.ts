/** What workers share, and what is there where nobody says anything. */
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../scenarios/random/index.js';
import { Kernel } from '../core/kernel.js';
import { Infrastructure } from './infrastructure.js';
import { seconds } from './testing/fleet-rig.js';

const of = (spec: ConstructorParameters<typeof Infrastructure>[1], kernel = new Kernel()) =>
  new Infrastructure(kernel, spec, randomStream(1, 'nodes'));

describe('without nodes', () => {
  it('GPUs have no end: every claim is granted, with nothing to wait for', () => {
    const free = of({});
    expect(free.nodes).toBeUndefined();
    for (const claim of [free.claim(1000, () => undefined), free.seat(1000)]) {
      expect(claim).toMatchObject({ granted: true, provisioning: [] });
      expect(() => free.release(claim)).not.toThrow();
    }
  });
});

describe('with nodes', () => {
  it('claims and seats are theirs', () => {
    const shared = of({ nodes: { gpus_per_node: 4, initial: 1, max: 1, provision: seconds(60) } });
    const seat = shared.seat(3);
    expect([shared.nodes!.heldGpus, shared.claim(2, () => undefined).granted]).toEqual([3, false]);
    shared.release(seat);
    expect(shared.nodes!.heldGpus).toBe(2); // who waited has them now
  });
});

describe('a storage', () => {
  it('is none where no stage loads from one', () => {
    expect(of({}).storage).toBeUndefined();
  });

  it.each([
    [{ bandwidth_gb_per_s: 10 }, 2],
    [{ bandwidth_gb_per_s: 10, per_worker_gb_per_s: 4 }, 5],
  ])('of %j moves 20 GB in %d s', (storage, ends_s) => {
    const kernel = new Kernel();
    let ended_s = Number.NaN;
    of({ storage }, kernel).storage!.start(20e9, (now_s) => {
      ended_s = now_s;
    });
    kernel.runUntil(100);
    expect(ended_s).toBe(ends_s);
  });
});
