/** Writes and reads `regret.json`, which a record has only where it was asked for. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HeadroomError } from '../../scenarios/errors/index.js';
import type { Regret } from './regret.js';
import { attempt } from './whole-pieces.js';

/** Its name in the directory of a run. */
export const REGRET_FILE = 'regret.json';

/** Adds it to the record in `directory`. Throws HR_OUTPUT_FAILED. */
export function writeRegret(directory: string, regret: Regret): void {
  const file = join(directory, REGRET_FILE);
  attempt(file, () => writeFileSync(file, `${JSON.stringify(regret, null, 2)}\n`));
}

/** That of the record in `directory`; `undefined` where there is none. Throws HR_RECORD_INVALID. */
export function readRegret(directory: string): Regret | undefined {
  const file = join(directory, REGRET_FILE);
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Regret;
  } catch (error) {
    throw new HeadroomError('HR_RECORD_INVALID', {
      at: { file },
      message: `is not valid JSON: ${(error as Error).message}`,
    });
  }
}
