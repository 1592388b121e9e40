/** Values that a JSON Schema allows, drawn at random, so that what it says can be held against the code. */
import fc from 'fast-check';

/** The part of JSON Schema that the schemas of this package use. */
export interface JsonSchema {
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean';
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly propertyNames?: JsonSchema;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly minItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly format?: string;
}

/** Largest number drawn where the schema names no limit. */
const MOST = 1000;

/** Draws values of a schema; fields that need not be there are there one time in `optionalOneIn`. */
export function drawJson(schema: JsonSchema, optionalOneIn = 6): fc.Arbitrary<unknown> {
  const draw = (inner: JsonSchema) => drawJson(inner, optionalOneIn);
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const forms = schema.anyOf ?? schema.oneOf;
  if (forms) return fc.oneof(...forms.map(draw));
  switch (schema.type) {
    case 'object':
      return drawObject(schema, optionalOneIn);
    case 'array':
      if (schema.prefixItems) return fc.tuple(...schema.prefixItems.map(draw));
      return fc.array(draw(schema.items ?? {}), {
        minLength: schema.minItems ?? 0,
        maxLength: (schema.minItems ?? 0) + 2,
      });
    case 'string':
      return drawText(schema);
    case 'integer':
      return fc.integer({ min: lowest(schema, 1), max: Math.min(schema.maximum ?? MOST, MOST) });
    case 'number': {
      const [min, max] = [lowest(schema, 0), Math.min(schema.maximum ?? schema.exclusiveMaximum ?? MOST, MOST)];
      const excluded = { minExcluded: min === schema.exclusiveMinimum, maxExcluded: max === schema.exclusiveMaximum };
      return fc
        .double({ min, max: Math.max(min + 1, max), noNaN: true, ...excluded })
        .filter((value) => value <= max || max <= min);
    }
    case 'boolean':
      return fc.boolean();
    default:
      return fc.constantFrom(1, 'x', true, [1], { a: 1 });
  }
}

function lowest({ minimum = 0, exclusiveMinimum }: JsonSchema, step: number): number {
  return Math.max(-MOST, exclusiveMinimum === undefined ? minimum : exclusiveMinimum + step);
}

function drawText({ pattern, format, minLength = 0 }: JsonSchema): fc.Arbitrary<string> {
  if (format === 'date') return fc.constantFrom('2024-02-29', '2026-11-24');
  if (format === 'uri') return fc.constantFrom('http://localhost:9090', 'https://example.org/prometheus');
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  return fc.stringMatching(/^[a-z]{1,6}$/).filter((text) => text.length >= minLength);
}

function drawObject(schema: JsonSchema, optionalOneIn: number): fc.Arbitrary<object> {
  const { properties, required = [], propertyNames, additionalProperties } = schema;
  if (!properties) {
    const key = propertyNames ? drawText(propertyNames) : fc.stringMatching(/^[a-z]{1,6}$/);
    const value =
      typeof additionalProperties === 'object' ? drawJson(additionalProperties, optionalOneIn) : drawJson({});
    return fc.dictionary(key, value, { minKeys: 1, maxKeys: 2 });
  }
  const absent = Symbol('absent');
  const fields = Object.entries(properties).map(([name, inner]) => {
    const value = drawJson(inner, optionalOneIn);
    const drawn = required.includes(name)
      ? value
      : fc.nat(optionalOneIn - 1).chain((chosen) => (chosen === 0 ? value : fc.constant(absent)));
    return drawn.map((one) => [name, one] as const);
  });
  return fc.tuple(...fields).map((pairs) => Object.fromEntries(pairs.filter(([, value]) => value !== absent)));
}
