/** Where a run goes that was given no `--out`. */
import { join } from 'node:path';

/**
 * A folder of `runs/` by the name of a scenario. The name comes from a file that somebody else may have written, so it leads
 * nowhere else: what separates folders becomes a dash, and so do dots at its beginning.
 */
export function runFolder(name: string): string {
  return join(
    'runs',
    name.replace(/[/\\:\0]/g, '-').replace(/^\.+/, (dots) => '-'.repeat(dots.length)),
  );
}
