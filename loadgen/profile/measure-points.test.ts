/** How a point is asked for: lengths of prompts and outputs, what is learnt, what is refused. */
import { describe, expect, it } from 'vitest';
import { answered, endOf, PLAN } from '../testing/engine-rig.js';
import { firstRamp, measureDecode, measurePrompt } from './measure-points.js';
import type { ProbeResult, ProbeSetting } from './probe.js';

/** A probe that writes down what it was asked. */
function probing(answer: (setting: ProbeSetting, call: number) => ProbeResult = (setting) => answered(setting)) {
  const asked: ProbeSetting[] = [];
  const probe = async (setting: ProbeSetting) => answer(setting, asked.push(setting));
  return { asked, probe };
}

describe('prompts', () => {
  it('are five a repeat, one after another, with one token of output', async () => {
    const { asked, probe } = probing();
    const point = await measurePrompt(probe, 500, PLAN);
    expect(asked).toEqual([{ streams: 1, requests: 10, inputTokens: 500, outputTokens: 1 }]);
    // sent at 1 ms, first token at 2 + 50 ms
    expect(point).toEqual({ kind: 'prompt', inputTokens: 500, promptTokens: 500, ttft_ms: Array(10).fill(51) });
  });

  it.each([
    ['64 tokens of a template', 200, 64, false],
    ['65 of a short prompt', 200, 65, true],
    ['a tenth of a long one', 1000, 100, false],
    ['more than that', 1000, 101, true],
  ])('may have %s from the prefix cache', async (_name, inputTokens, cachedTokens, isRefused) => {
    const { probe } = probing((setting) => answered(setting, { ends: [endOf(setting, 0, { cachedTokens })] }));
    const point = measurePrompt(probe, inputTokens, PLAN);
    if (!isRefused) expect((await point).kind).toBe('prompt');
    else
      await expect(point).rejects.toMatchObject({
        code: 'HR_ENGINE_UNMEASURABLE',
        message: expect.stringContaining(`took ${cachedTokens} of ${inputTokens} prompt tokens from its prefix cache`),
      });
  });

  it('are tried four times while the client is late; the last reason is told', async () => {
    const { asked, probe } = probing((setting, call) => answered(setting, { faults: [`reason ${call}`] }));
    await expect(measurePrompt(probe, 70, PLAN)).rejects.toMatchObject({
      code: 'HR_MEASUREMENT_LATE',
      message: expect.stringContaining('reason 4, in 4 tries of 1 × 70 tokens'),
    });
    expect(asked).toHaveLength(4);
  });

  it('are refused with a reason, known or not', async () => {
    const client = { started_s: 0, chunks: 0, sharedReads: 0, target: 'x' };
    const { probe } = probing((setting) =>
      answered(setting, { ends: [endOf(setting, 0), endOf(setting, 1, { status: 'unfinished', client })] }),
    );
    expect(await measurePrompt(probe, 70, PLAN)).toEqual({
      kind: 'refused',
      inputTokens: 70,
      batch: 1,
      reason: 'unfinished (status –)',
    });
  });
});

describe('a batch', () => {
  it('has its context in the middle of the window', async () => {
    const { asked, probe } = probing();
    await measureDecode(probe, 4, 1024, PLAN, { stepsPerPromptToken: 1 / 4096 });
    // a ramp of 2 + 4 × 1024 ÷ 4096 steps, then 40: the middle lies 3 + 20 tokens behind the prompt
    expect(asked[0]).toEqual({ streams: 4, requests: 4, inputTokens: 1001, outputTokens: 43 });
    expect(asked).toHaveLength(2);
  });

  it('has prompts of 16 tokens at least', async () => {
    const { asked, probe } = probing();
    await measureDecode(probe, 1, 30, PLAN, firstRamp());
    expect(asked[0]!.inputTokens).toBe(16);
  });

  it('has the figures of each repeat, and of the middle one its context', async () => {
    const steady = [
      { mean_s: 0.008, count: 160, outputBefore: 20 },
      { mean_s: 0.01, count: 160, outputBefore: 30 },
    ];
    const { probe } = probing((setting, call) => answered(setting, { steady: steady[call - 1], kvUsage: 0.1 * call }));
    expect(await measureDecode(probe, 4, 1024, PLAN, firstRamp())).toEqual({
      kind: 'decode',
      batch: 4,
      contextTokens: 1024,
      meanContext: 1026, // prompts of 1001 tokens and 20 or 30 more
      itl_ms: [8, 10],
      tokensPerPiece: 1,
      kv: { tokens: 4 * (1001 + 43), usage: 0.2 },
    });
  });

  it('counts several tokens a piece, and the prompt as the engine does', async () => {
    const { probe } = probing((setting) => {
      const client = {
        started_s: 0,
        chunks: setting.outputTokens / 2,
        sharedReads: 0,
        target: 'x',
        usageInputTokens: 1100,
      };
      const ends = Array.from({ length: 4 }, (_, id) => endOf(setting, id, { client }));
      return answered(setting, { ends, steady: { mean_s: 0.01, count: 160, outputBefore: 10 } });
    });
    expect(await measureDecode(probe, 4, 1024, PLAN, firstRamp())).toMatchObject({
      tokensPerPiece: 2,
      meanContext: 1120,
    });
  });

  it('learns how long the ramp is, with a quarter of room', async () => {
    const ramp = firstRamp();
    const { probe } = probing((setting) =>
      answered(setting, { steady: { mean_s: 0.01, count: 160, outputBefore: 122 } }),
    );
    await measureDecode(probe, 4, 1024, PLAN, ramp);
    // of 122 steps 20 were in the window and 2 are always there
    expect(ramp.stepsPerPromptToken).toBeCloseTo((1.25 * 100) / (4 * 1001), 12);
    const short = probing((setting) => answered(setting, { steady: { mean_s: 0.01, count: 160, outputBefore: 5 } }));
    await measureDecode(short.probe, 4, 1024, PLAN, ramp);
    expect(ramp.stepsPerPromptToken).toBe(0);
  });

  it('that never decodes together is given up after five lengthenings, and tells what fitted', async () => {
    const { asked, probe } = probing((setting) => answered(setting, { steady: undefined, together: 3 }));
    const point = await measureDecode(probe, 4, 1024, PLAN, firstRamp());
    expect(asked.map(({ outputTokens }) => outputTokens)).toEqual([43, 60, 80, 120, 200, 360]);
    expect(point).toEqual({
      kind: 'refused',
      inputTokens: 684,
      batch: 4,
      reason: 'only 3 of 4 streams decoded at once',
      fittedTokens: 3 * (684 + 360),
    });
  });

  it.each([
    [79, 3],
    [80, 2],
  ])('needs half of its gaps: after %d of 160 it is probed %d times', async (count, probes) => {
    const { asked, probe } = probing((setting, call) =>
      answered(setting, { steady: { mean_s: 0.01, count: call === 1 ? count : 160, outputBefore: 22 } }),
    );
    await measureDecode(probe, 4, 1024, PLAN, firstRamp());
    expect(asked).toHaveLength(probes);
  });
});
