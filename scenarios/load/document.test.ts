import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { refusal, refusals } from '../testing/refusals.js';
import { dataOf, locateKey, locateValue, type Path, parseScenarioText } from './document.js';

const parsed = (text: string) => parseScenarioText(text, 'some.yaml');

describe('data of a document', () => {
  it('is what was written, whatever it was', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
        // YAML writes -0 as -0 and JSON has no such number
        const written = JSON.parse(JSON.stringify(value)) as unknown;
        expect(dataOf(parsed(stringify(written)))).toEqual(written);
      }),
      { numRuns: 100 },
    );
  });

  it('has aliases filled in', () => {
    expect(dataOf(parsed('a: &x { b: [1, 2] }\nc: *x\n'))).toEqual({ a: { b: [1, 2] }, c: { b: [1, 2] } });
  });

  it('of an empty file is nothing', () => expect(dataOf(parsed(''))).toBeNull());

  it.each([
    ['a BOM', '\uFEFFseed: 5\n'],
    ['CRLF', 'seed: 5\r\n'],
    ['no newline at the end', 'seed: 5'],
    ['a comment and a document mark', '# a scenario\n---\nseed: 5\n'],
  ])('does not mind %s', (_name, text) => expect(dataOf(parsed(text))).toEqual({ seed: 5 }));

  it('is JSON where the file is JSON', () => {
    expect(dataOf(parsed('{"seed": 5, "sla": {"ttft_ms": 1e3}}'))).toEqual({ seed: 5, sla: { ttft_ms: 1000 } });
  });
});

describe('what is not YAML', () => {
  it.each([
    ['an open list', 'a: [1, 2\n', /^not valid YAML: Flow sequence/],
    ['a tab for indentation', 'a:\n\tb: 1\n', /^not valid YAML: Tabs are not allowed/],
    ['a key twice', 'a: 1\nb: 2\na: 3\n', /^not valid YAML: Map keys must be unique/],
    ['two documents', 'a: 1\n---\nb: 2\n', /^not valid YAML: Source contains multiple documents/],
    ['an alias without its anchor', 'a: 1\nb: *nowhere\n', /^not valid YAML: no anchor &nowhere stands above/],
    ['an alias above its anchor', 'a: *later\nb: &later 1\n', /^not valid YAML: no anchor &later stands above/],
  ])('%s', (_name, text, message) => {
    const { code, message: found } = refusal(() => parsed(text));
    expect(code).toBe('HR_SCENARIO_SYNTAX');
    expect(found).toMatch(message);
  });

  it('is told with line and column', () => {
    expect(refusal(() => parsed('seed: 1\nsla:\n  ttft_ms: *lost\n')).place).toBe('some.yaml:3:12');
    expect(refusal(() => parsed('seed: 1\nseed: 2\n')).place).toBe('some.yaml:2:1');
  });

  it('is told all at once', () => {
    expect(refusals(() => parsed('a: *x\nb: *y\n')).map(({ place }) => place)).toEqual([
      'some.yaml:1:4',
      'some.yaml:2:4',
    ]);
  });

  it('includes aliases of aliases that would fill the memory', () => {
    const levels = Array.from({ length: 12 }, (_, i) =>
      i === 0
        ? 'l0: &l0 [x, x, x, x, x, x, x, x]'
        : `l${i}: &l${i} [${Array(8)
            .fill(`*l${i - 1}`)
            .join(', ')}]`,
    );
    const document = parsed(levels.join('\n'));
    const { code, place, message } = refusal(() => dataOf(document));
    expect([code, place]).toEqual(['HR_SCENARIO_SYNTAX', 'some.yaml']);
    expect(message).toMatch(/^not valid YAML: Excessive alias count/);
  });
});

const TEXT = `name: small
sla:
  ttft_ms: 500
  classes: { chat: { tpot_ms: 20 } }
rate:
  - { from_s: 0, rps: 2 }
  - from_s: 60
    rps: 5
shared: &pool
  replicas: 3
other: *pool
`;

describe('the place', () => {
  const value: [Path, number, number][] = [
    [['name'], 1, 7],
    [['sla'], 3, 3],
    [['sla', 'ttft_ms'], 3, 12],
    [['sla', 'classes', 'chat', 'tpot_ms'], 4, 31],
    [['rate', 0, 'rps'], 6, 23],
    [['rate', 1], 7, 5],
    [['rate', 1, 'rps'], 8, 10],
    [['shared', 'replicas'], 10, 13],
  ];
  it.each(value)('of the value at %j is line %d, column %d', (path, line, column) => {
    expect(locateValue(parsed(TEXT), path)).toEqual({ file: 'some.yaml', line, column });
  });

  const missing: [Path, number, number][] = [
    [['sla', 'e2e_ms'], 3, 3],
    [['sla', 'ttft_ms', 'deeper'], 3, 12],
    [['rate', 7, 'rps'], 6, 3],
    [['other', 'replicas'], 11, 8],
    [['nowhere', 'at', 'all'], 1, 1],
    [[], 1, 1],
  ];
  it.each(missing)('of a value that is not there, %j, is that of its nearest parent', (path, line, column) => {
    expect(locateValue(parsed(TEXT), path)).toEqual({ file: 'some.yaml', line, column });
  });

  const keys: [Path, number, number][] = [
    [['name'], 1, 1],
    [['sla'], 2, 1],
    [['sla', 'classes'], 4, 3],
    [['sla', 'classes', 'chat'], 4, 14],
    [['rate', 1, 'rps'], 8, 5],
  ];
  it.each(keys)('of the key at %j is line %d, column %d', (path, line, column) => {
    expect(locateKey(parsed(TEXT), path)).toEqual({ file: 'some.yaml', line, column });
  });

  it('of a key that is not there is where its group begins', () => {
    expect(locateKey(parsed(TEXT), ['sla', 'e2e_ms'])).toMatchObject({ line: 3, column: 3 });
    expect(locateKey(parsed(TEXT), ['planner'])).toMatchObject({ line: 1, column: 1 });
  });

  it('of anything in an empty file is its beginning', () => {
    expect(locateValue(parsed(''), ['sla'])).toEqual({ file: 'some.yaml', line: 1, column: 1 });
    expect(locateKey(parsed(''), ['sla'])).toEqual({ file: 'some.yaml', line: 1, column: 1 });
  });

  it('is found whatever the depth: the key stands there in the text', () => {
    const name = fc.stringMatching(/^[a-z]{1,8}$/);
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 5 }), (path) => {
        const text = path.map((key, depth) => `${'  '.repeat(depth)}${key}:`).join('\n');
        const { line, column } = locateKey(parsed(`${text} 1\n`), path);
        const stands = text.split('\n')[line! - 1]!.slice(column! - 1);
        expect(stands).toBe(`${path.at(-1)}:`);
      }),
      { numRuns: 50 },
    );
  });
});
