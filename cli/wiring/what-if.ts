/** The part of a report that runs its simulation again, kept in the run's directory so that the report can be drawn again. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LoadedScenario } from '../../scenarios/index.js';
import { type PreparedTrial, whatIfSection, whatIfSetting, zipSetting } from '../../studies/index.js';

const FILE = 'what_if.json.gz';

/** Writes the setting and returns the part; a sentence instead where this run cannot be run again. */
export function whatIfOf(
  directory: string,
  loaded: LoadedScenario,
  trial: Pick<PreparedTrial, 'input' | 'prices'>,
  packed: Parameters<typeof whatIfSetting>[2] | string,
): string {
  if (typeof packed === 'string') return `<p class="caption">No sliders for this run: ${packed}.</p>`;
  const zipped = zipSetting(whatIfSetting(loaded, trial, packed));
  writeFileSync(join(directory, FILE), zipped);
  return whatIfSection(zipped);
}

/** The part of a run that was recorded before; empty where its directory does not hold it. */
export function recordedWhatIf(directory: string): string {
  const path = join(directory, FILE);
  return existsSync(path) ? whatIfSection(readFileSync(path)) : '';
}
