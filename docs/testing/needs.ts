/** What a command of a page may need beyond Node, a shell and this checkout, and whether it is here. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { shippedPath } from '../../scenarios/index.js';

const IN_FULL = process.env['HEADROOM_DOCS'] === 'full';

const NEEDS: Record<string, () => boolean> = {
  curl: () => isInstalled('curl'),
  jq: () => isInstalled('jq'),
  prometheus: () => isInstalled('prometheus'),
  redis: () => isInstalled('redis-server'),
  '../shared': () => existsSync(shippedPath('..', 'shared', 'data')),
  /** Too long for every test run: `npm run test:docs` has the time. */
  minutes: () => IN_FULL,
};

const here = new Map<string, boolean>();

/** @throws Error for a need that nobody can check. */
export function isHere(need: string): boolean {
  const check = NEEDS[need];
  if (!check) throw new Error(`a command may need ${Object.keys(NEEDS).join(', ')}, but not '${need}'`);
  const known = here.get(need) ?? check();
  here.set(need, known);
  return known;
}

function isInstalled(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
}
