/** Which values a schema's fields take, as a table of tests. */
import { describe, expect, it } from 'vitest';
import type { ZodType } from 'zod';

/** `[field, values it takes, values it refuses]`; the field by dots from the top of the value. */
export type Limits = readonly [field: string, good: readonly unknown[], bad: readonly unknown[]];

/** Tests each field of a schema against its limits; `base` is a value that the schema takes. */
export function itHasLimits(schema: ZodType, base: object, table: readonly Limits[]): void {
  describe('limits', () => {
    it('are those of single fields: the base is taken', () => expect(schema.safeParse(base).success).toBe(true));

    it.each(table)('of %s', (field, good, bad) => {
      const taken = (value: unknown) => schema.safeParse(withField(base, field.split('.'), value)).success;
      expect(good.filter((value) => !taken(value))).toEqual([]);
      expect(bad.filter(taken)).toEqual([]);
    });
  });
}

/** A copy with the field at a path set; `undefined` takes it away. */
function withField(base: object, [key, ...rest]: readonly string[], value: unknown): object {
  const copy = (Array.isArray(base) ? [...base] : { ...base }) as Record<string, unknown>;
  if (rest.length > 0) copy[key!] = withField((copy[key!] ?? {}) as object, rest, value);
  else if (value === undefined) delete copy[key!];
  else copy[key!] = value;
  return copy;
}
