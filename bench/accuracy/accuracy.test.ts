import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadProfile } from '../../scenarios/index.js';
import type { Correction } from './correction.js';
import { corrector } from './corrections.js';
import { heldOutHalf } from './halves.js';
import { createKriging, quantile } from './kriging.js';
import { leftOutCalibrated, leftOutUncalibrated } from './left-out.js';
import { closedLoop, play } from './play.js';
import { CALIBRATED, UNCALIBRATED } from './settings.js';
import { readSilicon } from './silicon-rows.js';
import { scoreSplitwise } from './splitwise.js';
import { decodeErrors, prefillErrors } from './step-tables.js';
import { scoreVllmRuns } from './vllm-runs.js';
import { likelyWorkers } from './worker-counts.js';

const DATA = '../shared/data/accuracy';

describe('kriging', () => {
  const places = [0, 1, 2.5, 4, 7];
  const kernel = (a: number, b: number) => Math.exp(-((a - b) ** 2) / 4);
  const kriging = createKriging(places.length, (i, j) => kernel(places[i]!, places[j]!), 1e-6);
  const guess = (x: number, values: readonly number[], without: readonly number[]) =>
    kriging.predict(
      Float64Array.from(places, (place) => kernel(x, place)),
      kriging.weights(Float64Array.from(values)),
      without,
    );

  it('gives back what was measured', () => {
    for (const [i, x] of places.entries()) expect(guess(x, [3, 1, 4, 1, 5], [])).toBeCloseTo([3, 1, 4, 1, 5][i]!, 3);
  });

  it('does not see what is left out', () => {
    expect(guess(6.5, [1, 2, 3, 4, 5], [4])).toBeCloseTo(guess(6.5, [1, 2, 3, 4, 50], [4]), 9);
    expect(guess(3, [1, 2, 3, 4, 5], [0, 4])).toBeCloseTo(guess(3, [-9, 2, 3, 4, 50], [0, 4]), 9);
    expect(guess(6.5, [1, 2, 3, 4, 5], [])).not.toBeCloseTo(guess(6.5, [1, 2, 3, 4, 50], []), 1);
  });

  it('falls back on the middle far away', () => expect(guess(1000, [1, 2, 3, 4, 50], [])).toBeCloseTo(3, 9));
});

it('a quantile lies between the order statistics', () => expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5));

describe('corrections', () => {
  const point = (change: Partial<Correction>): Correction => ({
    configuration: 'a',
    profile: 'p',
    engine: 'vllm',
    version: '0.19.0',
    campaign: true,
    model: 'm',
    system: 's',
    precision: 'fp8',
    concurrency: 16,
    isl: 1024,
    osl: 1024,
    ttft: 0.2,
    tpot: 0.1,
    simulated: { ttft: 100, tpot: 10 },
    measurement: 1,
    ...change,
  });

  it('of a configuration carry over to its other points, most of all to near ones', () => {
    const points = [point({}), point({ configuration: 'b', profile: 'q', model: 'n', tpot: -0.3 })];
    const correct = corrector(points, 'tpot', CALIBRATED.tpot);
    expect(correct(point({ concurrency: 32 }))(() => false)).toBeGreaterThan(0);
    expect(correct(point({ concurrency: 32 }))((one) => one.configuration === 'a')).toBeLessThan(0);
  });

  it('of others are cut before they count', () => {
    const wild = [point({ tpot: 50 }), point({ tpot: 50, configuration: 'b' })];
    const guess = corrector(wild, 'tpot', UNCALIBRATED.tpot)(point({ configuration: 'c', profile: 'r' }))(() => false);
    expect(guess).toBeLessThan(UNCALIBRATED.tpot.most + 0.1);
  });

  it('leave out the same measurement under any name, and without calibration the same profile', () => {
    const [near, far] = [leftOutCalibrated(point({})), leftOutUncalibrated(point({}))];
    expect([near, far].map((isLeftOut) => isLeftOut(point({ configuration: 'b', profile: 'q' })))).toEqual([
      true,
      true,
    ]);
    expect([near, far].map((isLeftOut) => isLeftOut(point({ measurement: 2 })))).toEqual([false, true]);
    expect([near, far].map((isLeftOut) => isLeftOut(point({ measurement: 2, profile: 'q' })))).toEqual([false, false]);
  });

  it('are held out by configuration, and those that share a measurement together', () => {
    const names = Array.from({ length: 200 }, (_, i) => `configuration ${i}`);
    const alone = heldOutHalf(names.map((configuration, measurement) => point({ configuration, measurement })));
    expect(names.filter(alone).length).toBeGreaterThan(60);
    expect(names.filter(alone).length).toBeLessThan(140);
    const chained = heldOutHalf(
      names.flatMap((configuration, i) => [
        point({ configuration, measurement: i }),
        point({ configuration, measurement: i + 1 }),
      ]),
    );
    expect(new Set(names.map(chained)).size).toBe(1);
  });
});

