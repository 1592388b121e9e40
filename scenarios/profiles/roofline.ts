/**
 * Profiles of engines nobody has measured: a roofline from a model's shape and a GPU system's figures. A step's matrix
 * products take as long as reading the weights or computing them, whichever is longer, and so does attention over the KV
 * cache; tensor parallel ranks share both and add all-reduces.
 */
import { readFileSync } from 'node:fs';
import type { DecodeStepRow, EngineProfile, PrefillStepTable } from '../../planner-core/index.js';
import { HeadroomError, nearestName } from '../errors/index.js';
import { shippedPath } from '../paths.js';

/** What of a model's architecture tells its work and its memory. */
export interface ModelShape {
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly kv_heads: number;
  readonly head_dim: number;
  /** Of one expert in a mixture. */
  readonly intermediate: number;
  readonly vocab: number;
  readonly experts?: number;
  readonly active_experts?: number;
}

interface GpuSystem {
  readonly memory_bytes: number;
  readonly memory_bytes_per_s: number;
  readonly flops: Readonly<Record<string, number>>;
  readonly link_bytes_per_s: number;
  readonly reserved_bytes: number;
}

interface Engine {
  readonly shape: ModelShape;
  readonly system: GpuSystem;
  readonly tp: number;
  readonly weightBytes: number;
  readonly flops: number;
}

/** Figures of the GPU systems. */
export const SYSTEMS_FILE = shippedPath('scenarios', 'gpu-systems', 'systems.json');
/** Shapes of the models. */
export const MODELS_FILE = shippedPath('scenarios', 'gpu-systems', 'models.json');

/** Shares of the data sheet's figures that kernels reach, and fixed costs; docs/reference/profiles.md holds them against tables. */
const MEMORY_EFFICIENCY = 0.8;
const COMPUTE_EFFICIENCY = 0.65;
const LAYER_OVERHEAD_S = 25e-6;
const REDUCE_LATENCY_S = 10e-6;
const KV_BYTES = 2;
/** Share of the GPU's memory that an engine fills. */
const MEMORY_USED = 0.9;

const BYTES: Readonly<Record<string, number>> = { bf16: 2, fp8: 1, fp4: 0.5625 };
const TOKENS = [32, 128, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536, 131072];
const BATCHES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];
const CONTEXTS = [128, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536, 131072];

/** Names of the GPU systems that a roofline knows. */
export function gpuSystems(): string[] {
  return Object.keys(entries(SYSTEMS_FILE, 'systems'));
}

/** `roofline:<model>@<system>`, then `:tp=4` and `:quant=fp8` as wanted. Throws HR_PROFILE_NOT_FOUND. */
export function rooflineProfile(name: string): EngineProfile {
  const [target = '', ...settings] = name.slice('roofline:'.length).split(':');
  const [model = '', systemName = ''] = target.split('@');
  const given = new Map(
    settings.map((setting): [string, string] => {
      const [key = '', value = ''] = setting.split('=');
      return [key, value];
    }),
  );
  const unknown = [...given.keys()].find((key) => key !== 'tp' && key !== 'quant');
  if (unknown !== undefined) throw notFound(name, `has no setting '${unknown}'`, 'Settings are tp and quant.');
  const tp = Number(given.get('tp') ?? 1);
  if (!Number.isInteger(tp) || tp < 1)
    throw notFound(name, `has a tp of '${given.get('tp')}'`, 'A whole number of GPUs.');
  const quant = given.get('quant') ?? 'bf16';
  const shape = pick(name, 'model', model, entries<ModelShape>(MODELS_FILE, 'models'));
  const system = pick(name, 'GPU system', systemName, entries<GpuSystem>(SYSTEMS_FILE, 'systems'));
  const flops = Object.hasOwn(system.flops, quant) ? system.flops[quant] : undefined;
  if (flops === undefined || BYTES[quant] === undefined) {
    throw notFound(
      name,
      `asks for ${quant} on ${systemName}`,
      `It computes in ${Object.keys(system.flops).join(', ')}.`,
    );
  }
  return profileOf(name, model, systemName, { shape, system, tp, weightBytes: BYTES[quant], flops });
}

function profileOf(id: string, model: string, system: string, engine: Engine): EngineProfile {
  const kvBytesPerToken = kvBytes(engine.shape);
  const maxKvTokens = kvCapacity(id, engine, kvBytesPerToken);
  const isl = TOKENS.slice(1, 9);
  const ttftMs = isl.map((tokens) => stepMs(engine, tokens, tokens ** 2 / 2, 0));
  const points = decodePoints(engine, maxKvTokens);
  return {
    id,
    model,
    system,
    gpusPerWorker: engine.tp,
    kvBytesPerToken,
    prefill: { isl, ttftMs, tokensPerSecondPerGpu: isl.map((n, i) => (n / ttftMs[i]! / engine.tp) * 1000) },
    decode: { ...points, maxKvTokens },
    prefillTable: prefillTable(engine),
    decodeSteps: decodeRows(engine),
    stepModel: 'roofline',
    provenance: {
      source: "a roofline from the model's shape and the GPU's figures",
      licence: 'Apache-2.0',
      verdict: 'unverified',
      caveat:
        'Nothing of it was measured: no kernel reaches a roofline at every shape. docs/reference/profiles.md compares it.',
    },
  };
}

