/** Runs made by the simulator itself: the factors that they were made with are found again. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadProfile } from '../../scenarios/index.js';
import { testFolder } from '../../studies/testing/index.js';
import { play } from './play.js';
import { scoreVllmRuns } from './vllm-runs.js';

const ROOFLINE = 'roofline:llama-3.1-8b@rtx_4090:tp=1';

function settings(model = 'meta-llama/Llama-3.1-8B', hardware = 'RTX4090') {
  return {
    engine_kwargs: { model, tensor_parallel_size: 1, max_num_seqs: 64, max_num_batched_tokens: 2048 },
    cluster_config_used_by_LLMServingSim: { nodes: [{ instances: [{ hardware }] }] },
  };
}

/** Rows of requests.csv, as the simulated engine would have been measured; ten seconds apart, so that none waits for another. */
function rowsOf(run: string, count: number, prefillFactor: number, decodeFactor: number): string[] {
  const { profile } = loadProfile(ROOFLINE, (path) => path);
  const calibration = { prefillFactor, decodeFactors: { batch: [1], factor: [decodeFactor] }, source: 'made' };
  const spec = { max_batch: 64, max_batched_tokens: 2048, block_tokens: 16 };
  const requests = Array.from({ length: count }, (_, id) => ({
    id,
    arrival_s: 10 * id,
    inputTokens: 200 + 37 * (id % 7),
    outputTokens: 10 + (id % 5),
  }));
  const ends = play([{ profile: { ...profile, calibration }, workers: 1, spec }], { requests });
  return ends.map(({ id, arrival_s, outputTokens, firstToken_s, lastToken_s }) =>
    [
      run,
      id,
      arrival_s,
      requests[id]!.inputTokens,
      outputTokens,
      (firstToken_s! - arrival_s) * 1000,
      (lastToken_s! - arrival_s) * 1000,
    ].join(','),
  );
}

function score(runs: Readonly<Record<string, object>>, rows: readonly string[]) {
  const folder = testFolder();
  writeFileSync(join(folder, 'runs.json'), JSON.stringify(runs));
  const header = 'run_id,request,sent_arrival_s,input_tokens,output_tokens,ttft_ms,e2e_ms';
  writeFileSync(join(folder, 'requests.csv'), [header, ...rows].join('\n'));
  const said: string[] = [];
  return { scores: scoreVllmRuns(folder, (line) => said.push(line)), said };
}

describe('a run', () => {
  it('is fitted on the first half and scored on the rest', () => {
    const { scores, said } = score({ a: settings() }, rowsOf('a', 24, 1.5, 2));
    expect(scores['a']).toMatchObject({ fitted_requests: 12, scored_requests: 12 });
    expect(scores['a']!.prefill_factor).toBeCloseTo(1.5, 1);
    expect(scores['a']!.decode_factor).toBeCloseTo(2, 1);
    for (const figure of [
      'throughput_pct',
      'tpot_mean_pct',
      'e2e_mean_pct',
      'ttft_mean_pct',
      'ttft_p90_pct',
    ] as const) {
      expect(Math.abs(scores['a']![figure])).toBeLessThan(1);
    }
    expect(said).toEqual(['vllm_runs: a done']);
  });

  it('of fewer than twenty requests is not scored, and says so', () => {
    const { scores, said } = score({ a: settings() }, rowsOf('a', 19, 1, 1));
    expect(scores).toEqual({});
    expect(said).toEqual(['vllm_runs: 19 requests of a are too few']);
  });

  it.each([
    ['model', settings('nobody/knows-this')],
    ['GPU', settings(undefined, 'ABACUS')],
  ])('on an unknown %s is not scored, and says so', (_, unknown) => {
    expect(score({ a: unknown }, [])).toEqual({ scores: {}, said: ['vllm_runs: no profile for a'] });
  });
});
