/** A calibration from a run on disk: which scenario it is simulated with, and where the profiles go. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunRecord } from '../../reports/index.js';
import { HeadroomError } from '../../scenarios/errors/index.js';
import { type LoadedScenario, loadScenario, writeProfile } from '../../scenarios/index.js';
import { type Calibrated, calibrate, calibrationText } from '../../studies/index.js';
import { terminalProgress } from '../progress.js';
import { openRun } from './open-run.js';

/** What the command line says of a calibration. */
export interface CalibrateOptions {
  readonly run: string;
  /** Absent: the one that the run's record holds. */
  readonly scenario: string | undefined;
  readonly set: readonly string[];
  readonly out: string;
}

/** The cluster stays as it is at the start, whatever planner the scenario has. */
const NO_PLANNER = 'planner={policy: static, interval_s: 60}';

/** Throws HR_RECORD_INVALID, HR_RESULT_INVALID, HR_SCENARIO_…, HR_PROFILE_…, HR_CALIBRATION_IMPOSSIBLE. */
export function calibrateRun({ run, scenario, set, out }: CalibrateOptions): { result: Calibrated; terminal: string } {
  const { record, requests } = openRun(run);
  const overrides = [...set, NO_PLANNER];
  const loaded = scenario === undefined ? recordedScenario(record, overrides) : loadScenario(scenario, overrides);
  const progress = terminalProgress();
  const result = calibrate(loaded, requests, record.run.name, (text) => progress.update(text));
  progress.done();
  mkdirSync(out, { recursive: true });
  const files = result.profiles.map((profile) => {
    const file = join(out, `${profile.id.replace(/[^\w.-]+/g, '-')}.calibrated.json`);
    writeProfile(file, profile);
    return file;
  });
  const moved =
    record.decisions.length > 0 ? ['! A planner moved workers in this run; it is replayed without.', ''] : [];
  const paths = files.map((file) => `profile: ${file}\n`).join('');
  return { result, terminal: `${calibrationText(result)}${moved.join('\n')}${paths}` };
}

/** The scenario as the run resolved it; its relative paths are taken from where you are. */
function recordedScenario(record: RunRecord, overrides: readonly string[]): LoadedScenario {
  const scenario = record.run.scenario as { cluster?: unknown };
  if (scenario.cluster === undefined) {
    throw new HeadroomError('HR_CALIBRATION_IMPOSSIBLE', {
      message: 'the record of the run tells no cluster to simulate',
      hint: 'Name a scenario with the cluster that was measured: --scenario FILE.',
    });
  }
  const folder = mkdtempSync(join(tmpdir(), 'headroom-scenario-'));
  try {
    const file = join(folder, 'run.json.scenario.yaml');
    writeFileSync(file, JSON.stringify({ sla: {}, ...scenario }));
    return { ...loadScenario(file, overrides), resolve: (path) => path };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
