import { describe, expect, it } from 'vitest';
import { refusal } from '../../testing/refusals.js';
import { JsonCursor } from './json-cursor.js';

function at(row: object | string): JsonCursor {
  const json = new JsonCursor('t.jsonl');
  json.take(typeof row === 'string' ? row : JSON.stringify(row), 4);
  return json;
}
const invalid = (place: string, message: string) => ({ code: 'HR_TRACE_INVALID', place, message });

describe('a line', () => {
  it('is one JSON object, or empty', () => {
    const json = new JsonCursor('t.jsonl');
    expect([json.take('', 1), json.take('  ', 2), json.take('{}', 3), json.take(' {"a":1} ', 4)]).toEqual([
      false,
      false,
      true,
      true,
    ]);
    expect(json.value('a')).toBe(1);
  });

  it('knows nothing of the line before', () => {
    const json = new JsonCursor('t.jsonl');
    json.take('{"a":1}', 1);
    json.take('{"b":2}', 2);
    expect(json.value('a')).toBeUndefined();
  });

  it.each(['[1]', '5', 'null', '"text"', 'true'])('is not %s', (text) => {
    expect(refusal(() => at(text))).toEqual(invalid('t.jsonl:4:1', `found '${text}'; expected one JSON object a line`));
  });

  it.each([
    ['{"a":1', '{"a":1'],
    ['{"timestamp": 0, "input_le', '{"timestamp": 0, "input_le'],
    ["{'a': 1}", "{'a': 1}"],
    ['{"a":NaN}', '{"a":NaN}'],
    [`{"a":${'1'.repeat(100)}`, `{"a":${'1'.repeat(55)}`],
  ])("is not '%s'", (text, shown) => {
    const { code, message } = refusal(() => at(text));
    expect([code, message]).toEqual(['HR_TRACE_INVALID', `found '${shown}'; expected one JSON object a line`]);
  });

  it('that breaks off in the middle is told with the place of the break', () => {
    expect(refusal(() => at('{"a":1,}')).place).toBe('t.jsonl:4:8');
  });
});

describe('a field', () => {
  it('of null is as good as absent', () => {
    const json = at({ a: null, b: 0 });
    expect([json.value('a'), json.value('b'), json.value('c')]).toEqual([undefined, 0, undefined]);
    expect(json.optionalNumber('ms', 'a')).toBeUndefined();
    expect(json.optionalText('a')).toBeUndefined();
  });

  it('may go under a second name, the first one first', () => {
    const json = at({ b: 2, both: 1, other: 3, none: null, second: 4 });
    expect(json.value('a', 'b')).toBe(2);
    expect(json.value('both', 'other')).toBe(1);
    expect(json.value('none', 'second')).toBe(4);
    expect(json.count('a', 'b')).toBe(2);
  });

  it('under its second name is told under that', () => {
    expect(
      refusal(() => at({ created_time: 'x' }).optionalNumber('milliseconds', 'timestamp', 'created_time')),
    ).toEqual(invalid('t.jsonl:4:2', 'created_time: found "x"; expected milliseconds'));
    expect(refusal(() => at({ n: -1 }).count('input', 'n'))).toEqual(
      invalid('t.jsonl:4:2', 'n: found -1; expected a whole number'),
    );
    expect(refusal(() => at({}).count('input', 'n')).message).toBe('input: found nothing; expected a whole number');
  });
});

describe('a count', () => {
  it.each([0, 7, 7.0, Number.MAX_SAFE_INTEGER])('is %d', (n) => expect(at({ n }).count('n')).toBe(n));

  it.each([
    ['-1', '-1'],
    ['1.5', '1.5'],
    ['"7"', '"7"'],
    ['null', 'null'],
    ['true', 'true'],
    ['[7]', '[7]'],
    ['1e300', '1e+300'],
    ['9007199254740992', '9007199254740992'],
  ])('is not %s', (text, found) => {
    expect(refusal(() => at(`{"x":1,"n":${text}}`).count('n'))).toEqual(
      invalid('t.jsonl:4:8', `n: found ${found}; expected a whole number`),
    );
  });

  it('that is missing is told at the beginning of the line', () => {
    expect(refusal(() => at({ x: 1 }).count('n'))).toEqual(
      invalid('t.jsonl:4:1', 'n: found nothing; expected a whole number'),
    );
  });
});

describe('a number that may be there', () => {
  it.each([0, 0.5, 1e15])('is %d', (n) => expect(at({ n }).optionalNumber('ms', 'n')).toBe(n));
  it.each([-0.5, '5', true, []])('is not %j', (n) => {
    expect(refusal(() => at({ n }).optionalNumber('milliseconds', 'n')).message).toBe(
      `n: found ${JSON.stringify(n)}; expected milliseconds`,
    );
  });
  it('is finite: JSON may write a number that is none', () => {
    expect(() => at('{"n":1e999}').optionalNumber('milliseconds', 'n')).toThrow(/n: found .*; expected milliseconds/);
  });
});

describe('text that may be there', () => {
  it.each([
    ['a', 'a'],
    ['', ''],
    [5, '5'],
    [0, '0'],
  ])('is %j', (s, text) => expect(at({ s }).optionalText('s')).toBe(text));
  it.each([true, [], {}])('is not %j', (s) => {
    expect(refusal(() => at({ s }).optionalText('s')).message).toBe(`s: found ${JSON.stringify(s)}; expected text`);
  });
});

describe('prefix blocks', () => {
  const blocks = (ids: unknown, inputTokens: number, blockTokens = 512) =>
    at({ ids }).blocks('ids', inputTokens, blockTokens);

  it.each([
    [[0], 1],
    [[0], 512],
    [[0, 1], 513],
    [[5, 5], 1024],
    [[1, 2, 3], 1025],
  ])('%j cover %d tokens', (ids, tokens) => expect(blocks(ids, tokens)).toEqual(ids));

  it.each([[[]], [null], [undefined]])('%j are unknown', (ids) => expect(blocks(ids, 600)).toBeUndefined());

  it.each([
    [[0], 513, 512, 2],
    [[0, 1], 512, 512, 1],
    [[0, 1], 600, 16, 38],
    [[0], 0, 512, 0],
  ])('%j do not cover %d tokens by %d', (ids, tokens, size, expected) => {
    expect(refusal(() => blocks(ids, tokens, size))).toEqual({
      ...invalid(
        't.jsonl:4:2',
        `ids: found ${ids.length} ids for ${tokens} tokens; expected ${expected} blocks of ${size} tokens`,
      ),
      hint: 'If the trace uses another block size, set traffic.block_tokens.',
    });
  });

  it.each(['5', 5, {}, [-1], [0.5], ['a'], [[1]]])('%j are no ids', (ids) => {
    expect(refusal(() => blocks(ids, 1)).message).toBe(
      `ids: found ${JSON.stringify(ids)}; expected a list of whole numbers`,
    );
  });
});
