/** Both engines at their door, by hand: what a pool asks and hears. 1 ms a prompt token, 10 ms a decode step. */
import { describe, expect, it } from 'vitest';
import { smallProfile } from '../testing/index.js';
import { ENGINES, EngineRig, type EngineRigOptions, ms, sequenceOf } from './testing/engine-rig.js';

describe.each(ENGINES)('the %s engine', (kind) => {
  const rigOf = (options: EngineRigOptions = {}) => new EngineRig(kind, options);

  it('is idle and empty at first', () => {
    const { engine } = rigOf();
    expect([engine.isIdle, engine.size, engine.waitingCount, engine.kv.used()]).toEqual([true, 0, 0, 0]);
  });

  it('computes a prompt, then a token a step', () => {
    const rig = rigOf();
    const one = rig.submit(0, sequenceOf(0, 100, 4));
    rig.until(1);
    expect(rig.told).toEqual(['started 0 0', 'begun 0 100', 'finished 0 130']);
    expect(rig.gaps).toEqual([10, 10, 10]);
    expect(one).toMatchObject({ delivered: 4, computed: 100, target: 100 });
    expect([ms(one.firstToken_s!), ms(one.lastToken_s!)]).toEqual([100, 130]);
    expect([rig.engine.isIdle, rig.engine.kv.used()]).toEqual([true, 0]);
  });

  it('finishes one for a single token with its prompt', () => {
    const rig = rigOf();
    rig.submit(0, sequenceOf(0, 100, 1));
    rig.until(1);
    expect(rig.told).toEqual(['started 0 0', 'begun 0 100', 'finished 0 100']);
  });

  it('takes those who come in one instant into one step, in order, whatever else happens in it', () => {
    const rig = rigOf();
    for (const id of [0, 1, 2]) rig.submit(0, sequenceOf(id, 10, 1));
    rig.until(1);
    expect(rig.told.filter((line) => line.startsWith('started'))).toEqual([
      'started 0 0',
      'started 1 0',
      'started 2 0',
    ]);
    expect(rig.told.slice(3)).toEqual([
      'begun 0 30',
      'begun 1 30',
      'begun 2 30',
      'finished 0 30',
      'finished 1 30',
      'finished 2 30',
    ]);
  });

  it('takes a newcomer in at the end of the step under way', () => {
    const rig = rigOf();
    rig.submit(0, sequenceOf(0, 100, 50));
    rig.submit(0.145, sequenceOf(1, 20, 1));
    rig.until(0.146);
    expect([rig.engine.size, rig.engine.waitingCount]).toEqual([1, 1]);
    rig.until(0.151);
    expect([rig.engine.size, rig.engine.waitingCount]).toEqual([2, 0]);
    rig.until(1);
    expect(rig.told).toContain('started 1 150');
    expect(rig.told).toContain('begun 1 171'); // 20 prompt tokens and the other's one
  });

  it('takes one that comes at the very end of a step into the step after the one that begins then', () => {
    const rig = rigOf();
    rig.submit(0, sequenceOf(0, 100, 50));
    rig.submit(0.1, sequenceOf(1, 20, 1));
    rig.until(1);
    expect(rig.told).toContain('started 1 110');
  });

  it('has no more in its batch than it has seats for', () => {
    const rig = rigOf({ max_batch: 2 });
    const all = [0, 1, 2].map((id) => rig.submit(0, sequenceOf(id, 10, 3)));
    rig.until(0.035);
    expect([rig.engine.size, rig.engine.waitingCount]).toEqual([2, 1]);
    expect(all[2]!.stages.holdUps).toEqual({ lackedRoom: true });
    rig.until(1);
    expect(rig.told).toContain('started 2 40');
    expect(rig.told.at(-1)).toBe('finished 2 70');
  });

  it('keeps a computed prompt for another where it does not decode', () => {
    const rig = rigOf({ decodesHere: false });
    const one = rig.submit(0, sequenceOf(0, 100, 50));
    rig.until(0.5);
    expect(rig.told).toEqual(['started 0 0', 'prefilled 0 100']);
    expect([rig.engine.size, rig.engine.kv.used(), one.delivered]).toEqual([0, 100, 0]);
    rig.engine.releaseKept(one);
    expect(rig.engine.kv.used()).toBe(0);
  });

  it('begins a prompt that waited for room when a kept one is fetched', () => {
    const rig = rigOf({ decodesHere: false, engineProfile: smallProfile({ maxKvTokens: 150 }) });
    const one = rig.submit(0, sequenceOf(0, 100, 50));
    rig.submit(0, sequenceOf(1, 100, 50));
    rig.at(0.3, () => rig.engine.releaseKept(one));
    rig.until(1);
    expect(rig.told).toEqual(['started 0 0', 'prefilled 0 100', 'started 1 300', 'prefilled 1 400']);
  });

  describe('a sequence that comes with its prompt computed', () => {
    it('decodes from the step after it is there', () => {
      const rig = rigOf();
      rig.join(0, 0.005, sequenceOf(0, 100, 4));
      rig.until(1);
      expect(rig.told).toEqual(['finished 0 35']);
      expect(rig.gaps).toEqual([10, 10, 10]);
    });

    it('joins the batch at the end of the step under way, its first gap its own', () => {
      const rig = rigOf();
      rig.join(0, 0, sequenceOf(0, 100, 8));
      rig.join(0, 0.023, sequenceOf(1, 100, 3));
      rig.until(1);
      expect(rig.told).toEqual(['finished 1 50', 'finished 0 70']);
      expect([...rig.gaps].sort((a, b) => b - a).slice(0, 2)).toEqual([17, 10]); // from 23 to 40 ms
    });

    it('gets its first token here where the prefill gave it none', () => {
      const rig = rigOf();
      const one = sequenceOf(0, 100, 3);
      rig.at(0, () => rig.engine.reserve(one));
      rig.at(0.001, () => rig.engine.join(one));
      rig.until(1);
      expect(rig.told).toEqual(['begun 0 11', 'finished 0 31']);
      expect([one.firstToken_s, one.delivered]).toEqual([expect.closeTo(0.011, 9), 3]);
    });

    it('has its seat and its room from the reservation on', () => {
      const rig = rigOf({ max_batch: 1 });
      const [one, other] = [sequenceOf(0, 100, 10), sequenceOf(1, 100, 10)];
      expect(rig.engine.canReserve(one)).toBe(true);
      rig.engine.reserve(one);
      expect([rig.engine.kv.used(), rig.engine.size, rig.engine.canReserve(other)]).toEqual([110, 0, false]);
      rig.engine.unreserve(one);
      expect([rig.engine.kv.used(), rig.engine.canReserve(other)]).toEqual([0, true]);
    });

    it('finds no room where its whole life does not fit, or its prompt and one token', () => {
      const engineProfile = smallProfile({ maxKvTokens: 200 });
      const [full, prompt] = [rigOf({ engineProfile }), rigOf({ engineProfile, kv_admission: 'prompt' })];
      for (const { engine } of [full, prompt]) engine.reserve(sequenceOf(0, 100, 20));
      expect([full.engine.kv.used(), prompt.engine.kv.used()]).toEqual([120, 101]);
      const next = sequenceOf(1, 90, 20);
      expect([full.engine.canReserve(next), prompt.engine.canReserve(next)]).toEqual([false, true]);
    });

    it('does not pass those who wait at the engine', () => {
      const rig = rigOf({ max_batch: 1 });
      rig.submit(0, sequenceOf(0, 100, 5));
      rig.submit(0, sequenceOf(1, 100, 5));
      rig.until(0.05);
      expect(rig.engine.canReserve(sequenceOf(2))).toBe(false);
    });
  });

  describe('those whose clients have gone', () => {
    it('leave at the end of the step under way, and give their KV back', () => {
      const rig = rigOf();
      const [gone] = [rig.submit(0, sequenceOf(0, 100, 50)), rig.submit(0, sequenceOf(1, 100, 50))];
      rig.at(0.245, () => {
        gone.isWanted = false;
        rig.engine.dropUnwanted();
      });
      rig.until(0.249);
      expect([rig.engine.size, rig.engine.kv.used()]).toEqual([2, 300]);
      rig.until(0.251);
      expect([rig.engine.size, rig.engine.kv.used()]).toEqual([1, 150]);
      rig.until(5);
      expect(rig.told.filter((line) => line.startsWith('finished'))).toEqual(['finished 1 690']);
    });

    it('are forgotten while they wait', () => {
      const rig = rigOf({ max_batch: 1 });
      rig.submit(0, sequenceOf(0, 100, 1));
      const gone = rig.submit(0, sequenceOf(1, 100, 1));
      rig.submit(0, sequenceOf(2, 100, 1));
      rig.at(0.05, () => {
        gone.isWanted = false;
        rig.engine.dropUnwanted();
      });
      rig.until(1);
      expect(rig.told.filter((line) => line.startsWith('started'))).toEqual(['started 0 0', 'started 2 100']);
    });

    it('leave half-computed prompts behind, whose KV is given back', () => {
      const rig = rigOf({ max_batched_tokens: 100 });
      const gone = rig.submit(0, sequenceOf(0, 250, 5));
      rig.at(0.15, () => {
        gone.isWanted = false;
        rig.engine.dropUnwanted();
      });
      rig.until(0.199);
      expect(rig.engine.kv.used()).toBe(255);
      rig.until(0.3);
      expect([rig.engine.kv.used(), rig.engine.isIdle, rig.told]).toEqual([0, true, ['started 0 0']]);
    });

    it('hear no more, even where the step gave them their first or last token', () => {
      const rig = rigOf();
      const gone = rig.submit(0, sequenceOf(0, 100, 2));
      rig.at(0.105, () => {
        gone.isWanted = false;
        rig.engine.dropUnwanted();
      });
      rig.until(1);
      expect(rig.told).toEqual(['started 0 0', 'begun 0 100']);
    });
  });

  it('hands over those that wait, in order, and none that has begun', () => {
    const rig = rigOf({ max_batch: 1 });
    for (const id of [0, 1, 2]) rig.submit(0, sequenceOf(id, 100, 5));
    rig.until(0.05);
    expect(rig.engine.takeWaiting().map(({ request }) => request.id)).toEqual([1, 2]);
    expect(rig.engine.waitingCount).toBe(0);
    rig.until(1);
    expect(rig.told.filter((line) => line.startsWith('started'))).toEqual(['started 0 0']);
  });

  it('stops at once: nothing that was under way is told any more', () => {
    const rig = rigOf();
    rig.submit(0, sequenceOf(0, 100, 50));
    rig.at(0.205, () => rig.engine.stop());
    rig.until(5);
    expect(rig.told).toEqual(['started 0 0', 'begun 0 100']);
    expect([rig.engine.isIdle, rig.engine.waitingCount]).toEqual([true, 0]);
  });

  it('goes at another pace from the next step on', () => {
    const rig = rigOf();
    rig.submit(0, sequenceOf(0, 100, 8));
    rig.at(0.125, () => rig.engine.setPace(3));
    rig.at(0.185, () => rig.engine.setPace(1));
    rig.until(1);
    // to 130 ms as ever; 160, 190 slow; then 200, 210
    expect(rig.told.at(-1)).toBe('finished 0 210');
    expect(rig.gaps).toEqual([10, 10, 10, 30, 30, 10, 10]);
  });

  it('goes on with a slow step that has begun when its pace is mended', () => {
    const rig = rigOf();
    rig.engine.setPace(2);
    rig.submit(0, sequenceOf(0, 100, 2));
    rig.at(0.1, () => rig.engine.setPace(1));
    rig.until(1);
    expect(rig.told).toEqual(['started 0 0', 'begun 0 200', 'finished 0 210']);
  });

  it('brings its sequences up to date when it is asked', () => {
    const rig = rigOf();
    const one = rig.submit(0, sequenceOf(0, 100, 50));
    rig.until(0.139);
    rig.engine.sync();
    rig.engine.settle();
    expect([one.delivered, ms(one.lastToken_s!), rig.gaps.length]).toEqual([4, 130, 3]);
    rig.until(0.14);
    rig.engine.settle();
    expect([one.delivered, ms(one.lastToken_s!)]).toEqual([5, 140]);
    rig.until(5);
    expect(rig.gaps).toHaveLength(49); // none is told twice
  });

  it('counts its steps', () => {
    const rig = rigOf();
    rig.submit(0, sequenceOf(0, 100, 50));
    rig.until(5);
    expect(rig.steps.single + rig.steps.leapt).toBe(50);
    expect(rig.steps.leapt).toBe(kind === 'leaping' ? 49 : 0);
  });
});
