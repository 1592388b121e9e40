/** Cases are scenarios that load as they were asked for. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../scenarios/index.js';
import { testFile, testFolder } from '../../studies/testing/index.js';
import { codeLike, diurnal, trace } from './cases.js';

const OPTIONS = {
  startup_s: 90,
  profile: 'llama-3.1-8b-fp8_h200_sxm_vllm_tp1',
  sla: { ttft_ms: 500, tpot_ms: 40 },
};

describe('a made case', () => {
  it.each([
    ['code-like-7-90s', codeLike, 3600],
    ['diurnal-7-90s', diurnal, 6 * 3600],
  ] as const)('%s loads as it was asked for', (name, make, duration_s) => {
    const made = make(testFolder(), 7, OPTIONS);
    expect(made).toMatchObject({ name, seed: 7 });
    const { scenario } = loadScenario(made.scenario, []);
    expect(scenario).toMatchObject({
      seed: 7,
      sla: OPTIONS.sla,
      planner: { policy: 'static' },
      cluster: { prefill: { replicas: 2 }, decode: { replicas: 1 } },
      traffic: { generator: { duration_s } },
    });
  });

  it('of another startup is another file', () => {
    const folder = testFolder();
    const [slow, fast] = [90, 30].map((startup_s) => codeLike(folder, 1, { ...OPTIONS, startup_s }).scenario);
    expect(slow).not.toBe(fast);
  });
});

describe('a trace', () => {
  it('is a case where its file is there, by a path that holds elsewhere', () => {
    const path = testFile('trace.csv', 'TIMESTAMP,ContextTokens,GeneratedTokens\n');
    const made = trace(testFolder(), { format: 'azure', path, scale: 2 }, OPTIONS)!;
    expect(made.name).toBe('azure-90s');
    expect(loadScenario(made.scenario, []).scenario.traffic).toMatchObject({ path, rate_scale: 2 });
  });

  it('is none where there is no file', () => {
    const path = join(testFolder(), 'missing.csv');
    expect(trace(testFolder(), { format: 'azure', path, scale: 1 }, OPTIONS)).toBeUndefined();
  });
});
