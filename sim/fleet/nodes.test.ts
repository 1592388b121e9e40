/** GPUs on nodes under a quota: four a node, two nodes at most, provisioned in 60 s, if nothing else is said. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NodesSpec } from '../../scenarios/index.js';
import { randomStream } from '../../scenarios/random/index.js';
import { ClockRig } from '../testing/index.js';
import type { Claim } from './claim.js';
import { Nodes } from './nodes.js';

class NodesRig extends ClockRig {
  readonly nodes: Nodes;
  /** Ids of claims that were granted later, with the time. */
  readonly granted: string[] = [];

  constructor(of: Partial<NodesSpec> = {}) {
    super();
    const provision = {
      stages: [
        { name: 'provision', fixed_s: 50 },
        { name: 'pull', fixed_s: 10 },
      ],
    };
    this.nodes = new Nodes(
      this.kernel,
      { gpus_per_node: 4, initial: 0, max: 2, provision, ...of },
      randomStream(1, 'nodes'),
    );
  }

  claim(gpus: number, name = 'late'): Claim {
    return this.nodes.claim(gpus, () => this.granted.push(`${name} ${this.kernel.now}`));
  }
}

describe('a claim', () => {
  it('is granted on a new node, with what that still goes through', () => {
    const rig = new NodesRig();
    const claim = rig.claim(2);
    expect(claim).toMatchObject({ gpus: 2, granted: true });
    expect(claim.provisioning).toEqual([
      { name: 'provision', seconds: 50 },
      { name: 'pull', seconds: 10 },
    ]);
    expect([rig.nodes.count, rig.nodes.heldGpus]).toEqual([1, 2]);
  });

  it('waits for a node under way as long as that still takes', () => {
    const rig = new NodesRig();
    rig.claim(2);
    rig.until(55);
    expect(rig.claim(2).provisioning).toEqual([{ name: 'pull', seconds: 5 }]);
    rig.until(60);
    rig.nodes.release(rig.claim(4)); // on a node of its own, which is provisioned
    expect(rig.nodes.count).toBe(2);
  });

  it('waits for nothing on a node that is there', () => {
    const rig = new NodesRig({ initial: 1 });
    expect(rig.claim(4).provisioning).toEqual([]);
  });

  it('goes to the first node that has room', () => {
    const rig = new NodesRig({ initial: 2 });
    rig.claim(3);
    rig.claim(3);
    rig.claim(1);
    expect([rig.nodes.count, rig.nodes.heldGpus]).toEqual([2, 7]);
    expect(rig.claim(1).granted).toBe(true);
    expect(rig.claim(1).granted).toBe(false);
  });

  it('beyond the quota waits, and is granted in order of asking when there is room', () => {
    const rig = new NodesRig({ initial: 2 });
    const [first, second] = [rig.claim(4), rig.claim(4)];
    rig.claim(3, 'a');
    rig.claim(3, 'b');
    rig.at(10, () => rig.nodes.release(first));
    rig.at(20, () => rig.nodes.release(second));
    rig.until(30);
    expect(rig.granted).toEqual(['a 10', 'b 20']);
  });

  it('that is large does not hold back a small one behind it', () => {
    const rig = new NodesRig({ initial: 1, max: 1 });
    const first = rig.claim(2);
    rig.claim(2);
    rig.claim(4, 'large');
    rig.claim(2, 'small');
    rig.at(10, () => rig.nodes.release(first));
    rig.until(20);
    expect(rig.granted).toEqual(['small 10']);
  });

  it('that is given up is not granted any more', () => {
    const rig = new NodesRig({ initial: 1, max: 1 });
    const first = rig.claim(4);
    const waiting = rig.claim(4);
    rig.nodes.release(waiting);
    rig.nodes.release(first);
    expect([rig.granted, rig.nodes.heldGpus]).toEqual([[], 0]);
  });

  it('is given back once', () => {
    const rig = new NodesRig({ initial: 1 });
    const claim = rig.claim(3);
    rig.nodes.release(claim);
    rig.nodes.release(claim);
    expect([rig.nodes.heldGpus, claim.granted]).toEqual([0, false]);
    expect(rig.claim(4).provisioning).toEqual([]);
  });

  it('larger than a node takes whole ones and the rest of another; all of them or none', () => {
    const rig = new NodesRig({ initial: 2, max: 2 });
    const half = rig.claim(2);
    expect(rig.claim(6).granted).toBe(true); // four on one node, two beside the first claim
    expect(rig.nodes.heldGpus).toBe(8);
    rig.nodes.release(half);
    expect(rig.claim(6, 'whole').granted).toBe(false);
    expect(rig.nodes.heldGpus).toBe(6);
  });

  it('that spans nodes waits for the last of them', () => {
    const rig = new NodesRig({ initial: 1 });
    expect(rig.claim(6).provisioning.map(({ seconds }) => seconds)).toEqual([50, 10]);
  });
});

