/** What both engines share beyond a quiet life: KV that runs out, who must go, who is held back, what costs a step of its own. */
import { describe, expect, it } from 'vitest';
import { smallProfile } from '../testing/index.js';
import { ENGINES, EngineRig, type EngineRigOptions, ms, sequenceOf } from './testing/engine-rig.js';

/** Ten blocks of ten tokens, blocks taken as tokens come. */
const TIGHT: EngineRigOptions = {
  engineProfile: smallProfile({ maxKvTokens: 100 }),
  block_tokens: 10,
  kv_admission: 'prompt',
};

describe.each(ENGINES)('the %s engine', (kind) => {
  describe('when blocks run out', () => {
    /** Two of 30 tokens that want 25 more each: at 260 ms their contexts are 51 and 51 tokens, which are 12 blocks. */
    const two = () => {
      const rig = new EngineRig(kind, TIGHT);
      const all = [rig.submit(0, sequenceOf(0, 30, 25)), rig.submit(0, sequenceOf(1, 30, 25))];
      return { rig, all };
    };

    it('takes the KV of the one admitted last, which waits before all others', () => {
      const { rig, all } = two();
      rig.submit(0.2, sequenceOf(2, 10, 1)); // finds no block of its own beside the ten that both hold
      rig.until(0.275);
      expect(all.map(({ preemptions }) => preemptions)).toEqual([0, 1]);
      expect(rig.engine.waitingCount).toBe(2);
      rig.until(2);
      expect(rig.told.filter((line) => line.startsWith('started'))).toEqual([
        'started 0 0',
        'started 1 0',
        'started 1 300', // when the other has finished: prompt and tokens again
        'started 2 300',
      ]);
    });

    it('computes again what it had, and tells no token twice', () => {
      const { rig, all } = two();
      rig.until(2);
      expect(all.map(({ delivered }) => delivered)).toEqual([25, 25]);
      expect(rig.gaps).toHaveLength(48);
      // tokens of both at 60 ms and every 10 ms; the second stops with 21 at 260 ms and gets the next at 300 + 51
      expect(Math.max(...rig.gaps)).toBeCloseTo(300 + 51 - 260, 6);
      expect(all[1]!.stages.holdUps).toMatchObject({ preempted_s: expect.closeTo(0.091, 9) });
    });

    it('never uses more than there is, and gives all back', () => {
      const { rig } = two();
      for (let time_s = 0.01; time_s < 0.6; time_s += 0.013) {
        rig.until(time_s);
        expect(rig.engine.kv.used()).toBeLessThanOrEqual(rig.engine.kv.capacity);
      }
      rig.until(2);
      expect([rig.engine.kv.used(), rig.engine.isIdle]).toEqual([0, true]);
    });

    it('takes nobody in with the step that had to preempt', () => {
      const rig = new EngineRig(kind, { ...TIGHT, max_batch: 3 });
      const all = [0, 1].map((id) => rig.submit(0, sequenceOf(id, 30, 25)));
      rig.until(0.305);
      expect(all[1]!.preemptions).toBe(1); // not taken in and thrown out again, step after step
    });

    it('lets the one go that is half computed before those that decode', () => {
      const rig = new EngineRig(kind, { ...TIGHT, max_batched_tokens: 30 });
      const first = rig.submit(0, sequenceOf(0, 30, 25));
      const late = rig.submit(0.115, sequenceOf(1, 55, 2));
      rig.until(2);
      expect([first.preemptions, late.preemptions]).toEqual([0, 1]);
      expect([first.delivered, late.delivered]).toEqual([25, 2]);
    });

    it('never preempts the only one there is', () => {
      const rig = new EngineRig(kind, TIGHT);
      const one = rig.submit(0, sequenceOf(0, 90, 10));
      rig.until(2);
      expect([one.preemptions, one.delivered]).toEqual([0, 10]);
    });

    it('preempts nobody where whole lives are reserved', () => {
      const rig = new EngineRig(kind, { ...TIGHT, kv_admission: 'full' });
      const all = [0, 1].map((id) => rig.submit(0, sequenceOf(id, 30, 25)));
      rig.until(2);
      expect(all.map(({ preemptions }) => preemptions)).toEqual([0, 0]);
      expect(rig.told).toContain('started 1 270'); // one after the other
    });

    it('cuts a run short where a reservation takes blocks that it counted on', () => {
      const rig = new EngineRig(kind, TIGHT);
      const one = rig.submit(0, sequenceOf(0, 30, 40));
      const comes = sequenceOf(1, 39, 2);
      rig.at(0.1, () => {
        expect(rig.engine.canReserve(comes)).toBe(true);
        Object.assign(comes, { delivered: 1, firstToken_s: 0.1, lastToken_s: 0.3 });
        rig.engine.reserve(comes);
      });
      rig.at(0.3, () => rig.engine.join(comes));
      rig.until(3);
      // 40 tokens kept for one that comes at 300 ms: the other may hold six blocks until then
      expect([one.delivered, comes.delivered, one.preemptions]).toEqual([40, 2, expect.any(Number)]);
      expect(rig.engine.kv.used()).toBe(0);
    });
  });

  describe('a fresh worker', () => {
    it('is slow with its first prompts alone, not with the tokens after them', () => {
      const rig = new EngineRig(kind, { warm_up: { requests: 1, factor: 3 } });
      rig.submit(0, sequenceOf(0, 100, 3));
      rig.submit(1, sequenceOf(1, 100, 1));
      rig.until(2);
      expect(rig.told).toEqual([
        'started 0 0',
        'begun 0 300',
        'finished 0 320',
        'started 1 1000',
        'begun 1 1100',
        'finished 1 1100',
      ]);
    });
  });

  describe('a prompt beside decoding', () => {
    it('has what the running ones leave of the budget', () => {
      const rig = new EngineRig(kind, { max_batched_tokens: 50 });
      rig.submit(0, sequenceOf(0, 10, 50));
      rig.submit(0.015, sequenceOf(1, 98, 1));
      rig.until(2);
      // taken in at 20 ms: 49 + 1 tokens, twice
      expect(rig.told).toContain('started 1 20');
      expect(rig.told).toContain('begun 1 120');
    });

    it('is nothing where the running ones take all of it', () => {
      const rig = new EngineRig(kind, { max_batched_tokens: 1 });
      rig.submit(0, sequenceOf(0, 1, 5));
      rig.submit(0.001, sequenceOf(1, 1, 1));
      rig.until(2);
      expect(rig.told).toContain('finished 0 41');
      expect(rig.told).toContain('started 1 41');
    });
  });

  it('decodes at a worker that has lost one it was sent, with tokens of before', () => {
    const rig = new EngineRig(kind);
    const again = Object.assign(sequenceOf(0, 50, 6), {
      delivered: 3,
      firstToken_s: 0,
      lastToken_s: 0.5,
      stoppedAt_s: 0.5,
      wasLost: true,
    });
    rig.submit(1, again);
    rig.until(2);
    // 50 prompt tokens and the 3 that its client has: the fourth comes with them
    expect(rig.told).toEqual(['started 0 1000', 'begun 0 1053', 'finished 0 1073']);
    expect([again.target, again.delivered, ms(again.lastToken_s)]).toEqual([53, 6, 1073]);
    expect(again.stages.holdUps).toEqual({ redone_s: expect.closeTo(0.553, 9) });
    expect(rig.gaps).toEqual([553, 10, 10]);
  });
});
