import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { EngineProfile } from '../../planner-core/index.js';
import { latencies, type RequestLine } from '../../reports/index.js';
import { loadProfile, loadScenario, writeProfile } from '../../scenarios/index.js';
import { testFolder } from '../testing/index.js';
import { runTrial } from '../trial/trial.js';
import { calibrate } from './calibrate.js';
import { calibrationText } from './tell.js';

const ID = 'llama-3.1-8b-bf16_h100_sxm_vllm_tp1';
const VARIED = `
  input_tokens: { lognormal: { median: 600, sigma: 0.8, max: 6000 } }
  output_tokens: { lognormal: { median: 100, sigma: 0.5, max: 400 } }`;

let folder: string;
beforeEach(() => {
  folder = testFolder();
});

const quiet = () => undefined;

/** A scenario of one worker with this profile. */
function scenario(
  profile: string,
  lengths = VARIED,
  rate = '[{ from_s: 0, rps: 4 }, { from_s: 20, rps: 12 }, { from_s: 40, rps: 24 }]',
) {
  const file = join(folder, 'scenario.yaml');
  const generator = `generator:\n  duration_s: 60\n  rate: ${rate}${lengths}`.replaceAll('\n', '\n    ');
  writeFileSync(
    file,
    `traffic:\n  format: generated\n  ${generator}
cluster: { mode: aggregated, aggregated: { profile: '${profile}', replicas: 1 } }
planner: { policy: static }
sla: { ttft_ms: 1000 }\n`,
  );
  return loadScenario(file);
}

/** What a client would have recorded of an engine whose profile differs so. */
function recorded(differing: Partial<EngineProfile>, ...of: [lengths?: string, rate?: string]): RequestLine[] {
  const file = join(folder, 'truth.json');
  writeProfile(file, { ...loadProfile(ID, (path) => path).profile, ...differing });
  const lines: RequestLine[] = [];
  runTrial(scenario(file, ...of), {
    requestEnd: (end) => {
      const { ttft_s = Number.NaN, tpot_s = Number.NaN, e2e_s = Number.NaN } = latencies(end);
      const { id, arrival_s, inputTokens, outputTokens } = end;
      const times = { ttft_ms: ttft_s * 1000, tpot_ms: tpot_s * 1000, e2e_ms: e2e_s * 1000 };
      lines.push({ id, arrival_s, inputTokens, outputTokens, ...times });
    },
  });
  return lines.sort((a, b) => a.arrival_s - b.arrival_s);
}

const slower = (prefillFactor: number, batch: number[], factor: number[]) => ({
  calibration: { prefillFactor, decodeFactors: { batch, factor }, source: 'made' },
});

describe('a run of an engine that differs from its profile', () => {
  it('tells the factors and the overhead, and the error goes', () => {
    const lines = recorded({ ...slower(1.2, [1], [1.3]), clientOverheadMs: 6 });
    const { fitted, errors } = calibrate(scenario(ID), lines, 'run', quiet);
    expect(fitted.prefillFactor).toBeCloseTo(1.2, 1);
    expect(fitted.decodeFactors.factor).toHaveLength(1);
    expect(fitted.decodeFactors.factor[0]).toBeCloseTo(1.3, 1);
    expect(Math.abs(fitted.clientOverheadMs - 6)).toBeLessThan(1);
    expect(Math.abs(errors.tpot_ms!.mean.before)).toBeGreaterThan(0.15);
    expect(Math.abs(errors.tpot_ms!.mean.after)).toBeLessThan(0.02);
    expect(Math.abs(errors.ttft_ms!.p90.after)).toBeLessThan(0.05);
  });

  it('of factors that rise with the batch tells them apart', () => {
    const lines = recorded(slower(1, [1, 8, 64], [1, 1.2, 1.8]));
    const { fitted, errors } = calibrate(scenario(ID), lines, 'run', quiet);
    const { factor } = fitted.decodeFactors;
    expect(factor.length).toBeGreaterThan(1);
    expect(factor.at(-1)! - factor[0]!).toBeGreaterThan(0.2);
    expect(Math.abs(errors.tpot_ms!.p90.after)).toBeLessThan(0.05);
  });

  it('that agrees with its profile is left alone', () => {
    const { fitted } = calibrate(scenario(ID), recorded({}), 'run', quiet);
    expect(fitted.prefillFactor).toBeCloseTo(1, 2);
    expect(fitted.decodeFactors.factor.map((factor) => Math.round(factor * 50) / 50)).toEqual([1]);
    expect(fitted.clientOverheadMs).toBeLessThan(0.5);
  });
});

describe('what a run does not tell', () => {
  const ALIKE = '\n  input_tokens: 500\n  output_tokens: 60';

  it('is left as the profile has it, and named', () => {
    const lines = recorded(slower(1.1, [1], [1.1]), ALIKE, '[{ from_s: 0, rps: 1 }]');
    const result = calibrate(scenario(ID, ALIKE), lines, 'run', quiet);
    expect(result.unknown).toContain('clientOverheadMs');
    expect(result.fitted.clientOverheadMs).toBe(0);
    const text = calibrationText(result);
    expect(text).toContain('The run does not tell clientOverheadMs');
    expect(text).toContain('Prompts of 500 to 500 tokens tell little of other lengths');
    expect(text).toMatch(/Decoding ran in batches of 1 to \d alone/);
  });

  it('a run that is too short is refused', () => {
    const lines = recorded({}).slice(0, 30);
    expect(() => calibrate(scenario(ID), lines, 'run', quiet)).toThrow(
      expect.objectContaining({ code: 'HR_CALIBRATION_IMPOSSIBLE' }),
    );
  });
});
