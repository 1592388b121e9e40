/** The scenarios and sweeps that ship with the package, by name: `quickstart`, `museum/10-spike`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { shippedPath } from '../paths.js';

/** Names of the ready scenarios, those of the museum last. */
export function readyScenarios(): string[] {
  const exhibits = readyFiles('museum').filter((name) => /^\d/.test(name));
  return [...readyFiles().filter((name) => !isSweep(name)), ...exhibits.map((name) => `museum/${name}`)];
}

/** Names of the ready sweeps. */
export function readySweeps(): string[] {
  return readyFiles().filter(isSweep);
}

/** The path that a user means: a file that is there, or a ready scenario or sweep by its name; else what was given. */
export function scenarioPath(given: string): string {
  if (existsSync(given) || !/^(museum\/)?[\w.-]+$/.test(given)) return given;
  const shipped = readyPath(given);
  return existsSync(shipped) ? shipped : given;
}

function readyPath(name: string): string {
  return shippedPath('scenarios', `${name}.yaml`);
}

function readyFiles(folder = ''): string[] {
  return readdirSync(shippedPath('scenarios', folder))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => basename(file, '.yaml'))
    .sort();
}

/** A sweep names the scenario that it varies. */
function isSweep(name: string): boolean {
  return /^scenario:/m.test(readFileSync(readyPath(name), 'utf8'));
}
