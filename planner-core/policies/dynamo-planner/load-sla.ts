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

/** What a check of one worker says: its estimate, and whether a peer's load could be added. */
interface Outlook {
  readonly estimate_ms?: number | undefined;
  readonly survives: boolean;
  /** The model said no, rather than nothing. */
  readonly refused: boolean;
}

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
    if (canShrink && !outlook.survives) {
      canShrink = false;
      refused = outlook.refused;
    }
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
  const now_s = queuedPrefillTime(model, worker, { kvHitRate });
  const own_s = queuedPrefillTime(model, worker, { kvHitRate, queue: 0 });
  const after_s = queuedPrefillTime(model, worker, { kvHitRate, queue: scale });
  return { estimate_ms: milliseconds(now_s), ...queueVerdict(situation, own_s, after_s) };
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
  const now_s = queuedPrefillTime(model, worker, { kvHitRate });
  const own_s = queuedPrefillTime(model, worker, { ...later, queue: 0 });
  const after_s = queuedPrefillTime(model, worker, { ...later, queue: scale });
  return { estimate_ms: milliseconds(now_s), ...queueVerdict(situation, own_s, after_s) };
}

/** The request's own time does not shrink with more workers; only the queue's share is held against the target. */
function queueVerdict(situation: Situation, own_s: number | undefined, after_s: number | undefined) {
  if (own_s === undefined) return { survives: false, refused: false };
  const budget_ms = (situation.setting.config.ttft_ms - own_s * 1000) * sensitivity(situation);
  if (budget_ms <= 0) return { survives: false, refused: true };
  if (after_s === undefined) return { survives: false, refused: false };
  const survives = after_s * 1000 - own_s * 1000 < budget_ms;
  return { survives, refused: !survives };
}

function decodeOutlook(situation: Situation, model: EngineModel, worker: WorkerObservation, scale: number): Outlook {
  const kvTokens = (worker.step?.decodeKvTokens ?? 0) + (worker.queuedDecodeKvTokens ?? 0);
  const after_s = decodeStepTime(model, worker, { decode: scale });
  return itlOutlook(situation, decodeStepTime(model, worker, {}), after_s, kvTokens * scale);
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
  const after_s = decodeStepTime(model, worker, { decode: scale, withQueuedPrefillAsKv: true });
  return itlOutlook(situation, decodeStepTime(model, worker, {}), after_s, kvTokens * scale);
}

function itlOutlook(
  situation: Situation,
  now_s: number | undefined,
  after_s: number | undefined,
  kvTokens: number,
): Outlook {
  const { setting, acceptLength } = situation;
  const cache = setting.limits.decode?.maxKvTokens;
  const estimate_ms = now_s === undefined ? undefined : (now_s * 1000) / acceptLength;
  if (cache !== undefined && cache > 0 && Math.trunc(kvTokens) >= cache) {
    return { estimate_ms, survives: false, refused: true };
  }
  if (after_s === undefined) return { estimate_ms, survives: false, refused: false };
  const survives = (after_s * 1000) / acceptLength < setting.config.itl_ms * sensitivity(situation);
  return { estimate_ms, survives, refused: !survives };
}

function milliseconds(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1000;
}
