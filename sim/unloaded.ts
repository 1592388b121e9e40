/**
 * What a request takes on an empty cluster: the model's own times for one prompt alone and a batch of one. With several kinds of
 * workers, the fastest. The measure of what no capacity can help.
 */
import type { RequestEnd, UnloadedTimes } from '../reports/index.js';
import { engineLimits } from './cluster/pool-group.js';
import { createEngineModel, type EngineModel, runSeconds } from './engine-model/index.js';
import type { ClusterInput, PoolInput } from './simulation-input.js';

type Shape = Pick<RequestEnd, 'inputTokens' | 'outputTokens' | 'cachedTokens'>;

interface Kind {
  readonly model: EngineModel;
  /** Prompt tokens of a step. */
  readonly stepTokens: number;
}

const BYTES_PER_GB = 1e9;
/** As the engines have it: sums of a fraction that should be whole may miss it. */
const ROUNDING = 1e-9;

/** The times of any request of this cluster, with the prefix that it found cached. */
export function unloadedTimes({ pools, transfer }: ClusterInput): (request: Shape) => UnloadedTimes {
  const { aggregated, prefill, decode } = pools;
  const promptKinds = kindsOf((aggregated ?? prefill)!, aggregated ? 'aggregated' : 'prefill');
  const decodeKinds = aggregated ? promptKinds : kindsOf(decode!, 'decode');
  const bytesPerToken = promptKinds[0]!.model.kvBytesPerToken ?? decodeKinds[0]!.model.kvBytesPerToken ?? 0;
  const { bandwidth_gb_per_s, latency_ms, shared, first_token } = transfer;
  const bytesPerSecond = Math.min(bandwidth_gb_per_s, shared?.gb_per_s ?? Number.POSITIVE_INFINITY) * BYTES_PER_GB;
  return (request) => {
    const { inputTokens, outputTokens } = request;
    const isTransferred = !aggregated && (outputTokens > 1 || first_token === 'decode');
    const decodesFirst = !aggregated && first_token === 'decode';
    return {
      overhead_s: promptKinds[0]!.model.clientOverhead_s,
      prefill_s: least(promptKinds, (kind) => promptSeconds(kind, request, aggregated !== undefined)),
      transfer_s: isTransferred ? latency_ms / 1000 + (inputTokens * bytesPerToken) / bytesPerSecond : 0,
      firstStep_s: decodesFirst ? least(decodeKinds, ({ model }) => model.decodeStepSeconds(1, inputTokens)) : 0,
      decode_s: least(decodeKinds, ({ model }) => tokensSeconds(model, request, decodesFirst)),
    };
  };
}

function kindsOf({ groups }: PoolInput, role: 'prefill' | 'decode' | 'aggregated'): Kind[] {
  return groups.map(({ spec, profile }) => {
    const model = createEngineModel(profile);
    const { chunkedPrefill, maxStepTokens } = engineLimits(spec, model, role);
    return { model, stepTokens: chunkedPrefill ? maxStepTokens : Number.POSITIVE_INFINITY };
  });
}

/** One prompt alone, chunk after chunk. */
function promptSeconds(
  { model, stepTokens }: Kind,
  { inputTokens, cachedTokens }: Shape,
  decodesHere: boolean,
): number {
  let seconds = 0;
  for (let done = cachedTokens; done < inputTokens; ) {
    const newTokens = Math.min(stepTokens, inputTokens - done);
    const completing = decodesHere && done + newTokens === inputTokens ? 1 : 0;
    const attentionPairs = newTokens * (done + newTokens / 2);
    seconds += model.mixedStepSeconds({ requests: 1, completing, newTokens, cachedTokens: done, attentionPairs }, 0, 0);
    done += newTokens;
  }
  return seconds;
}

/** From the first token to the last of a request that decodes alone. `afterStep`: a decode step gave the first. */
function tokensSeconds(model: EngineModel, { inputTokens, outputTokens }: Shape, afterStep: boolean): number {
  const { tokensPerStep, decodeStepCurve } = model;
  const [done, delivered] = afterStep ? [1, 0] : [0, 1];
  const steps = Math.ceil((outputTokens - delivered) / tokensPerStep - ROUNDING) - done;
  if (steps <= 0) return 0;
  const context = inputTokens + delivered + done * tokensPerStep;
  return runSeconds(decodeStepCurve(1), context, tokensPerStep, steps);
}

function least(kinds: readonly Kind[], seconds: (kind: Kind) => number): number {
  return Math.min(...kinds.map(seconds));
}
