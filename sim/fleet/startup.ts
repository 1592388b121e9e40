/** How long one attempt to start takes, stage by stage, and whether it fails. */
import type { ProvisionSpec, StartFailureSpec, StartupSpec, StartupStageSpec } from '../../scenarios/index.js';
import { lognormalFromMeanAndP95, type RandomStream } from '../../scenarios/random/index.js';

/** A stage takes its seconds, or as long as its bytes need over a bandwidth that others share. */
export type StartupStage =
  | { readonly name: string; readonly seconds: number }
  | { readonly name: string; readonly bytes: number };

/** A stage that takes its own time, whoever else starts. */
export interface TimedStage {
  readonly name: string;
  readonly seconds: number;
}

/** One attempt, drawn to its end before it begins. */
export interface Attempt {
  readonly stages: readonly StartupStage[];
  /** The attempt fails once so many of its stages are done; absent: it succeeds. */
  readonly failsAfter?: number;
}

/** Longest wait between two retries, unless the first is longer; as Kubernetes' CrashLoopBackOff. */
const MAX_BACKOFF_S = 300;

/** Draws one attempt. What is fixed draws nothing, so it leaves the stream where it was. */
export function drawAttempt({ stages, fails }: StartupSpec, random: RandomStream): Attempt {
  const drawn = stages.map((stage) => drawStage(stage, random));
  if (!fails || random.next() >= fails.probability) return { stages: drawn };
  return { stages: drawn, failsAfter: 1 + Math.floor(random.next() * drawn.length) };
}

/** Draws the stages that a node goes through. */
export function drawProvision({ stages }: ProvisionSpec, random: RandomStream): TimedStage[] {
  return stages.map((stage) => ({ name: stage.name, seconds: stageSeconds(stage, random) }));
}

/** Seconds to wait after the `failures`-th failure in a row, 1 being the first. */
export function backoffSeconds({ retry_after_s }: StartFailureSpec, failures: number): number {
  return Math.min(retry_after_s * 2 ** (failures - 1), Math.max(retry_after_s, MAX_BACKOFF_S));
}

function drawStage(stage: StartupStageSpec, random: RandomStream): StartupStage {
  if (stage.bytes_gb !== undefined) return { name: stage.name, bytes: stage.bytes_gb * 1e9 };
  return { name: stage.name, seconds: stageSeconds(stage, random) };
}

function stageSeconds(stage: Pick<StartupStageSpec, 'fixed_s' | 'lognormal'>, random: RandomStream): number {
  if (stage.lognormal) return lognormalFromMeanAndP95(random, stage.lognormal.mean_s, stage.lognormal.p95_s);
  return stage.fixed_s ?? 0;
}
