/**
 * Splits what a run cost beyond its work bound between what can be mended: the run is made again with every subset of its effects
 * switched off, on the same traffic and random streams, and each effect gets its Shapley part. docs/reference/regret.md has the method.
 */
import { setImmediate } from 'node:timers/promises';
import type { Regret, RegretPart, RegretQuantities, Summary } from '../../reports/index.js';
import type { LoadedScenario } from '../../scenarios/index.js';
import { keptSources } from '../pool/kept-sources.js';
import type { TrialSources } from '../trial/sources.js';
import { measurePrepared, prepareTrial } from '../trial/trial.js';
import { type Effect, effectsOf, variantOf } from './effects.js';
import { limited } from './limits.js';
import { type Quantities, shapley, subsets } from './shapley.js';
import { workBoundOf } from './work-bound.js';

/**
 * `actual`: the summary of the scenario's own run, to its end. `onTrial` hears of every run that is done. Throws
 * HR_SCENARIO_INVALID where the traffic is not known before the run.
 */
export async function regretOf(
  loaded: LoadedScenario,
  actual: Summary,
  onTrial: (done: number, of: number) => void = () => undefined,
): Promise<Regret> {
  const sources = keptSources();
  const prepared = prepareTrial(loaded, sources);
  const gpusPerWorker = Math.min(
    ...prepared.pools.flatMap(([, profiles]) => profiles.map((p) => p.profile.gpusPerWorker)),
  );
  const effects = effectsOf(loaded.scenario);
  const values = new Map<string, Quantities>([[keyOf(new Set(effects)), quantitiesOf(actual)]]);
  const open = subsets(effects).filter((on) => !values.has(keyOf(on)));
  for (const [done, on] of open.entries()) {
    values.set(keyOf(on), quantitiesOf(runVariant(loaded, on, gpusPerWorker, sources)));
    onTrial(done + 1, open.length);
    await setImmediate(); // an interrupt is heard
  }
  const value = (on: ReadonlySet<Effect>) => values.get(keyOf(on))!;
  const parts = shapley(effects, value);
  const bound = workBoundOf(actual, prepared);
  return {
    schema: 'headroom-regret/1',
    method: 'shapley',
    trials: open.length,
    bound,
    parts: [
      { id: 'whole_workers', ...difference(value(new Set()), bound) },
      ...effects.map((id): RegretPart => ({ id, ...asRegret(parts[id]) })),
    ],
    actual: asRegret(quantitiesOf(actual)),
  };
}

function runVariant(
  loaded: LoadedScenario,
  on: ReadonlySet<Effect>,
  gpusPerWorker: number,
  sources: TrialSources,
): Summary {
  const variant = variantOf(loaded, on, gpusPerWorker);
  const prepared = prepareTrial(variant.loaded, sources);
  const { behaviour } = variant.limits ?? {};
  const policy = behaviour ? limited(prepared.input.policy, behaviour) : prepared.input.policy;
  return measurePrepared({ ...prepared, input: { ...prepared.input, policy } }, loaded.scenario.sla).summary;
}

function keyOf(on: ReadonlySet<Effect>): string {
  return [...on].sort().join();
}

function quantitiesOf({ gpu_hours, cost, causes = {} }: Summary): Quantities {
  const missed = Object.values(causes).reduce((sum, misses) => sum + misses, 0);
  return { gpu_hours: gpu_hours.total, ...(cost && { usd: cost.usd }), missed };
}

function difference(of: Quantities, from: RegretQuantities): RegretQuantities {
  const { gpu_hours, usd, missed } = asRegret(of);
  return {
    gpu_hours: gpu_hours - from.gpu_hours,
    ...(usd !== undefined && from.usd !== undefined && { usd: usd - from.usd }),
    missed: missed - from.missed,
  };
}

function asRegret({ gpu_hours, usd, missed }: Quantities): RegretQuantities {
  return { gpu_hours: gpu_hours!, ...(usd !== undefined && !Number.isNaN(usd) && { usd }), missed: missed! };
}
