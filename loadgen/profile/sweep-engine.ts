/** All points of a plan, cheap ones first; those that the journal has are not measured again. */

import type { PointJournal } from './journal.js';
import type { KvCapacity } from './kv-capacity.js';
import { reckonedCapacity } from './kv-capacity.js';
import { firstRamp, measureDecode, measurePrompt } from './measure-points.js';
import type { ProbePlan } from './plan.js';
import type { EnginePoint } from './points.js';
import type { Probe, ProbeSetting } from './probe.js';

/** A batch is not tried beyond this share of the cache, for it would wait and be preempted. */
const MOST_KV_SHARE = 0.9;
/** Tokens of prompt that take about as long as one decode step; for the estimate of what is left. */
const PROMPT_TOKENS_PER_STEP = 400;

/** The engine's first request of a shape may compile; it is measured by nobody. */
const WARM_UP: ProbeSetting = { streams: 2, requests: 2, inputTokens: 64, outputTokens: 8 };

/** How far a measurement is. */
export interface SweepProgress {
  readonly text: string;
  /** Of the work that was not in the journal. */
  readonly fraction: number;
}

/** Measures what is missing. Rejects as the probe does, with everything done in the journal. */
export async function sweepEngine(
  probe: Probe,
  plan: ProbePlan,
  capacity: KvCapacity | undefined,
  journal: PointJournal,
  tell: (progress: SweepProgress) => void,
): Promise<EnginePoint[]> {
  const tasks = tasksOf(plan, probe).filter((task) => fits(task, capacity));
  const missing = tasks.filter(({ key }) => !journal.find(key));
  const total = missing.reduce((sum, { cost }) => sum + cost, 0);
  let done = 0;
  if (missing.length > 0) await probe(WARM_UP);
  const points: EnginePoint[] = [];
  for (const task of tasks) {
    const known = journal.find(task.key);
    if (known) {
      points.push(known);
      continue;
    }
    tell({ text: task.text, fraction: done / total });
    done += task.cost;
    if (!fits(task, capacity ?? reckonedCapacity(points)) || isBeyondRefused(task, points)) continue;
    const point = await task.measure();
    journal.add(task.key, point);
    points.push(point);
  }
  return points;
}

function fits({ kvTokens }: Task, capacity: KvCapacity | undefined): boolean {
  return !capacity || kvTokens <= MOST_KV_SHARE * capacity.tokens;
}

interface Task {
  readonly key: string;
  readonly text: string;
  readonly batch: number;
  readonly inputTokens: number;
  readonly kvTokens: number;
  readonly cost: number;
  measure(): Promise<EnginePoint>;
}

function tasksOf(plan: ProbePlan, probe: Probe): Task[] {
  const { inputTokens, contextTokens, batches, repeats, steadySteps } = plan;
  const ramp = firstRamp();
  const prompts = inputTokens.map(
    (tokens): Task => ({
      key: `prompt ${tokens} × ${repeats}`,
      text: `prompts of ${tokens} tokens`,
      batch: 1,
      inputTokens: tokens,
      kvTokens: tokens,
      cost: (repeats * tokens) / PROMPT_TOKENS_PER_STEP,
      measure: () => measurePrompt(probe, tokens, plan),
    }),
  );
  const decodes = batches.flatMap((batch) =>
    contextTokens.map(
      (context): Task => ({
        key: `decode ${batch} at ${context} × ${repeats} of ${steadySteps}`,
        text: `batch of ${batch} at ${context} tokens`,
        batch,
        inputTokens: context,
        kvTokens: batch * (context + steadySteps),
        cost: repeats * ((batch * context) / PROMPT_TOKENS_PER_STEP + steadySteps),
        measure: () => measureDecode(probe, batch, context, plan, ramp),
      }),
    ),
  );
  return [...prompts, ...decodes];
}

/** What is as large in both ways as something that was refused is not tried. */
function isBeyondRefused({ batch, inputTokens }: Task, points: readonly EnginePoint[]): boolean {
  return points.some((point) => point.kind === 'refused' && point.batch <= batch && point.inputTokens <= inputTokens);
}
