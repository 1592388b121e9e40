/** What a page needs to run a small scenario again, as it comes out of the page. */
import type { LoadedScenario, TrafficRequest } from '../../scenarios/index.js';
import { prepareTrial } from '../trial/trial.js';
import { watchTraffic, whatIfSetting } from '../whatif/index.js';
import type { WhatIfSetting } from '../whatif/rerun.js';
import { smallScenario } from './scenarios.js';

interface MadeSetting {
  readonly loaded: LoadedScenario;
  /** The requests that were read while it was packed. */
  readonly read: readonly TrafficRequest[];
  readonly setting: WhatIfSetting;
}

/** Of the small scenario, with overrides. */
export function madeSetting(set: readonly string[] = []): MadeSetting {
  const loaded = smallScenario(set);
  const trial = prepareTrial(loaded);
  const { traffic, packed } = watchTraffic(trial.traffic);
  const read = [...traffic.requests];
  const setting = whatIfSetting(loaded, trial, packed() as Exclude<ReturnType<typeof packed>, string>);
  return { loaded, read, setting: JSON.parse(JSON.stringify(setting)) as WhatIfSetting };
}
