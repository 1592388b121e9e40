/** How long a worker takes from ordered to ready, stage by stage. */
import type { StartupSpec, StartupStageSpec } from '../../scenarios/index.js';
import { lognormalFromMeanAndP95, type RandomStream } from '../../scenarios/random/index.js';

export interface StartupStage {
  readonly name: string;
  readonly seconds: number;
}

/** Draws the stage times of one start. Fixed stages draw nothing, so they leave the stream where it was. */
export function drawStartup(spec: StartupSpec, random: RandomStream): StartupStage[] {
  return spec.stages.map((stage) => ({ name: stage.name, seconds: stageSeconds(stage, random) }));
}

function stageSeconds(stage: StartupStageSpec, random: RandomStream): number {
  if (stage.lognormal) return lognormalFromMeanAndP95(random, stage.lognormal.mean_s, stage.lognormal.p95_s);
  return stage.fixed_s ?? 0;
}
