/** Runs a load on an emulated engine that is slower than its profile says, and asks `calibrate` by how much. */
import { join } from 'node:path';
import { readRequests } from '../../reports/index.js';
import { loadProfile, loadScenario, writeProfile } from '../../scenarios/index.js';
import { calibrate } from '../../studies/index.js';
import { headroom, oneWorker, withEmulator } from './headroom.js';

interface Factors {
  readonly prefill: number;
  readonly decode: number;
}

export async function calibratedRun(profile: string, folder: string, slower: Factors) {
  const slow = join(folder, 'slow.json');
  writeProfile(slow, {
    ...loadProfile(profile, (path) => path).profile,
    calibration: {
      prefillFactor: slower.prefill,
      decodeFactors: { batch: [1], factor: [slower.decode] },
      source: 'made slower',
    },
  });
  const scenario = oneWorker(folder, 'as-told', profile);
  const run = join(folder, 'run');
  await withEmulator(oneWorker(folder, 'slower', slow), (url) =>
    headroom('bench', scenario, '--url', url, '--out', run),
  );
  const { fitted, errors, unknown } = calibrate(loadScenario(scenario), readRequests(run), 'run', () => undefined);
  return { truth: slower, fitted, unknown, held_out: meansOf(errors) };
}

/** Errors of the means over the requests that were held out, percent. */
function meansOf(errors: ReturnType<typeof calibrate>['errors']) {
  const percent = (share: number) => Math.round(share * 1e4) / 100;
  return Object.fromEntries(
    Object.entries(errors).map(([name, { mean }]) => [
      name,
      { before_pct: percent(mean.before), after_pct: percent(mean.after) },
    ]),
  );
}
