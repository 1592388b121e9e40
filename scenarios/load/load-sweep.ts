/** Reads a sweep file: YAML, types, and that its scenario can be read. */
import { basename, dirname, extname, isAbsolute, join } from 'node:path';
import { HeadroomError } from '../errors/index.js';
import { type SweepSpec, sweepSchema } from '../schema/sweep.js';
import { dataOf, parseScenarioText } from './document.js';
import { describeIssues } from './issues.js';
import { readBytes } from './load-scenario.js';

/** A sweep file that passed every check, and the scenario it is over. */
export interface LoadedSweep {
  readonly sweep: SweepSpec;
  /** The sweep's own name, or the file's. */
  readonly name: string;
  /** Path of the scenario, for this process. */
  readonly scenario: string;
}

/** Loads a sweep file. Throws HR_SCENARIO_NOT_FOUND, HR_SCENARIO_SYNTAX or HR_SCENARIO_INVALID, as a scenario does. */
export function loadSweep(path: string): LoadedSweep {
  const document = parseScenarioText(readBytes(path).toString('utf8'), path);
  const parsed = sweepSchema.safeParse(dataOf(document) ?? {});
  if (!parsed.success) {
    throw new HeadroomError('HR_SCENARIO_INVALID', describeIssues(sweepSchema, parsed.error.issues, document, []));
  }
  const { scenario, name } = parsed.data;
  return {
    sweep: parsed.data,
    name: name ?? basename(path, extname(path)),
    scenario: isAbsolute(scenario) ? scenario : join(dirname(path), scenario),
  };
}
