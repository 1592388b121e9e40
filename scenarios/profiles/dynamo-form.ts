/**
 * Dynamo's profiler output as an engine profile: two `raw_data.npz` files in their folders, or the JSON form
 * `prefill_raw_data.json` and `decode_raw_data.json`. Same keys and units in both.
 */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { EngineProfile } from '../../planner-core/index.js';
import { HeadroomError } from '../errors/index.js';
import { checkProfile } from './check.js';
import { readNpz } from './npz.js';

const NPZ = {
  prefill: join('selected_prefill_interpolation', 'raw_data.npz'),
  decode: join('selected_decode_interpolation', 'raw_data.npz'),
};
const JSON_FILES = { prefill: 'prefill_raw_data.json', decode: 'decode_raw_data.json' };

/** Optional facts beside Dynamo's arrays, which hold none of them. */
const METADATA_FILE = 'headroom-profile.json';

type Arrays = Readonly<Record<string, readonly number[]>>;

/** Where the profile's two files are; `undefined` when the folder holds neither form. */
export function dynamoFiles(folder: string): { prefill: string; decode: string } | undefined {
  for (const form of [NPZ, JSON_FILES]) {
    const files = { prefill: join(folder, form.prefill), decode: join(folder, form.decode) };
    if (existsSync(files.prefill) && existsSync(files.decode)) return files;
  }
  return undefined;
}

/** Reads and checks a Dynamo profile. Throws HR_PROFILE_INVALID with every fault and the entry it is in. */
export function readDynamoProfile(folder: string, files: { prefill: string; decode: string }): EngineProfile {
  const prefill = readArrays(files.prefill, ['prefill_isl', 'prefill_ttft', 'prefill_thpt_per_gpu']);
  const decode = readArrays(files.decode, [
    'x_kv_usage',
    'y_context_length',
    'z_itl',
    'z_thpt_per_gpu',
    'max_kv_tokens',
  ]);
  const metadata = readMetadata(folder);
  const sorted = (key: string) => sortedByIsl(prefill, key);
  const profile: EngineProfile = {
    id: metadata.id ?? basename(folder),
    gpusPerWorker: metadata.gpus_per_worker ?? 1,
    ...(metadata.model !== undefined && { model: metadata.model }),
    ...(metadata.system !== undefined && { system: metadata.system }),
    ...(metadata.kv_bytes_per_token !== undefined && { kvBytesPerToken: metadata.kv_bytes_per_token }),
    prefill: {
      isl: sorted('prefill_isl'),
      ttftMs: sorted('prefill_ttft'),
      tokensPerSecondPerGpu: sorted('prefill_thpt_per_gpu'),
    },
    decode: {
      kvUsage: decode['x_kv_usage']!,
      contextTokens: decode['y_context_length']!,
      itlMs: decode['z_itl']!,
      tokensPerSecondPerGpu: decode['z_thpt_per_gpu']!,
      maxKvTokens: decode['max_kv_tokens']![0] ?? Number.NaN,
    },
    provenance: { source: "a Dynamo profiler's raw data, as given", licence: 'yours', verdict: 'unverified' },
  };
  checkProfile(profile, folder);
  return profile;
}

/** A prefill array in ascending order of ISL; an array of another length stays as it is, for the checks to refuse. */
function sortedByIsl(prefill: Arrays, key: string): readonly number[] {
  const isl = prefill['prefill_isl']!;
  const values = prefill[key]!;
  if (values.length !== isl.length) return values;
  const order = isl.map((_, i) => i).sort((a, b) => isl[a]! - isl[b]!);
  return order.map((i) => values[i]!);
}

function readArrays(file: string, keys: readonly string[]): Arrays {
  const arrays = file.endsWith('.npz') ? arraysOfNpz(file) : arraysOfJson(file);
  const missing = keys.filter((key) => !arrays[key]);
  if (missing.length > 0) {
    throw new HeadroomError('HR_PROFILE_INVALID', {
      at: { file },
      message: `holds no array ${missing.map((key) => `'${key}'`).join(', ')}`,
      hint: `A Dynamo profile's ${basename(file)} has ${keys.join(', ')}.`,
    });
  }
  return arrays;
}

function arraysOfNpz(file: string): Arrays {
  try {
    return Object.fromEntries(
      Object.entries(readNpz(readFileSync(file))).map(([key, array]) => [key, [...array.data]]),
    );
  } catch (error) {
    throw new HeadroomError(
      'HR_PROFILE_INVALID',
      { at: { file }, message: (error as Error).message },
      { cause: error },
    );
  }
}

function arraysOfJson(file: string): Arrays {
  const content = parseJson(file) as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(content).map(([key, value]) => [key, (Array.isArray(value) ? value : [value]).map(toNumber)]),
  );
}

/** JSON has no NaN; what is not a number must be refused by the checks, not slip through as 0. */
function toNumber(value: unknown): number {
  return typeof value === 'number' ? value : Number.NaN;
}

interface Metadata {
  readonly id?: string;
  readonly model?: string;
  readonly system?: string;
  readonly gpus_per_worker?: number;
  readonly kv_bytes_per_token?: number;
}

function readMetadata(folder: string): Metadata {
  const file = join(folder, METADATA_FILE);
  return existsSync(file) ? (parseJson(file) as Metadata) : {};
}

/** Parses a JSON file; throws HR_PROFILE_INVALID where it is none. */
export function parseJson(file: string): unknown {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (content !== null && typeof content === 'object' && !Array.isArray(content)) return content;
  } catch (error) {
    throw new HeadroomError('HR_PROFILE_INVALID', {
      at: { file },
      message: `is not valid JSON: ${(error as Error).message}`,
    });
  }
  throw new HeadroomError('HR_PROFILE_INVALID', { at: { file }, message: 'holds no JSON object' });
}
