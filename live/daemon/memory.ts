/** What a planner remembers between ticks, and the file that keeps it over a restart. */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Role } from '../../planner-core/index.js';
import { exactJson, parseExactJson } from '../../reports/index.js';
import { HeadroomError } from '../../scenarios/errors/index.js';
import type { Targets } from '../ports.js';
import type { Figure } from './safety.js';

/** An order that the platform has not taken up. */
export interface OpenOrder {
  readonly wanted: number;
  /** The count it was ordered over; another count means that somebody else has ordered since. */
  readonly over: number;
}

/** All that one tick leaves to the next; plain data. */
export interface Memory {
  /** Time of the last tick, in the planner's own seconds. */
  readonly time_s: number;
  readonly policy: unknown;
  /** The last targets that were decided on known figures. */
  readonly safe: Targets;
  readonly open: Readonly<Partial<Record<Role, OpenOrder>>>;
  /** Figures that there have been. */
  readonly seen: readonly Figure[];
}

interface StateFile {
  readonly schema: 'headroom-planner-state/1';
  /** Tells what the state belongs to: another policy could not read it. */
  readonly key: string;
  readonly wall_ms: number;
  readonly replicas: Targets;
  readonly memory: Memory;
}

/** What a restart goes on with: the memory, the counts of the start, and when it was written. */
export type SavedState = Pick<StateFile, 'wall_ms' | 'replicas' | 'memory'>;

/** Writes the state so that a crash at any moment leaves the old or the new one. Throws HR_OUTPUT_FAILED. */
export function saveState(path: string, key: string, state: SavedState): void {
  const file: StateFile = { schema: 'headroom-planner-state/1', key, ...state };
  const fresh = `${path}.new`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    const descriptor = openSync(fresh, 'w');
    writeSync(descriptor, exactJson(file));
    fsyncSync(descriptor);
    closeSync(descriptor);
    renameSync(fresh, path);
  } catch (error) {
    throw new HeadroomError(
      'HR_OUTPUT_FAILED',
      { at: { file: path }, message: `cannot be written (${(error as NodeJS.ErrnoException).code})` },
      { cause: error },
    );
  }
}

/** Reads the state; a text says why there is none to go on with. */
export function loadState(path: string, key: string): SavedState | string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? 'there is no state yet' : `the state cannot be read (${code})`;
  }
  try {
    const file = parseExactJson(text) as StateFile;
    if (file.schema !== 'headroom-planner-state/1') return 'the state is of another form';
    if (file.key !== key) return 'the state belongs to another configuration';
    return file;
  } catch {
    return 'the state is not valid JSON';
  }
}
