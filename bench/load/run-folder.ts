/** A folder for a run's record that is gone afterwards. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export async function withRunFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-bench-load-'));
  try {
    return await use(join(folder, 'run'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
