/** Finds and reads an engine profile by shipped id or by path. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { EngineProfile } from '../../planner-core/index.js';
import { HeadroomError, nearestName } from '../errors/index.js';
import { shippedPath } from '../paths.js';
import { CALIBRATED, CALIBRATIONS_FILE, withCalibration } from './calibrated.js';
import { checkProfile } from './check.js';
import { dynamoFiles, readDynamoProfile } from './dynamo-form.js';
import { readProfileFile } from './headroom-form.js';
import { MODELS_FILE, rooflineProfile, SYSTEMS_FILE } from './roofline.js';

/** An input file of a run, as the run record names it. */
export interface InputFile {
  readonly name: string;
  readonly sha256: string;
}

/** A profile, and the files that it was read from. */
export interface LoadedProfile {
  readonly profile: EngineProfile;
  readonly files: readonly InputFile[];
}

/** Ids of the profiles that ship with the package, sorted. */
export function shippedProfiles(): string[] {
  return readdirSync(shippedPath('scenarios', 'profiles'))
    .filter((file) => file.endsWith('.json'))
    .map((file) => basename(file, '.json'))
    .sort();
}

/**
 * Loads a shipped profile by id (`:calibrated` after it multiplies its step times by what was measured), a profile file, a
 * folder of Dynamo's profiler, or a roofline. `resolve` turns a path of the scenario into one of this process. Throws HR_PROFILE_NOT_FOUND or HR_PROFILE_INVALID.
 */
export function loadProfile(nameOrPath: string, resolve: (path: string) => string): LoadedProfile {
  if (nameOrPath.startsWith('roofline:')) return loadRoofline(nameOrPath);
  if (nameOrPath.endsWith(CALIBRATED)) return loadCalibrated(nameOrPath.slice(0, -CALIBRATED.length), resolve);
  const shipped = shippedPath('scenarios', 'profiles', `${nameOrPath}.json`);
  if (!/[\\/]/.test(nameOrPath) && existsSync(shipped)) return loadFile(shipped);
  const path = resolve(nameOrPath);
  if (!existsSync(path)) throw notFound(nameOrPath);
  if (!statSync(path).isDirectory()) return loadFile(path);
  const files = dynamoFiles(path);
  if (files)
    return { profile: readDynamoProfile(path, files), files: [inputFile(files.prefill), inputFile(files.decode)] };
  throw new HeadroomError('HR_PROFILE_NOT_FOUND', {
    at: { file: nameOrPath },
    message: 'the folder holds no engine profile',
    hint: `Expected ${join('selected_prefill_interpolation', 'raw_data.npz')} and its decode twin, or prefill_raw_data.json and decode_raw_data.json.`,
  });
}

/** Name and sha256 of a file, for the run record. */
export function inputFile(path: string): InputFile {
  return { name: basename(path), sha256: createHash('sha256').update(readFileSync(path)).digest('hex') };
}

function loadCalibrated(name: string, resolve: (path: string) => string): LoadedProfile {
  const { profile, files } = loadProfile(name, resolve);
  return { profile: withCalibration(profile), files: [...files, inputFile(CALIBRATIONS_FILE)] };
}

function loadRoofline(name: string): LoadedProfile {
  const profile = rooflineProfile(name);
  checkProfile(profile, name);
  return { profile, files: [inputFile(MODELS_FILE), inputFile(SYSTEMS_FILE)] };
}

function loadFile(path: string): LoadedProfile {
  return { profile: readProfileFile(path), files: [inputFile(path)] };
}

function notFound(name: string): HeadroomError {
  const nearest = nearestName(name, shippedProfiles());
  return new HeadroomError('HR_PROFILE_NOT_FOUND', {
    message: `no engine profile '${name}': it is neither shipped nor a path that exists`,
    hint: `${nearest ? `Did you mean '${nearest}'? ` : ''}docs/reference/profiles.md lists the shipped ones.`,
  });
}
