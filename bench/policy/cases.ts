/** What the planners are compared on: traffic × startup × engine, as scenarios. */
import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { CHAT_LENGTHS, CODE_LENGTHS, codeLikeRates, diurnalRates, type Lengths, type RateRow } from './traffic.js';

export interface Case {
  readonly name: string;
  readonly seed: number;
  /** Path of its scenario, without a planner of its own. */
  readonly scenario: string;
}

export interface CaseOptions {
  readonly startup_s: number;
  readonly profile: string;
  readonly sla: { readonly ttft_ms: number; readonly tpot_ms: number };
}

const HOUR_S = 3600;

/** Bursty code completion for an hour, scaled to a few busy workers. */
export function codeLike(folder: string, seed: number, options: CaseOptions, scale = 3): Case {
  const traffic = generated(codeLikeRates(seed, HOUR_S, scale), HOUR_S, CODE_LENGTHS);
  return write(folder, `code-like-${seed}-${options.startup_s}s`, seed, traffic, options);
}

/** A day of chat, gone through in six hours. */
export function diurnal(folder: string, seed: number, options: CaseOptions, meanRps = 8): Case {
  const duration_s = 6 * HOUR_S;
  const traffic = generated(diurnalRates(seed, duration_s, meanRps), duration_s, CHAT_LENGTHS);
  return write(folder, `diurnal-${seed}-${options.startup_s}s`, seed, traffic, options);
}

/** A trace file; `undefined` where it is not there. */
export function trace(
  folder: string,
  { format, path, scale }: { readonly format: string; readonly path: string; readonly scale: number },
  options: CaseOptions,
): Case | undefined {
  if (!existsSync(path)) return undefined;
  const traffic = { format, path: resolve(path), rate_scale: scale };
  return write(folder, `${format}-${options.startup_s}s`, 1, traffic, options);
}

function generated(rate: readonly RateRow[], duration_s: number, lengths: { input: Lengths; output: Lengths }) {
  const generator = {
    duration_s,
    rate,
    arrivals: { process: 'poisson' },
    input_tokens: lengths.input,
    output_tokens: lengths.output,
  };
  return { format: 'generated', generator };
}

function write(folder: string, name: string, seed: number, traffic: object, options: CaseOptions): Case {
  const pool = { profile: options.profile, replicas: 2, startup: options.startup_s };
  const scenario = {
    name,
    seed,
    traffic,
    cluster: { mode: 'disaggregated', prefill: pool, decode: { ...pool, replicas: 1 } },
    planner: { policy: 'static' },
    sla: options.sla,
  };
  const path = join(folder, `${name}.yaml`);
  writeFileSync(path, stringify(scenario, { aliasDuplicateObjects: false }));
  return { name, seed, scenario: path };
}
