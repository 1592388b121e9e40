/** Measures single points of an engine: the first token of a prompt alone, and the gaps of a batch that decodes. */
import { HeadroomError } from '../../scenarios/errors/index.js';
import type { ProbePlan } from './plan.js';
import type { DecodePoint, PromptPoint, RefusedPoint } from './points.js';
import type { Probe, ProbeResult, ProbeSetting } from './probe.js';
import { medianOf } from './statistics.js';

/** How often a measurement is taken again because the client was late. */
const LATE_TRIES = 4;
/** Prompts are short work and scatter more than means of many steps do. */
const PROMPTS_A_REPEAT = 5;
/** How often the outputs are made longer so that the whole batch decodes together. */
const LENGTHENINGS = 5;
/** Share of the wanted gaps that is enough. */
const ENOUGH_GAPS = 0.5;
/** A prefix cache that had more of a prompt than a chat template's share spoils its time. */
const MOST_CACHED_SHARE = 0.1;
const MOST_TEMPLATE_TOKENS = 64;
/** Steps of the ramp that any batch may take. */
const LEAST_RAMP_STEPS = 2;

/** Decode steps that pass while the rest of a batch gets its prompts computed: learnt from point to point. */
export interface Ramp {
  stepsPerPromptToken: number;
}

/** A first guess: a chunk of a prompt in every step. */
export function firstRamp(): Ramp {
  return { stepsPerPromptToken: 1 / 4096 };
}

/** Prompts one after another, one output token each. Throws HR_MEASUREMENT_LATE or HR_ENGINE_UNMEASURABLE. */
export async function measurePrompt(
  probe: Probe,
  inputTokens: number,
  { repeats }: ProbePlan,
): Promise<PromptPoint | RefusedPoint> {
  const requests = PROMPTS_A_REPEAT * repeats;
  const { ends } = await inTime(probe, { streams: 1, requests, inputTokens, outputTokens: 1 });
  const refused = refusalOf(ends, inputTokens, 1);
  if (refused) return refused;
  const promptTokens = medianOf(ends.map(({ client }) => client!.usageInputTokens ?? inputTokens));
  const ttft_ms = ends.map(({ firstToken_s, client }) => rounded((firstToken_s! - client!.sent_s!) * 1000));
  return { kind: 'prompt', inputTokens, promptTokens, ttft_ms };
}

/**
 * `batch` streams at once, each with so much prompt that the context in the middle of the window is about `contextTokens`.
 * Outputs are made longer until all streams decode together for long enough. Throws as {@link measurePrompt}.
 */
export async function measureDecode(
  probe: Probe,
  batch: number,
  contextTokens: number,
  plan: ProbePlan,
  ramp: Ramp,
): Promise<DecodePoint | RefusedPoint> {
  const measured: { itl_ms: number; context: number; tokensPerPiece: number; kv: DecodePoint['kv'] }[] = [];
  let steps = rampSteps(ramp, batch, contextTokens);
  for (let lengthenings = 0; measured.length < plan.repeats; ) {
    const setting = decodeSetting(batch, contextTokens, steps, plan.steadySteps);
    const result = await inTime(probe, setting);
    const refused = refusalOf(result.ends, setting.inputTokens, batch);
    if (refused) return refused;
    const { steady } = result;
    if (!steady || steady.count < ENOUGH_GAPS * batch * plan.steadySteps) {
      if (lengthenings++ < LENGTHENINGS) steps = Math.max(steps * 2, plan.steadySteps / 2);
      else return tooWide(setting, result);
      continue;
    }
    const prompt = medianOf(result.ends.map(({ client }) => client!.usageInputTokens ?? setting.inputTokens));
    measured.push(decodeFigures(setting, result, prompt));
    ramp.stepsPerPromptToken = learnt(steady.outputBefore, plan.steadySteps, batch, setting);
  }
  const kv = measured.at(-1)!.kv;
  return {
    kind: 'decode',
    batch,
    contextTokens,
    meanContext: rounded(medianOf(measured.map(({ context }) => context))),
    itl_ms: measured.map(({ itl_ms }) => rounded(itl_ms)),
    tokensPerPiece: rounded(medianOf(measured.map(({ tokensPerPiece }) => tokensPerPiece))),
    ...(kv && { kv }),
  };
}

