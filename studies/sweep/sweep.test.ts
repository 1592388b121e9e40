import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSweep, type SweepSpec } from '../../scenarios/index.js';
import { keptSources } from '../pool/kept-sources.js';
import { playTrial } from '../pool/play-trial.js';
import type { TrialRunner, TrialSpec } from '../pool/trial-runner.js';
import { runSweep, sweepText, writeSweep } from './index.js';
import { pointsOf } from './points.js';

const spec = (fields: Partial<SweepSpec> & Pick<SweepSpec, 'axes'>): SweepSpec => ({
  scenario: 'x.yaml',
  set: [],
  seeds: 1,
  ...fields,
});
const range = { from: 1, to: 100, steps: 3, scale: 'log' as const, whole: false };

describe('points', () => {
  it('of a grid are every combination, the last axis turning fastest', () => {
    const points = pointsOf(spec({ axes: { 'a.b': [1, 2], c: ['x', { y: 1 }] } }));
    expect(points.map(({ sets }) => sets)).toEqual([
      ['a.b=1', 'c="x"'],
      ['a.b=1', 'c={"y":1}'],
      ['a.b=2', 'c="x"'],
      ['a.b=2', 'c={"y":1}'],
    ]);
  });

  it('of a range lie evenly or by equal ratios, ends included; an axis may set several fields', () => {
    const linear = { ...range, scale: 'linear' as const, steps: 4, whole: true };
    const points = pointsOf(spec({ axes: { 'p, q': range } }));
    expect(points.map(({ sets }) => sets)).toEqual([1, 10, 100].map((value) => [`p=${value}`, `q=${value}`]));
    expect(pointsOf(spec({ axes: { p: linear } })).map(({ values }) => values['p'])).toEqual([1, 34, 67, 100]);
  });

  it('of a sample have one in every stratum of every axis, the same ones for the same seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(1000), (points, seed) => {
        const axes = { a: { ...range, scale: 'linear' as const, from: 0, to: 1 }, b: range, c: [7, 8, 9] };
        const drawn = pointsOf(spec({ axes, sample: { points, seed } }));
        const strata = (values: number[]) =>
          values.map((u) => Math.min(points - 1, Math.floor(u * points + 1e-4))).sort((x, y) => x - y);
        const each = Array.from({ length: points }, (_, i) => i);
        const numbers = (axis: string) => drawn.map(({ values }) => Number(values[axis]));
        // values are written with six digits, so that one at the edge of its stratum may seem to be in the next
        const near = (got: number[]) => got.every((stratum, i) => Math.abs(stratum - each[i]!) <= 1);
        expect(near(strata(numbers('a')))).toBe(true);
        expect(near(strata(numbers('b').map((value) => Math.log(value) / Math.log(100))))).toBe(true);
        const counts = [7, 8, 9].map((value) => numbers('c').filter((one) => one === value).length);
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(2);
        expect(pointsOf(spec({ axes, sample: { points, seed } }))).toEqual(drawn);
      }),
    );
  });
});

describe('a sweep', () => {
  let folder: string;
  let path: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'headroom-sweep-'));
    writeFileSync(join(folder, 'small.yaml'), SCENARIO);
    path = join(folder, 'sweep.yaml');
    writeFileSync(path, SWEEP);
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const sources = keptSources();
  const inline = (played: TrialSpec[] = []): TrialRunner => ({
    run: async (specs, options) =>
      specs.map((one, i) => {
        played.push(one);
        const outcome = playTrial(one, sources);
        options?.onOutcome?.(i, outcome);
        return outcome;
      }),
    close: async () => undefined,
  });

  it('gives a row a point, more workers serving better, and the same bytes twice', async () => {
    const loaded = loadSweep(path);
    const result = await runSweep(loaded, inline());
    expect(result.rows.map(({ values }) => values)).toHaveLength(4);
    const [one, , two] = result.rows;
    expect(two!.attainment).toBeGreaterThan(one!.attainment!);
    expect(one!.ttft_p99_ms).toBeGreaterThan(two!.ttft_p99_ms!);
    const files = ['sweep.json', 'sweep.csv', 'sweep.html'];
    const written = async (name: string) => {
      await writeSweep(join(folder, name), await runSweep(loaded, inline()), false);
      return files.map((file) => readFileSync(join(folder, name, file), 'utf8'));
    };
    const first = await written('a');
    expect(await written('b')).toEqual(first);
    expect(first[1]!.split('\n')[0]).toMatch(/^cluster\.aggregated\.replicas,planner\.interval_s,runs,attainment,/);
    expect(first[2]!.match(/<svg/g)).toHaveLength(3);
    expect(sweepText(result)).toMatch(/4 points; .*cluster\.aggregated\.replicas = 2/);
  });

  it('gives up a point whose first run is hopeless, and counts its one run', async () => {
    const loaded = loadSweep(path);
    const whole = await runSweep(loaded, inline());
    const played: TrialSpec[] = [];
    const [least, most] = [0, 2].map((i) => whole.rows[i]!.attainment!) as [number, number];
    const sweep = { ...loaded.sweep, give_up_below: (least + most) / 2 };
    const { rows } = await runSweep({ ...loaded, sweep }, inline(played));
    expect(rows.map(({ runs }) => runs)).toEqual([1, 1, 2, 2]);
    expect(played).toHaveLength(6);
  });

  it('tells in its row that a point fails, and goes on', async () => {
    const loaded = loadSweep(path);
    const sweep = { ...loaded.sweep, axes: { 'planner.policy': ['static', 'statik'] } };
    const { rows } = await runSweep({ ...loaded, sweep }, inline());
    expect(rows[0]!.failure).toBeUndefined();
    expect(rows[1]!.failure!.message).toContain("Did you mean 'static'?");
  });

  it('tells a mistake in its file by place and nearest name', () => {
    const bad = join(folder, 'bad.yaml');
    writeFileSync(bad, 'scenario: small.yaml\nseed: 3\naxes: { a: [] }\n');
    expect(() => loadSweep(bad)).toThrow(
      /bad\.yaml:3:12: axes\.a: found \[\].*\n.*bad\.yaml:2:1: seed: no such field\n {2}Did you mean 'seeds'\?/,
    );
  });
});

const SCENARIO = `
traffic:
  format: generated
  generator: { duration_s: 60, rate: [{ from_s: 0, rps: 5 }], input_tokens: 3000, output_tokens: 40 }
cluster:
  mode: aggregated
  aggregated: { profile: llama-3.1-70b-fp8_h200_sxm_vllm_tp1, replicas: 1 }
planner: { policy: static }
sla: { ttft_ms: 2000, tpot_ms: 100 }
`;
const SWEEP = `
scenario: small.yaml
axes:
  cluster.aggregated.replicas: [1, 2]
  planner.interval_s: { from: 60, to: 120, steps: 2 }
seeds: 2
`;
