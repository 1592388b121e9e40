/** What each runtime dependency takes on disk, with the packages that it brings. */
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shippedPath } from '../../scenarios/index.js';

interface Locked {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

type Lock = Readonly<Record<string, Locked>>;

export interface Dependency {
  readonly name: string;
  readonly optional: boolean;
  /** Megabytes of its files and of those of the packages that it brings, others' share included. */
  readonly mb: number;
}

/** The dependencies and optional dependencies of package.json. */
export function dependencies(): Dependency[] {
  const lock = readLock();
  const own = lock['']!;
  const list = (names: object | undefined, optional: boolean) =>
    Object.keys(names ?? {}).map((name) => ({ name, optional, mb: mbOf(treeOf(lock, name)) }));
  return [...list(own.dependencies, false), ...list(own.optionalDependencies, true)];
}

/** Megabytes of the dependencies that an install without optional packages has. */
export function requiredMb(): number {
  const lock = readLock();
  const trees = Object.keys(lock['']!.dependencies ?? {}).map((name) => treeOf(lock, name));
  return mbOf(new Set(trees.flatMap((tree) => [...tree])));
}

function readLock(): Lock {
  return (JSON.parse(readFileSync(shippedPath('package-lock.json'), 'utf8')) as { packages: Lock }).packages;
}

/** Places in node_modules of a package and all that it needs; packages for other platforms are not installed, and count nothing. */
function treeOf(lock: Lock, name: string, from = '', found = new Set<string>()): Set<string> {
  const place = resolve(lock, name, from);
  if (place === undefined || found.has(place)) return found;
  found.add(place);
  const { dependencies, optionalDependencies } = lock[place]!;
  for (const needed of Object.keys({ ...dependencies, ...optionalDependencies })) treeOf(lock, needed, place, found);
  return found;
}

/** Where a package finds another: in its own node_modules, or in those of the folders above. */
function resolve(lock: Lock, name: string, from: string): string | undefined {
  const place = join(from, 'node_modules', name);
  if (lock[place]) return place;
  if (from === '') return undefined;
  const above = from.lastIndexOf('node_modules/');
  return resolve(lock, name, from.slice(0, Math.max(0, above - 1)));
}

function mbOf(places: Iterable<string>): number {
  let bytes = 0;
  for (const place of places) bytes += bytesUnder(shippedPath(place));
  return Number((bytes / 1e6).toFixed(1));
}

/** Bytes of the files of a package; packages inside it are counted at their own places. */
function bytesUnder(path: string): number {
  const entry = lstatSync(path, { throwIfNoEntry: false });
  if (!entry) return 0;
  if (!entry.isDirectory()) return entry.size;
  const names = readdirSync(path).filter((name) => name !== 'node_modules');
  return names.reduce((sum, name) => sum + bytesUnder(join(path, name)), 0);
}
