/**
 * The two halves of the configurations: settings are chosen on one and scored on the other. The sources hold many
 * measurements under several names; configurations that share one go to the same half, with all that those share.
 */
import type { Correction } from './correction.js';

/** Tells whether a configuration is in the half that no setting was chosen on. */
export function heldOutHalf(points: readonly Correction[]): (configuration: string) => boolean {
  const parents = new Map<string, string>();
  const rootOf = (configuration: string): string => {
    const parent = parents.get(configuration) ?? configuration;
    return parent === configuration ? configuration : rootOf(parent);
  };
  const firstOf = new Map<number, string>();
  for (const { measurement, configuration } of points) {
    const roots = [rootOf(firstOf.get(measurement) ?? configuration), rootOf(configuration)].sort();
    const [first, second] = [roots[0]!, roots[1]!];
    if (first !== second) parents.set(second, first);
    firstOf.set(measurement, first);
  }
  return (configuration) => ((fnv1a(rootOf(configuration)) >>> 7) & 1) === 1;
}

/** The 32-bit FNV-1a hash, over UTF-16 units. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}