describe('a seat at the start', () => {
  it('is on a node that is there, also beyond those that are always', () => {
    const rig = new NodesRig({ initial: 1 });
    expect([rig.nodes.seat(4), rig.nodes.seat(4)].map(({ provisioning }) => provisioning)).toEqual([[], []]);
    expect(rig.nodes.count).toBe(2);
  });

  it('is refused beyond the quota, with what to do', () => {
    const rig = new NodesRig();
    const seat = () => rig.nodes.seat(9);
    expect(seat).toThrow(expect.objectContaining({ code: 'HR_SCENARIO_INVALID' }));
    expect(seat).toThrow('the workers at the start do not fit on 2 nodes of 4 GPUs');
    expect(seat).toThrow('Raise cluster.nodes.max');
  });
});

describe('an idle node', () => {
  it('goes back after its time, not before it is even there, and never those that are always there', () => {
    const rig = new NodesRig({ initial: 1, release_after_idle_s: 30 });
    const [always, extra] = [rig.claim(4), rig.claim(4)];
    rig.at(10, () => rig.nodes.release(extra)); // its node is there at 60 s
    rig.at(10, () => rig.nodes.release(always));
    const count = (time_s: number) => {
      rig.until(time_s);
      return rig.nodes.count;
    };
    // the one that is always there was idle from 10 s on: there are two, so it goes at 40 s, and the other one stays
    expect([count(39), count(41), count(89), count(91), count(1000)]).toEqual([2, 1, 1, 1, 1]);
  });

  it('stays where it is used again before', () => {
    const rig = new NodesRig({ release_after_idle_s: 30 });
    const first = rig.claim(4);
    rig.until(70);
    rig.nodes.release(first);
    rig.at(90, () => rig.claim(1));
    rig.until(500);
    expect(rig.nodes.count).toBe(1);
  });

  it('stays for good where nobody says when it goes', () => {
    const rig = new NodesRig();
    rig.nodes.release(rig.claim(4));
    rig.until(1e6);
    expect(rig.nodes.count).toBe(1);
  });
});

describe('the books', () => {
  it('have the GPU seconds of all nodes from when they were asked for, and those that nobody held', () => {
    const rig = new NodesRig({ initial: 1 });
    const claim = rig.claim(3);
    rig.until(10);
    rig.nodes.release(claim);
    rig.until(15);
    expect(rig.nodes.nodeTime()).toEqual({ provisioned_gpu_s: 60, idle_gpu_s: 30 });
  });

  it('hold whatever is claimed and released: never more held than there is, nor more nodes than the quota', () => {
    const step = fc.record({
      gpus: fc.integer({ min: 1, max: 7 }),
      release: fc.boolean(),
      place: fc.nat({ max: 9 }),
      wait: fc.integer({ min: 0, max: 40 }),
    });
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 40 }),
        fc.option(fc.integer({ min: 0, max: 30 }), { nil: undefined }),
        (steps, release_after_idle_s) => {
          const rig = new NodesRig({
            initial: 1,
            max: 3,
            ...(release_after_idle_s !== undefined && { release_after_idle_s }),
          });
          const claims: Claim[] = [];
          let held_gpu_s = 0;
          let time_s = 0;
          for (const { gpus, release, place, wait } of steps) {
            const held = claims.filter(({ granted }) => granted).reduce((sum, claim) => sum + claim.gpus, 0);
            expect(rig.nodes.heldGpus).toBe(held);
            expect(held).toBeLessThanOrEqual(4 * rig.nodes.count);
            expect(rig.nodes.count).toBeLessThanOrEqual(3);
            expect(rig.nodes.count).toBeGreaterThanOrEqual(1);
            held_gpu_s += held * wait;
            time_s += wait;
            rig.until(time_s);
            if (release && claims.length > 0) rig.nodes.release(claims.splice(place % claims.length, 1)[0]!);
            else claims.push(rig.claim(gpus));
          }
          const { provisioned_gpu_s, idle_gpu_s } = rig.nodes.nodeTime();
          expect(provisioned_gpu_s - idle_gpu_s).toBeCloseTo(held_gpu_s, 6);
          for (const claim of claims) rig.nodes.release(claim);
          expect(rig.nodes.heldGpus).toBe(0);
        },
      ),
      { numRuns: 80 },
    );
  });
});