/** Milliseconds of a step that computes `tokens` tokens, `pairs` attention pairs of prompts and reads `kvTokens` of cache. */
function stepMs(
  { shape, system, tp, weightBytes, flops }: Engine,
  tokens: number,
  pairs: number,
  kvTokens: number,
): number {
  const bandwidth = system.memory_bytes_per_s * MEMORY_EFFICIENCY * tp;
  const compute = flops * COMPUTE_EFFICIENCY * tp;
  const { active, touched } = weights(shape, tokens);
  const linear_s = Math.max((touched * weightBytes) / bandwidth, (2 * active * tokens) / compute);
  // 4 flops a pair and head dimension: scores and values, a multiplication and an addition each
  const attention_s = (4 * pairs * shape.heads * shape.head_dim * shape.layers) / compute;
  const cache_s = (kvTokens * kvBytes(shape)) / bandwidth;
  const reduced = 2 * ((tp - 1) / tp) * tokens * shape.hidden * 2;
  const reduce_s = tp === 1 ? 0 : 2 * shape.layers * (reduced / system.link_bytes_per_s + REDUCE_LATENCY_S);
  return (linear_s + attention_s + cache_s + reduce_s + shape.layers * LAYER_OVERHEAD_S) * 1000;
}

/** Parameters that a token passes, and those that a step of so many tokens reads: experts are chosen evenly. */
function weights(shape: ModelShape, tokens: number): { active: number; touched: number } {
  const { layers, hidden, heads, kv_heads, head_dim, intermediate, vocab, experts = 1, active_experts = 1 } = shape;
  const attention = hidden * head_dim * (2 * heads + 2 * kv_heads);
  const expert = 3 * hidden * intermediate;
  const chosen = experts * (1 - (1 - active_experts / experts) ** tokens);
  const head = vocab * hidden;
  return {
    active: layers * (attention + active_experts * expert) + head,
    touched: layers * (attention + chosen * expert) + head,
  };
}

function kvBytes({ layers, kv_heads, head_dim }: ModelShape): number {
  return 2 * layers * kv_heads * head_dim * KV_BYTES;
}

function kvCapacity(name: string, { shape, system, tp, weightBytes }: Engine, kvBytesPerToken: number): number {
  const all = weights(shape, Number.POSITIVE_INFINITY).touched + shape.vocab * shape.hidden;
  const free = tp * (system.memory_bytes * MEMORY_USED - system.reserved_bytes) - all * weightBytes;
  if (free <= 0) throw notFound(name, 'does not fit: its weights need more memory', 'Give it more GPUs with tp.');
  return Math.floor(free / kvBytesPerToken);
}

function prefillTable(engine: Engine): PrefillStepTable {
  const table = {
    batch: [] as number[],
    newTokens: [] as number[],
    cachedTokens: [] as number[],
    stepMs: [] as number[],
  };
  const add = (batch: number, fresh: number, cached: number) => {
    table.batch.push(batch);
    table.newTokens.push(fresh);
    table.cachedTokens.push(cached);
    table.stepMs.push(stepMs(engine, batch * fresh, batch * fresh * (cached + fresh / 2), batch * cached));
  };
  for (const fresh of TOKENS) add(1, fresh, 0);
  for (const batch of [2, 8]) for (const fresh of [512, 2048, 8192]) add(batch, fresh, 0);
  for (const cached of [2048, 16384]) for (const fresh of [512, 2048, 8192]) add(1, fresh, cached);
  return table;
}

function decodeRows(engine: Engine): DecodeStepRow[] {
  return CONTEXTS.map((contextTokens) => ({
    contextTokens,
    batch: BATCHES,
    stepMs: BATCHES.map((batch) => stepMs(engine, batch, 0, batch * contextTokens)),
  }));
}

/** Dynamo's form: KV usage and context. */
function decodePoints(engine: Engine, maxKvTokens: number) {
  const points = [512, 2048, 8192].flatMap((context) =>
    [0.05, 0.2, 0.4, 0.6, 0.8, 0.95].map((usage) => {
      const batch = (usage * maxKvTokens) / context;
      const itl = stepMs(engine, batch, 0, usage * maxKvTokens);
      return { usage, context, itl, rate: (batch / itl / engine.tp) * 1000 };
    }),
  );
  return {
    kvUsage: points.map((point) => point.usage),
    contextTokens: points.map((point) => point.context),
    itlMs: points.map((point) => point.itl),
    tokensPerSecondPerGpu: points.map((point) => point.rate),
  };
}

function entries<T>(file: string, key: string): Readonly<Record<string, T>> {
  return (JSON.parse(readFileSync(file, 'utf8')) as Record<string, Record<string, T>>)[key]!;
}

function pick<T>(name: string, what: string, wanted: string, from: Readonly<Record<string, T>>): T {
  if (Object.hasOwn(from, wanted)) return from[wanted]!;
  const nearest = nearestName(wanted, Object.keys(from));
  const known = `Known: ${Object.keys(from).join(', ')}.`;
  throw notFound(name, `names no known ${what} '${wanted}'`, nearest ? `Did you mean '${nearest}'? ${known}` : known);
}

function notFound(name: string, what: string, hint: string): HeadroomError {
  return new HeadroomError('HR_PROFILE_NOT_FOUND', { message: `'${name}' ${what}`, hint });
}
