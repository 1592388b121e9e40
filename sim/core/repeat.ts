/** What happens at regular times. */
import type { Kernel } from './kernel.js';

/** Runs `action` at `first_s` and every `interval_s` after it; counted, so that times carry no rounding drift. */
export function repeat(
  kernel: Kernel,
  priority: number,
  first_s: number,
  interval_s: number,
  action: () => void,
): void {
  const kind = kernel.define<number>(priority, (round) => {
    action();
    kernel.at(first_s + (round + 1) * interval_s, kind, round + 1);
  });
  kernel.at(first_s, kind, 0);
}