describe('the workers that a row without counts is taken to have', () => {
  const load = { concurrency: 256, isl: 1024, osl: 1024, stepTokens: 8192 };
  const { profile } = loadProfile('llama-3.1-70b-fp8_h100_sxm_vllm_tp4', (path) => path);

  it('decode in fours where they are small, and alone where they are large', () => {
    expect(likelyWorkers(profile, profile, load).decode).toBe(4);
    expect(likelyWorkers(profile, { ...profile, gpusPerWorker: 32 }, load).decode).toBe(1);
  });

  it('compute prompts as fast as decoding asks for: more for longer prompts, one at least', () => {
    const prefill = (change: Partial<typeof load>) => likelyWorkers(profile, profile, { ...load, ...change }).prefill;
    expect(prefill({ concurrency: 1 })).toBe(1);
    expect(prefill({ isl: 8192 })).toBeGreaterThan(prefill({ isl: 1024 }));
  });
});

describe('a closed loop', () => {
  const { profile } = loadProfile('llama-3.1-70b-fp8_h100_sxm_vllm_tp4', (path) => path);
  const ends = play(
    [{ profile, workers: 1, spec: {} }],
    closedLoop(4, 20, () => [512, 64]),
  );

  it('serves all its requests, as many at a time as it has users', () => {
    expect(ends).toHaveLength(20);
    for (const end of ends) {
      const inside = ends.filter((one) => one.arrival_s <= end.arrival_s && one.lastToken_s! > end.arrival_s);
      expect(inside.length).toBeLessThanOrEqual(4);
    }
  });

  it('sends the next request when one has ended', () => {
    const lastTokens = new Set(ends.map((end) => end.lastToken_s));
    for (const end of ends) if (end.arrival_s > 0) expect(lastTokens).toContain(end.arrival_s);
  });
});

it('a linear table is guessed exactly with a point left out', () => {
  const { profile } = loadProfile('llama-3.1-8b-bf16_h100_sxm_vllm_tp1', (path) => path);
  const tokens = [100, 200, 300, 500];
  const straight = {
    ...profile,
    prefillTable: {
      batch: [1, 1, 1, 1],
      newTokens: tokens,
      cachedTokens: [0, 0, 0, 0],
      stepMs: tokens.map((n) => n / 10),
    },
    decodeSteps: [{ contextTokens: 100, batch: [1, 2, 4], stepMs: [11, 12, 14] }],
  };
  for (const error of [...prefillErrors(straight), ...decodeErrors(straight)]) expect(error).toBeCloseTo(0, 9);
  expect(prefillErrors(straight)).toHaveLength(2);
  expect(decodeErrors(straight)).toHaveLength(1);
});

it('skips and counts operating points without times or a shipped profile', () => {
  const folder = mkdtempSync(join(tmpdir(), 'operating-points-'));
  const columns = 'id,mode,backend,concurrency,isl,osl,silicon_ttft_ms,silicon_tpot_ms';
  const rows = ['good', 'strange', 'unlisted'].map((id) => `${id},agg,vllm,4,1024,512,80,9`);
  writeFileSync(join(folder, 'measured.csv'), [columns, ...rows, 'idle,agg,vllm,4,1024,512,,9'].join('\n'));
  try {
    expect(readSilicon(folder)).toEqual({ rows: [], skipped: 4 });
    const shipped = 'llama-3.1-70b-fp8_h100_sxm_vllm_tp4';
    const profiles = [`good,${shipped}`, 'strange,no-such-profile', `idle,${shipped}`];
    writeFileSync(join(folder, 'profiles.csv'), ['id,profile', ...profiles].join('\n'));
    const { rows: read, skipped } = readSilicon(folder);
    expect(read.map(({ id }) => id)).toEqual(['good']);
    expect(skipped).toBe(3);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe.skipIf(!existsSync(DATA))(`measured data of ${DATA}`, () => {
  it('reads operating points with their configurations', () => {
    const { rows, skipped } = readSilicon(`${DATA}/silicon`);
    expect(rows.length + skipped).toBe(3098);
    expect(new Set(rows.map((row) => row.configuration)).size).toBeGreaterThan(250);
  });

  it('vLLM runs: throughput and TPOT within 3 %, E2E within 4 %, TTFT p90 within 12 %', () => {
    for (const score of Object.values(scoreVllmRuns(`${DATA}/vllm_runs`, () => undefined))) {
      expect(Math.abs(score.throughput_pct)).toBeLessThan(3);
      expect(Math.abs(score.tpot_mean_pct)).toBeLessThan(3);
      expect(Math.abs(score.e2e_mean_pct)).toBeLessThan(4);
      expect(Math.abs(score.ttft_p90_pct)).toBeLessThan(12);
    }
  });

  it("Splitwise's rows are guessed from their repeats and neighbours", () => {
    const { prompt, token } = scoreSplitwise(`${DATA}/splitwise/perf_model.csv`);
    expect(prompt.median_pct).toBeLessThan(2);
    expect(prompt.p95_pct).toBeLessThan(10);
    expect(token.p95_pct).toBeLessThan(10);
  });
});
