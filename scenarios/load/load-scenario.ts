/** Reads a scenario file: YAML, overrides, types, cross-checks. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, dirname, extname, isAbsolute, join } from 'node:path';
import type { ZodType } from 'zod';
import { type ErrorDetail, HeadroomError, nearestName } from '../errors/index.js';
import type { InputFile } from '../profiles/load.js';
import { type PlannerFile, plannerFileSchema } from '../schema/planner-file.js';
import { type LiveScenario, liveScenarioSchema, type Scenario, scenarioSchema } from '../schema/scenario.js';
import { crossCheck, crossCheckLive, crossCheckPlannerFile } from './cross-checks.js';
import { dataOf, locateValue, parseScenarioText, type ScenarioDocument } from './document.js';
import type { Fault } from './fault.js';
import { describeIssues } from './issues.js';
import { applyOverrides, type Override, overridePlace, parseOverride } from './overrides.js';
import { readyScenarios, readySweeps } from './ready.js';

/** A file of the user that passed every check, and where it lies. */
export interface LoadedScenario<T = Scenario> {
  readonly scenario: T;
  /** The scenario's own name, or the file's. */
  readonly name: string;
  readonly file: InputFile;
  /** Turns a path of the scenario, relative to its file, into one of this process. */
  readonly resolve: (path: string) => string;
}

/**
 * Loads a scenario. `set`: overrides as `path=value`. Throws HR_SCENARIO_NOT_FOUND, HR_SCENARIO_SYNTAX,
 * HR_SCENARIO_INVALID (every mistake at once) or HR_SET_INVALID.
 */
export function loadScenario(path: string, set: readonly string[] = []): LoadedScenario {
  return load(path, set, scenarioSchema, crossCheck);
}

/** Loads a scenario for a live run, which needs neither cluster nor planner. Throws as {@link loadScenario}. */
export function loadLiveScenario(path: string, set: readonly string[] = []): LoadedScenario<LiveScenario> {
  return load(path, set, liveScenarioSchema, crossCheckLive);
}

/** Loads the file of a live planner. Throws as {@link loadScenario}. */
export function loadPlannerFile(path: string, set: readonly string[] = []): LoadedScenario<PlannerFile> {
  return load(path, set, plannerFileSchema, crossCheckPlannerFile);
}

/**
 * Loads the parts of a file that a policy is made of, be it a scenario or a live planner's: the latter has a `source`. Throws as
 * {@link loadScenario}.
 */
export function loadPolicyFile(
  path: string,
  set: readonly string[] = [],
): LoadedScenario<Pick<Scenario, 'planner' | 'cluster' | 'sla'>> {
  const isPlannerFile = parseScenarioText(readBytes(path).toString('utf8'), path).yaml.has('source');
  return isPlannerFile ? loadPlannerFile(path, set) : loadScenario(path, set);
}

function load<T extends { readonly name?: string | undefined }>(
  path: string,
  set: readonly string[],
  schema: ZodType<T>,
  faultsOf: (scenario: T) => readonly Fault[],
): LoadedScenario<T> {
  const bytes = readBytes(path);
  const overrides = set.map(parseOverride);
  const document = parseScenarioText(bytes.toString('utf8'), path);
  applyOverrides(schema, document, overrides);
  const scenario = check(document, overrides, schema, faultsOf);
  const fromOverride = new Set(overrides.map(({ value }) => value));
  return {
    scenario,
    name: scenario.name ?? basename(path, extname(path)),
    file: { name: basename(path), sha256: createHash('sha256').update(bytes).digest('hex') },
    // a path typed on the command line is relative to where it was typed
    resolve: (inner) => (isAbsolute(inner) || fromOverride.has(inner) ? inner : join(dirname(path), inner)),
  };
}

/** The content of a file of the user. Throws HR_SCENARIO_NOT_FOUND. */
export function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code;
    const nearest = nearestName(basename(path, extname(path)), [...readyScenarios(), ...readySweeps()]);
    throw new HeadroomError('HR_SCENARIO_NOT_FOUND', {
      at: { file: path },
      message: reason === 'ENOENT' ? 'no such file' : `cannot be read (${reason})`,
      hint: nearest
        ? `Did you mean '${nearest}'?`
        : 'Give the path of a scenario file, or the name of a ready one: quickstart needs no download.',
    });
  }
}

function check<T>(
  document: ScenarioDocument,
  overrides: readonly Override[],
  schema: ZodType<T>,
  faultsOf: (scenario: T) => readonly Fault[],
): T {
  const parsed = schema.safeParse(dataOf(document) ?? {});
  const details: ErrorDetail[] = parsed.success
    ? faultsOf(parsed.data).map(({ path, message }) => ({
        at: overridePlace(path, overrides) ?? locateValue(document, path),
        message: `${path.map(String).join('.')}: ${message}`,
      }))
    : describeIssues(schema, parsed.error.issues, document, overrides);
  if (details.length > 0 || !parsed.success) throw new HeadroomError('HR_SCENARIO_INVALID', details);
  return parsed.data;
}
