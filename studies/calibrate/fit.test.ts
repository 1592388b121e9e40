/** The fit on a made-up engine whose latencies follow from its factors and overheads, so that the truth is known. */
import { describe, expect, it } from 'vitest';
import type { EngineProfile } from '../../planner-core/index.js';
import { shippedProfile } from '../testing/index.js';
import { fitProfile } from './fit.js';
import type { Groups } from './groups.js';
import { type Fitted, retimed } from './parameters.js';
import type { Latency } from './recorded.js';
import type { Replay } from './replay.js';

const IDS = Array.from({ length: 48 }, (_, id) => id);
const PROFILE: EngineProfile = { ...shippedProfile(), stepOverheadMs: 0, clientOverheadMs: 0 };
const NOTHING: Fitted = {
  prefillFactor: 1,
  decodeFactors: { batch: [1], factor: [1] },
  stepOverheadMs: 0,
  clientOverheadMs: 0,
};

interface Shape {
  /** Prompt tokens and batch sizes of the requests, in turn. */
  readonly prompts: readonly number[];
  readonly batches: readonly number[];
}
const VARIED: Shape = { prompts: [100, 400, 1600, 6400], batches: [1, 8, 64] };

/** 50 µs a prompt token; a decode step of 5 ms and 0.1 ms a request. */
function replayOf({ prompts, batches }: Shape): Replay {
  return (retime) => {
    const { calibration, stepOverheadMs = 0, clientOverheadMs = 0 } = retime(PROFILE);
    const { prefillFactor, decodeFactors } = calibration ?? NOTHING;
    const latency = (id: number): Latency => {
      const batch = batches[id % batches.length]!;
      return {
        ttft_ms: clientOverheadMs + prefillFactor * 0.05 * prompts[id % prompts.length]!,
        tpot_ms: stepOverheadMs + factorAt(decodeFactors, batch) * (5 + 0.1 * batch),
        e2e_ms: 0,
      };
    };
    return new Map(IDS.map((id) => [id, latency(id)]));
  };
}

/** Linear between the batches that have a factor. */
function factorAt({ batch, factor }: Fitted['decodeFactors'], at: number): number {
  const above = batch.findIndex((size) => size >= at);
  if (above <= 0) return above < 0 ? factor.at(-1)! : factor[0]!;
  const share = (at - batch[above - 1]!) / (batch[above]! - batch[above - 1]!);
  return factor[above - 1]! + share * (factor[above]! - factor[above - 1]!);
}

/** Groups of the same prompt, and of the same batch. */
function groupsOf({ prompts, batches }: Shape): Groups {
  const by = (values: readonly number[]) => values.map((_, i) => IDS.filter((id) => id % values.length === i));
  return { byPrompt: by(prompts), byBatch: by(batches), batchOf: new Map() };
}

/** What the fit makes of a run of an engine that differs so from its profile. */
function fitted(truth: Partial<Fitted>, shape = VARIED, batches: readonly number[] = shape.batches) {
  const told: string[] = [];
  const replay = replayOf(shape);
  const measured = replay((profile) => retimed(profile, { ...NOTHING, ...truth }, 'truth'));
  const input = {
    replay,
    groups: groupsOf(shape),
    measured,
    profile: PROFILE,
    scale: { step_ms: 8, client_ms: 100 },
    batches,
  };
  return { ...fitProfile(input, (text) => told.push(text)), told };
}

describe('the fit', () => {
  it('recovers factors and the overhead of the client', () => {
    const { fitted: found, unknown } = fitted({
      prefillFactor: 1.2,
      decodeFactors: { batch: [1], factor: [1.3] },
      clientOverheadMs: 6,
    });
    expect(found.prefillFactor).toBeCloseTo(1.2, 2);
    expect(found.decodeFactors.factor).toEqual([expect.closeTo(1.3, 1)]);
    expect(found.clientOverheadMs).toBeCloseTo(6, 0);
    expect(unknown).toEqual([]);
  });

  it('of an engine that agrees with its profile leaves it alone', () => {
    const { fitted: found } = fitted({});
    expect(found.prefillFactor).toBeCloseTo(1, 3);
    expect(found.decodeFactors).toEqual({ batch: [8], factor: [expect.closeTo(1, 3)] });
    expect(found.clientOverheadMs).toBeCloseTo(0, 2);
    expect(found.stepOverheadMs).toBeCloseTo(0, 2);
  });

  it('gives single batch sizes factors of their own where one is not enough', () => {
    const { fitted: found } = fitted({ decodeFactors: { batch: [1, 8, 64], factor: [1, 1.2, 1.8] } });
    expect(found.decodeFactors.batch).toEqual([1, 8, 64]);
    expect(found.decodeFactors.factor.map((factor) => Number(factor.toFixed(1)))).toEqual([1, 1.2, 1.8]);
  });

  it('keeps one factor where the run had but one batch size', () => {
    const { fitted: found } = fitted({ decodeFactors: { batch: [1], factor: [1.5] } }, { ...VARIED, batches: [8] });
    expect(found.decodeFactors).toEqual({ batch: [8], factor: [expect.closeTo(1.5, 1)] });
  });

  it('says what it is about to do', () => {
    expect(fitted({}).told).toEqual([
      'fitting factors',
      'fitting factors of batch sizes',
      'fitting the overhead of a step',
    ]);
  });
});

describe('what the run does not tell', () => {
  it('is the client’s overhead, where all prompts are alike: the factor takes it all', () => {
    const { fitted: found, unknown } = fitted({ prefillFactor: 1.4 }, { ...VARIED, prompts: [1000] });
    expect(unknown).toContain('clientOverheadMs');
    expect(found.clientOverheadMs).toBe(0);
    expect(found.prefillFactor).toBeCloseTo(1.4, 2);
  });

  it('is the overhead of a step, where all batches are alike', () => {
    const { unknown, fitted: found } = fitted({}, { ...VARIED, batches: [8] });
    expect(unknown).toContain('stepOverheadMs');
    expect(found.stepOverheadMs).toBe(0);
  });

  it('is named once, and what it does tell is still fitted', () => {
    const { unknown, fitted: found } = fitted({ prefillFactor: 0.8 }, { prompts: [1000], batches: [8] });
    expect(new Set(unknown).size).toBe(unknown.length);
    expect(unknown).toEqual(expect.arrayContaining(['clientOverheadMs', 'stepOverheadMs']));
    expect(found.prefillFactor).toBeCloseTo(0.8, 2);
  });

  it('stays as the profile has it', () => {
    const shape = { ...VARIED, prompts: [1000] };
    const profile = { ...PROFILE, clientOverheadMs: 3 };
    const replay: Replay = (retime) => replayOf(shape)((each) => retime({ ...each, clientOverheadMs: 3 }));
    const input = {
      replay,
      groups: groupsOf(shape),
      measured: replay((each) => each),
      profile,
      scale: { step_ms: 8, client_ms: 100 },
      batches: [8],
    };
    expect(fitProfile(input, () => undefined).fitted.clientOverheadMs).toBe(3);
  });
});
