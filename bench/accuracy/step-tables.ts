/** Leave-one-out over step tables: the engine model, made without a point, is asked for it. */
import type { EngineProfile, PrefillStepTable } from '../../planner-core/index.js';
import { createEngineModel, type PrefillWork } from '../../sim/index.js';
import { median, quantile } from './kriging.js';

export interface TableErrors {
  readonly points: number;
  readonly median_pct?: number;
  readonly p95_pct?: number;
}

/** Relative errors, in percent, of the prefill points that have others around them; the table is that of one rank. */
export function prefillErrors(worker: EngineProfile): number[] {
  const profile = { ...worker, attentionDp: 1 };
  const table = worker.prefillTable!;
  return table.stepMs.flatMap((ms, i) => {
    if (!isInside(table, i)) return [];
    const { mixedStepSeconds } = createEngineModel({ ...profile, prefillTable: without(table, i) });
    return [errorPct(mixedStepSeconds(workOf(table, i), 0, 0) * 1000, ms)];
  });
}

/** Relative errors, in percent, of the decode points that have others around them in batch. */
export function decodeErrors(profile: EngineProfile): number[] {
  const rows = profile.decodeSteps!;
  return rows.flatMap((row, r) =>
    row.stepMs.flatMap((ms, i) => {
      if (i === 0 || i === row.batch.length - 1) return [];
      const keep = (_: number, k: number) => k !== i;
      const thinned = { ...row, batch: row.batch.filter(keep), stepMs: row.stepMs.filter(keep) };
      const decodeSteps = rows.map((other, k) => (k === r ? thinned : other));
      const { decodeStepSeconds } = createEngineModel({ ...profile, decodeSteps });
      const batch = row.batch[i]!;
      return [errorPct(decodeStepSeconds(batch, batch * row.contextTokens) * 1000, ms)];
    }),
  );
}

export function tableErrors(errors: readonly number[]): TableErrors {
  if (errors.length === 0) return { points: 0 };
  const round = (value: number) => Math.round(value * 100) / 100;
  return { points: errors.length, median_pct: round(median(errors)), p95_pct: round(quantile(errors, 0.95)) };
}

function workOf(table: PrefillStepTable, i: number): PrefillWork {
  const [batch, fresh, cached] = [table.batch[i]!, table.newTokens[i]!, table.cachedTokens[i]!];
  return {
    requests: batch,
    completing: batch,
    newTokens: batch * fresh,
    cachedTokens: batch * cached,
    attentionPairs: batch * fresh * (cached + fresh / 2),
  };
}

/** Neither the shortest nor the longest of its batch and context. */
function isInside(table: PrefillStepTable, i: number): boolean {
  const tokens = table.newTokens.filter(
    (_, k) => table.batch[k] === table.batch[i] && table.cachedTokens[k] === table.cachedTokens[i],
  );
  const own = table.newTokens[i]!;
  return own > Math.min(...tokens) && own < Math.max(...tokens);
}

function without(table: PrefillStepTable, i: number): PrefillStepTable {
  const keep = (_: number, k: number) => k !== i;
  return {
    batch: table.batch.filter(keep),
    newTokens: table.newTokens.filter(keep),
    cachedTokens: table.cachedTokens.filter(keep),
    stepMs: table.stepMs.filter(keep),
  };
}

function errorPct(guess: number, truth: number): number {
  return Math.abs(guess / truth - 1) * 100;
}
