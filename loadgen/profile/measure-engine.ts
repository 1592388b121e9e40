/** Measures a live engine and writes its profile, its points and their pictures. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineProfile } from '../../planner-core/index.js';
import { drawSvg } from '../../reports/index.js';
import { writeProfile } from '../../scenarios/index.js';
import type { Target } from '../client/target.js';
import { metricsPages, readPages } from '../scrape/scraper.js';
import { itlChart, ttftChart } from './charts.js';
import { openJournal } from './journal.js';
import { reckonedCapacity, toldCapacity } from './kv-capacity.js';
import { checkWhole, type ProbePlan } from './plan.js';
import type { EnginePoint } from './points.js';
import { createProbe, type Probe } from './probe.js';
import { type SweepProgress, sweepEngine } from './sweep-engine.js';
import { type EngineFacts, toProfile } from './to-profile.js';

/** What a measurement of an engine needs to know. */
export interface MeasureOptions {
  readonly target: Target;
  readonly facts: EngineFacts;
  readonly plan: ProbePlan;
  readonly words: readonly string[];
  readonly metricsUrls: readonly string[];
  /** Where it is known. */
  readonly kvTokens?: number | undefined;
  /** Folder of profile.json, points.jsonl and the pictures. */
  readonly out: string;
  readonly startedAt: Date;
  readonly signal: AbortSignal;
  readonly tell: (progress: SweepProgress) => void;
  /** Instead of loads over HTTP, for tests. */
  readonly probe?: Probe;
}

/** A measured profile, and the points behind it. */
export interface MeasuredEngine {
  readonly profile: EngineProfile;
  readonly points: readonly EnginePoint[];
  /** The profile's path. */
  readonly file: string;
}

/**
 * Goes on where an earlier measurement into the same folder was cut off. Rejects with the signal's reason when aborted.
 * Throws HR_USAGE, HR_MEASUREMENT_LATE, HR_ENGINE_UNMEASURABLE, HR_PROFILE_INVALID.
 */
export async function measureEngine(options: MeasureOptions): Promise<MeasuredEngine> {
  const { target, facts, plan, words, metricsUrls, out, startedAt, signal } = options;
  checkWhole('--gpus', facts.gpusPerWorker, 1);
  checkWhole('--kv-tokens', options.kvTokens ?? 1, 1);
  checkWhole('--kv-bytes-per-token', facts.kvBytesPerToken ?? 1, 1);
  const head = { schema: 'headroom-profile-points/1', target: target.origin, model: facts.model } as const;
  const journal = openJournal(join(out, 'points.jsonl'), head);
  const told =
    options.kvTokens === undefined
      ? toldCapacity(await readPages(metricsPages([target], metricsUrls)))
      : { tokens: options.kvTokens, source: '--kv-tokens' };
  const seed = startedAt.getTime() % 2 ** 31; // a probe takes longer than a millisecond, so runs never share one
  const probe =
    options.probe ?? createProbe({ targets: [target], model: facts.model, words, metricsUrls, seed, signal });
  const points = await sweepEngine(probe, plan, told, journal, options.tell);
  const profile = toProfile(points, facts, told ?? reckonedCapacity(points), startedAt.toISOString().slice(0, 10));
  const file = join(out, 'profile.json');
  mkdirSync(out, { recursive: true });
  writeProfile(file, profile);
  writeFileSync(join(out, 'ttft.svg'), await drawSvg(ttftChart(points)));
  writeFileSync(join(out, 'itl.svg'), await drawSvg(itlChart(points)));
  return { profile, points, file };
}
