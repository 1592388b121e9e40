/** A lease for planners of one machine: a lock file that names its holder's process. */
import { linkSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import type { Lease } from '../ports.js';

/** Held as long as the process lives: who finds a holder that is gone takes its place. */
export function fileLease(path: string, retry_s = 2): Lease {
  const holder = String(process.pid);
  let held = false;
  const take = (): boolean => {
    const mine = `${path}.${holder}`;
    writeFileSync(mine, holder);
    try {
      linkSync(mine, path); // a link is made whole or not at all, and never over another
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      return false;
    } finally {
      rmSync(mine, { force: true });
    }
  };
  const acquire = async (): Promise<boolean> => {
    if (isGone(path)) rmSync(path, { force: true });
    held = holderOf(path) === holder || take();
    return held;
  };
  return {
    holder,
    retry_s,
    acquire,
    renew: async () => {
      held = holderOf(path) === holder;
      return held;
    },
    isHeld: () => held && holderOf(path) === holder,
    release: async () => {
      if (held && holderOf(path) === holder) unlinkSync(path);
      held = false;
    },
  };
}

function holderOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function isGone(path: string): boolean {
  const holder = holderOf(path);
  if (holder === undefined) return false;
  try {
    process.kill(Number(holder), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'EPERM';
  }
}