function rampSteps({ stepsPerPromptToken }: Ramp, batch: number, contextTokens: number): number {
  return LEAST_RAMP_STEPS + Math.ceil(batch * contextTokens * stepsPerPromptToken);
}

/** Prompts are shorter than the context by what they will have grown until the middle of the window. */
function decodeSetting(batch: number, contextTokens: number, ramp: number, steadySteps: number): ProbeSetting {
  const growth = Math.round(ramp + steadySteps / 2);
  const inputTokens = Math.max(16, contextTokens - growth);
  return { streams: batch, requests: batch, inputTokens, outputTokens: Math.ceil(ramp) + steadySteps };
}

/** With some room, for the next point is another. */
function learnt(outputBefore: number, steadySteps: number, batch: number, { inputTokens }: ProbeSetting): number {
  const steps = outputBefore - steadySteps / 2 - LEAST_RAMP_STEPS;
  return (1.25 * Math.max(0, steps)) / (batch * inputTokens);
}

function decodeFigures(setting: ProbeSetting, { ends, steady, kvUsage }: ProbeResult, promptTokens: number) {
  const pieces = ends.reduce((sum, { client }) => sum + client!.chunks, 0);
  const tokens = ends.reduce((sum, { deliveredTokens }) => sum + deliveredTokens, 0);
  const tokensPerPiece = tokens / pieces;
  const kvTokens = setting.streams * (promptTokens + setting.outputTokens);
  return {
    itl_ms: steady!.mean_s * 1000,
    context: promptTokens + steady!.outputBefore * tokensPerPiece,
    tokensPerPiece,
    kv: kvUsage === undefined ? undefined : { tokens: kvTokens, usage: kvUsage },
  };
}

/** A batch whose streams wait for each other's end does not fit into the engine at once. */
function tooWide({ streams, inputTokens, outputTokens }: ProbeSetting, { together }: ProbeResult): RefusedPoint {
  return {
    kind: 'refused',
    inputTokens,
    batch: streams,
    reason: `only ${together} of ${streams} streams decoded at once`,
    fittedTokens: together * (inputTokens + outputTokens),
  };
}

/** Measures again while the client is late. Throws HR_MEASUREMENT_LATE when it stays so. */
async function inTime(probe: Probe, setting: ProbeSetting): Promise<ProbeResult> {
  let faults: readonly string[] = [];
  for (let tries = 0; tries < LATE_TRIES; tries++) {
    const result = await probe(setting);
    if (result.faults.length === 0) return checkedCache(result);
    faults = result.faults;
  }
  throw new HeadroomError('HR_MEASUREMENT_LATE', {
    message: `${faults.join('; ')}, in ${LATE_TRIES} tries of ${setting.streams} × ${setting.inputTokens} tokens`,
    hint: 'Run on a machine with a free core, near the engine. Points that are done are kept.',
  });
}

/** Throws HR_ENGINE_UNMEASURABLE where a prefix cache took part of the work. */
function checkedCache(result: ProbeResult): ProbeResult {
  const cached = medianOf(result.ends.map(({ cachedTokens }) => cachedTokens));
  const prompt = medianOf(result.ends.map(({ client, inputTokens }) => client!.usageInputTokens ?? inputTokens));
  if (cached <= Math.max(MOST_TEMPLATE_TOKENS, MOST_CACHED_SHARE * prompt)) return result;
  throw new HeadroomError('HR_ENGINE_UNMEASURABLE', {
    message: `the engine took ${cached} of ${prompt} prompt tokens from its prefix cache, though no two prompts begin alike`,
    hint: 'Does the address repeat answers? Measure the engine itself.',
  });
}

function refusalOf(ends: ProbeResult['ends'], inputTokens: number, batch: number): RefusedPoint | undefined {
  const failed = ends.find(({ status }) => status !== 'completed');
  if (!failed) return undefined;
  const { httpStatus, errorClass } = failed.client!;
  return {
    kind: 'refused',
    inputTokens,
    batch,
    reason: `${errorClass ?? failed.status} (status ${httpStatus ?? '–'})`,
  };
}

/** To a microsecond, or a thousandth of a token. */
function rounded(value: number): number {
  return Math.round(value * 1e3) / 1e3;
}
