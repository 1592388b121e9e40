/** Every picture of the documentation, and how it is made: by simulations alone, so that the same build gives the same bytes. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shippedPath } from '../../scenarios/index.js';
import { chosenExhibits } from '../../studies/index.js';
import { museumPicture } from './museum-picture.js';

/** By the path under docs/images. */
export const PICTURES: ReadonlyMap<string, () => Promise<string>> = new Map([
  ['quickstart.svg', async () => chartOf('quickstart.yaml', 'ttft-over-time.svg')],
  ['demo.svg', async () => chartOf('demo.yaml', 'workers-decode.svg')],
  ...chosenExhibits([]).map(({ id }) => [join('museum', `${id}.svg`), () => museumPicture(id)] as const),
]);

/** A chart of the record that `headroom simulate` makes of a shipped scenario. */
function chartOf(scenario: string, chart: string): string {
  const out = mkdtempSync(join(tmpdir(), 'headroom-images-'));
  try {
    const command = [
      shippedPath('dist', 'cli', 'main.js'),
      'simulate',
      shippedPath('scenarios', scenario),
      '--out',
      out,
    ];
    const { status, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return readFileSync(join(out, 'charts', chart), 'utf8');
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}
