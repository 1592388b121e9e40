/**
 * Load scaling towards latency targets: the engine model estimates what the next request would meet on every worker. All
 * above the target: one worker more. One fewer only when, by the same model, the remaining workers would keep within
 * their share (`loadScalingDownSensitivity`) of the target.
 */
import { decodeStepTime, type EngineModel, isReady, queuedPrefillTime } from '../../perf-model/index.js';
import type { WorkerObservation } from '../../ports.js';
import type { Side } from './config.js';
import type { Verdict } from './load-static.js';
import type { Situation } from './situation.js';

/** What a check of one worker says: its estimate, and when asked, whether a peer's load could be added. */
interface Outlook {
  readonly estimate_ms?: number | undefined;
  survival(): Survival;
}

interface Survival {
  readonly survives: boolean;
  /** The model said no, rather than nothing. */
  readonly refused: boolean;
}

const UNKNOWN: Survival = { survives: false, refused: false };

/** What a side of two wants by its own target: TTFT for prefill, ITL for decode. */
export function slaVerdict(situation: Situation, side: Side): Verdict {
  const model = situation.models[side];
  if (!model || !isReady(model) || situation.ready[side] === 0) return { reason: 'insufficient_data' };
  if (side === 'decode') return judge(situation, side, model, situation.setting.config.itl_ms, decodeOutlook);
  if (!situation.setting.limits.prefill?.maxBatchedTokens) return { reason: 'insufficient_data' };
  return judge(situation, side, model, situation.setting.config.ttft_ms, prefillOutlook);
}

/** Aggregated workers are judged twice, by TTFT and by ITL; more is a say of either, fewer of both. */
export function aggregatedSlaVerdict(situation: Situation): Verdict {
  const model = situation.models.decode;
  if (!model || !isReady(model)) return { reason: 'insufficient_data' };
  const { config, limits } = situation.setting;
  const ready = situation.ready.decode;
  const ttft = limits.decode?.maxBatchedTokens
    ? judge(situation, 'decode', model, config.ttft_ms, aggregatedPrefillOutlook, true)
    : {};
  const itl = judge(situation, 'decode', model, config.itl_ms, aggregatedDecodeOutlook, true);
  const refused = [ttft, itl].some(({ reason }) => reason === 'scale_down_refused_consolidation');
  return {
    desired: combine(ttft.desired, itl.desired, ready),
    ...(refused && { reason: 'scale_down_refused_consolidation' }),
  };
}

function combine(byTtft: number | undefined, byItl: number | undefined, ready: number): number {
  if (byTtft !== undefined && byTtft > ready) return byTtft;
  if (byItl !== undefined && byItl > ready) return byItl;
  if (byItl === undefined || byItl >= ready) return ready;
  if (byTtft === undefined) return byItl;
  return byTtft < ready ? Math.max(byTtft, byItl) : ready;
}

type Look = (situation: Situation, model: EngineModel, worker: WorkerObservation, scale: number) => Outlook;

/** `refusalHolds`: a refusal to shrink is a say of its own, not the absence of one. */
function judge(
  situation: Situation,
  side: Side,
  model: EngineModel,
  target_ms: number,
  look: Look,
  refusalHolds = false,
): Verdict {
  const ready = situation.ready[side];
  const scale = ready > 1 ? ready / (ready - 1) : 1;
  const estimates: number[] = [];
  let canShrink = ready > 1 || situation.pending[side] > 0;
  let refused = false;
  for (const worker of situation.workers[side]) {
    const outlook = look(situation, model, worker, scale);
    if (outlook.estimate_ms !== undefined) estimates.push(outlook.estimate_ms);
    if (!canShrink) continue;
    const survival = outlook.survival();
    canShrink = survival.survives;
    refused = survival.refused;
  }
  if (estimates.length > 0) situation.notes.number(noteName(look), Math.max(...estimates));
  if (estimates.length === 0) return { reason: 'insufficient_data' };
  if (estimates.every((estimate) => estimate > target_ms)) return { desired: ready + 1 };
  if (canShrink) return { desired: Math.max(ready - 1, situation.setting.least[side]) };
  if (!refused) return { reason: 'no_change' };
  return { reason: 'scale_down_refused_consolidation', ...(refusalHolds && { desired: ready }) };
}

