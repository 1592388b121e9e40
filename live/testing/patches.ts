/** The two kinds of patches that the connectors send: RFC 7386 merge patches and RFC 6902 JSON patches, the latter as far as they are used. */

/** A `test` operation that does not hold, or a path that leads nowhere. */
export class PatchRefused extends Error {}

/** RFC 7386: objects are merged, null removes, everything else replaces. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const result: Record<string, unknown> = isRecord(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = mergePatch(result[key], value);
  }
  return result;
}

export interface Operation {
  readonly op: string;
  readonly path: string;
  readonly value?: unknown;
}

/** RFC 6902 with `test`, `add` and `replace` of object members. Throws {@link PatchRefused}. */
export function jsonPatch(target: unknown, operations: readonly Operation[]): unknown {
  const result = structuredClone(target);
  for (const { op, path, value } of operations) {
    const keys = path
      .split('/')
      .slice(1)
      .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
    const last = keys.pop()!;
    const parent = keys.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], result);
    if (typeof parent !== 'object' || parent === null) throw new PatchRefused(path);
    const holder = parent as Record<string, unknown>;
    if (op === 'test') {
      if (JSON.stringify(holder[last]) !== JSON.stringify(value)) throw new PatchRefused(path);
    } else if (op === 'add' || op === 'replace') holder[last] = value;
    else throw new PatchRefused(op);
  }
  return result;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
