/** The package as npm makes and installs it, and what it takes on the disk. */
import { lstatSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shippedPath } from '../../scenarios/index.js';
import { run } from './processes.js';

const QUIET = ['--no-audit', '--no-fund', '--loglevel=error'];

/** Packs what is built, and returns the path of the tarball. */
export function pack(into: string): string {
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', into];
  const [packed] = JSON.parse(run('npm', args, { folder: shippedPath() })) as [{ filename: string }];
  return join(into, packed.filename);
}

/** Installs a tarball, or packages by name, into an empty folder; returns the folder. */
export function install(folder: string, what: readonly string[], options: readonly string[] = []): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  run('npm', ['install', ...QUIET, ...options, ...what], { folder });
  return folder;
}

/** Megabytes (10⁶ bytes) of a file. */
export function fileMb(path: string): number {
  return inMb(statSync(path).size);
}

/** Megabytes that the blocks of everything under a folder take, as `du` counts them. */
export function diskMb(folder: string): number {
  return inMb(diskBytes(folder));
}

function inMb(bytes: number): number {
  return Number((bytes / 1e6).toFixed(1));
}

function diskBytes(path: string): number {
  const { blocks } = lstatSync(path);
  const own = blocks * 512;
  if (!lstatSync(path).isDirectory()) return own;
  return readdirSync(path).reduce((sum, name) => sum + diskBytes(join(path, name)), own);
}