function noteName(look: Look): string {
  return look === prefillOutlook || look === aggregatedPrefillOutlook ? 'estimated_ttft_ms' : 'estimated_itl_ms';
}

function sensitivity({ setting }: Situation): number {
  return setting.config.loadScalingDownSensitivity / 100;
}

function prefillOutlook(situation: Situation, model: EngineModel, worker: WorkerObservation, scale: number): Outlook {
  const { kvHitRate } = situation;
  return {
    estimate_ms: milliseconds(queuedPrefillTime(model, worker, { kvHitRate })),
    survival: () => {
      const own_s = queuedPrefillTime(model, worker, { kvHitRate, queue: 0 });
      return queueSurvival(situation, own_s, queuedPrefillTime(model, worker, { kvHitRate, queue: scale }));
    },
  };
}

/** Here the survivor also takes over the decode load, scheduled and queued. */
function aggregatedPrefillOutlook(
  situation: Situation,
  model: EngineModel,
  worker: WorkerObservation,
  scale: number,
): Outlook {
  const { kvHitRate } = situation;
  const later = { kvHitRate, decode: scale, withQueuedDecode: true };
  return {
    estimate_ms: milliseconds(queuedPrefillTime(model, worker, { kvHitRate })),
    survival: () => {
      const own_s = queuedPrefillTime(model, worker, { ...later, queue: 0 });
      return queueSurvival(situation, own_s, queuedPrefillTime(model, worker, { ...later, queue: scale }));
    },
  };
}

/** The request's own time does not shrink with more workers; only the queue's share is held against the target. */
function queueSurvival(situation: Situation, own_s: number | undefined, after_s: number | undefined): Survival {
  if (own_s === undefined) return UNKNOWN;
  const budget_ms = (situation.setting.config.ttft_ms - own_s * 1000) * sensitivity(situation);
  if (budget_ms <= 0) return { survives: false, refused: true };
  if (after_s === undefined) return UNKNOWN;
  const survives = after_s * 1000 - own_s * 1000 < budget_ms;
  return { survives, refused: !survives };
}

function decodeOutlook(situation: Situation, model: EngineModel, worker: WorkerObservation, scale: number): Outlook {
  const kvTokens = (worker.step?.decodeKvTokens ?? 0) + (worker.queuedDecodeKvTokens ?? 0);
  return itlOutlook(situation, decodeStepTime(model, worker, {}), kvTokens * scale, () =>
    decodeStepTime(model, worker, { decode: scale }),
  );
}

/** Queued prompts become KV cache in the end. */
function aggregatedDecodeOutlook(
  situation: Situation,
  model: EngineModel,
  worker: WorkerObservation,
  scale: number,
): Outlook {
  const kvTokens =
    (worker.step?.decodeKvTokens ?? 0) + (worker.queuedDecodeKvTokens ?? 0) + (worker.queuedPrefillTokens ?? 0);
  return itlOutlook(situation, decodeStepTime(model, worker, {}), kvTokens * scale, () =>
    decodeStepTime(model, worker, { decode: scale, withQueuedPrefillAsKv: true }),
  );
}

function itlOutlook(
  { setting, acceptLength }: Situation,
  now_s: number | undefined,
  kvTokens: number,
  after: () => number | undefined,
): Outlook {
  const cache = setting.limits.decode?.maxKvTokens;
  const { itl_ms, loadScalingDownSensitivity } = setting.config;
  return {
    estimate_ms: now_s === undefined ? undefined : (now_s * 1000) / acceptLength,
    survival: () => {
      if (cache !== undefined && cache > 0 && Math.trunc(kvTokens) >= cache) return { survives: false, refused: true };
      const after_s = after();
      if (after_s === undefined) return UNKNOWN;
      const survives = (after_s * 1000) / acceptLength < (itl_ms * loadScalingDownSensitivity) / 100;
      return { survives, refused: !survives };
    },
  };
}

function milliseconds(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1000;
}
