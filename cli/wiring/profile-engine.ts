/** A measurement of a live engine, from the command line's options to what it prints. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  firstModel,
  measureEngine,
  openTarget,
  probePlan,
  profileText,
  type Thoroughness,
} from '../../loadgen/index.js';
import { promptWords } from '../../scenarios/index.js';
import { terminalProgress } from '../progress.js';
import { interruptSignal } from './interrupt.js';

/** What the command line says of a measurement. */
export interface ProfileOptions {
  readonly url: string;
  readonly header: readonly string[];
  readonly model: string | undefined;
  readonly 'ca-file': string | undefined;
  readonly insecure: boolean;
  readonly 'metrics-url': readonly string[];
  readonly 'kv-tokens': number | undefined;
  readonly gpus: number;
  readonly system: string | undefined;
  readonly 'kv-bytes-per-token': number | undefined;
  readonly tokenizer: string | undefined;
  readonly 'max-context': number;
  readonly 'max-batch': number;
  readonly thoroughness: Thoroughness;
  readonly out: string | undefined;
}

/** A measured engine, and where it was written. */
export interface Profiled {
  /** The profile's file; absent when Ctrl-C came before it was complete. */
  readonly profile?: string;
  readonly terminal: string;
}

/** Throws HR_USAGE, HR_TARGET_INVALID, HR_TOKENIZER_INVALID, HR_MEASUREMENT_LATE, HR_ENGINE_UNMEASURABLE. */
export async function profileEngine(options: ProfileOptions): Promise<Profiled> {
  const limits = { maxContext: options['max-context'], maxBatch: options['max-batch'] };
  const plan = probePlan(options.thoroughness, limits);
  const target = openTarget(options.url, { ...options, headers: options.header, caFile: options['ca-file'] });
  const model = options.model ?? (await firstModel(target));
  const id = model.toLowerCase().replace(/[^\w.-]+/g, '-');
  const out = options.out ?? join('profiles', id);
  const interrupt = interruptSignal();
  const progress = terminalProgress();
  try {
    const { profile, points, file } = await measureEngine({
      target,
      facts: {
        id,
        model,
        gpusPerWorker: options.gpus,
        system: options.system,
        kvBytesPerToken: options['kv-bytes-per-token'],
      },
      plan,
      words: await promptWords(options.tokenizer),
      metricsUrls: options['metrics-url'],
      kvTokens: options['kv-tokens'],
      out,
      startedAt: new Date(),
      signal: interrupt.signal,
      tell: ({ text, fraction }) => progress.update(text, fraction),
    });
    progress.done();
    return { profile: readFileSync(file, 'utf8'), terminal: `${profileText(profile, points)}profile: ${file}\n` };
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    return { terminal: `interrupted; what was measured is in ${out}, the same command goes on from there\n` };
  } finally {
    progress.done();
    interrupt.stop();
  }
}
