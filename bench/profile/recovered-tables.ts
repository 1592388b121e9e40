/** Measures an emulated engine and holds the measured tables to the profile that it runs on. */
import { join } from 'node:path';
import type { EngineProfile } from '../../planner-core/index.js';
import { loadProfile } from '../../scenarios/index.js';
import { createEngineModel } from '../../sim/index.js';
import { headroom, oneWorker, withEmulator } from './headroom.js';

interface RecoveredTables {
  readonly seconds: number;
  readonly prefill: TableError & { readonly client_ms: number };
  readonly decode: TableError;
  readonly kv_tokens_pct: number;
}

interface TableError {
  readonly points: number;
  readonly median_pct: number;
  readonly most_pct: number;
}

export async function recoveredTables(profile: string, folder: string): Promise<RecoveredTables> {
  const out = join(folder, 'measured');
  const started = performance.now();
  await withEmulator(oneWorker(folder, 'known', profile), (url) =>
    headroom('profile', '--url', url, '--quick', '--max-context', '4096', '--max-batch', '32', '--out', out),
  );
  const truth = loadProfile(profile, (path) => path).profile;
  const measured = loadProfile(join(out, 'profile.json'), (path) => path).profile;
  return {
    seconds: Math.round((performance.now() - started) / 1000),
    ...tableErrors(measured, truth),
    kv_tokens_pct: percent(measured.decode.maxKvTokens / truth.decode.maxKvTokens - 1),
  };
}

/** A client's TTFT has the way there and back in it: its median excess is told apart, and taken out. */
function tableErrors(measured: EngineProfile, truth: EngineProfile) {
  const model = createEngineModel(truth);
  const promptMs = measured.prefill.isl.map(
    (newTokens) =>
      model.mixedStepSeconds(
        { requests: 1, completing: 1, newTokens, cachedTokens: 0, attentionPairs: newTokens ** 2 / 2 },
        0,
        0,
      ) * 1000,
  );
  const client_ms = middle(measured.prefill.ttftMs.map((ms, i) => ms - promptMs[i]!));
  const prefill = measured.prefill.ttftMs.map((ms, i) => Math.abs((ms - client_ms) / promptMs[i]! - 1));
  const decode = measured.decodeSteps!.flatMap(({ contextTokens, batch, stepMs }) =>
    batch.map((size, i) => Math.abs(stepMs[i]! / 1000 / model.decodeStepSeconds(size, size * contextTokens) - 1)),
  );
  return {
    prefill: { ...errorsOf(prefill), client_ms: Math.round(client_ms * 100) / 100 },
    decode: errorsOf(decode),
  };
}

function errorsOf(errors: readonly number[]): TableError {
  return { points: errors.length, median_pct: percent(middle(errors)), most_pct: percent(Math.max(...errors)) };
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[(values.length - 1) >> 1]!;
}

function percent(share: number): number {
  return Math.round(share * 1e4) / 100;
}
