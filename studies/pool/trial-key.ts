/** What a trial is, as a short text: the same trial of the same files has the same key on every machine. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { packageVersion } from '../../scenarios/index.js';
import type { TrialSpec } from './trial-runner.js';

/**
 * Keys of trials, by version, content of the scenario file, overrides and seed. Files that the scenario names (traces, profiles
 * of the user's own) are not in it.
 */
export function trialKeys(): (spec: TrialSpec) => string {
  const version = packageVersion();
  const contents = new Map<string, string>();
  return ({ scenario, sets, seed, histograms = false }) => {
    const content = contents.get(scenario) ?? contentHash(scenario);
    contents.set(scenario, content);
    return sha256(JSON.stringify([version, content, sets, seed, histograms]));
  };
}

/** A file that cannot be read has a key too: its trial fails in its own words. */
function contentHash(path: string): string {
  try {
    return sha256(readFileSync(path));
  } catch {
    return 'unreadable';
  }
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
