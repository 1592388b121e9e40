/** What the simulated engine says about a measured operating point, before any calibration. */
import { loadProfile } from '../../scenarios/index.js';
import { createEngineModel, type EngineModel } from '../../sim/engine-model/index.js';
import { closedLoop, type Loop, type LoopResult } from './closed-loop.js';
import { disaggregatedLoop } from './disaggregated-loop.js';
import type { SiliconRow } from './silicon-rows.js';

/** Each user sends this many requests, the first of all users at once, as the benchmark clients do. */
const REQUESTS_A_USER = 10;
/** Tokens of a step: the engines' defaults on these GPUs. SGLang computes prompts apart from decoding. */
const RULES: Readonly<Record<string, { budget: number; mixes: boolean }>> = {
  vllm: { budget: 8192, mixes: true },
  trtllm: { budget: 8192, mixes: true },
  sglang: { budget: 16384, mixes: false },
};
/** The dated campaign draws lengths evenly from 80 to 100 % of the nominal ones. */
const DRAWN = { mean: 0.9, spread: 1 / 9 };
/** What a row without worker counts is taken to have. */
const UNKNOWN_WORKERS = 1;

const models = new Map<string, EngineModel>();

/** Mean TTFT and TPOT of the simulated closed loop. */
export function simulatePoint(row: SiliconRow): LoopResult {
  const lengths = row.isDrawn ? DRAWN : { mean: 1, spread: 0 };
  const loop: Loop = {
    users: row.concurrency,
    requests: row.concurrency * REQUESTS_A_USER,
    isl: row.isl * lengths.mean,
    osl: row.osl * lengths.mean,
    spread: lengths.spread,
  };
  const rules = RULES[row.backend]!;
  const stages = row.pools.map(({ profile, workers }) => {
    const model = modelOf(profile);
    return {
      model,
      workers: workers ?? UNKNOWN_WORKERS,
      budget: rules.budget * model.attentionDp,
      maxBatch: Number.POSITIVE_INFINITY,
    };
  });
  const [first, second] = stages;
  if (second) return disaggregatedLoop(first!, second, 0, loop);
  return closedLoop(first!.model, { ...first!, mixes: rules.mixes }, loop);
}

function modelOf(id: string): EngineModel {
  let model = models.get(id);
  if (!model) {
    model = createEngineModel(loadProfile(id, (path) => path).profile);
    models.set(id, model);
  }
  return model;
}
