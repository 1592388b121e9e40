import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeadroomError } from '../errors/index.js';
import { scenarioSchema } from '../schema/scenario.js';
import { tempFile } from '../testing/files.js';
import { refusal } from '../testing/refusals.js';
import { SMALL, scenarioText } from '../testing/small-scenario.js';
import { dataOf, parseScenarioText } from './document.js';
import { loadScenario } from './load-scenario.js';
import { applyOverrides, overridePlace, parseOverride } from './overrides.js';

function overridden(text: string, ...overrides: string[]): unknown {
  const document = parseScenarioText(text, 'some.yaml');
  applyOverrides(scenarioSchema, document, overrides.map(parseOverride));
  return dataOf(document);
}

describe('an override is read', () => {
  it.each<[string, unknown]>([
    ['4', 4],
    ['-0.5', -0.5],
    ['1e3', 1000],
    ['true', true],
    ['null', null],
    ['', null],
    ['static', 'static'],
    ['"4"', '4'],
    ['[1, 2]', [1, 2]],
    ['{a: 1, b: [x]}', { a: 1, b: ['x'] }],
    ['a=b', 'a=b'],
    ['2026-11-24', '2026-11-24'],
    ['no', 'no'],
    ['0x10', 16],
    ['path with blanks.csv', 'path with blanks.csv'],
  ])("with the value '%s' as YAML", (text, value) => expect(parseOverride(`some.field=${text}`).value).toEqual(value));

  it('with its path by dots, numbers as places of a list', () => {
    expect(parseOverride('traffic.generator.rate.0.rps=3').path).toEqual(['traffic', 'generator', 'rate', 0, 'rps']);
    expect(parseOverride('a.1b.-2=x').path).toEqual(['a', '1b', '-2']);
    expect(parseOverride('seed=3')).toEqual({ text: 'seed=3', path: ['seed'], value: 3 });
  });

  it.each(['', '=', '=5', 'seed', 'a..b=1', '.a=1', 'a.=1'])("'%s' is none", (text) => {
    expect(refusal(() => parseOverride(text))).toEqual({
      code: 'HR_SET_INVALID',
      message: `--set '${text}' is not path=value`,
      hint: 'For example --set cluster.decode.replicas=4 or --set planner.policy=static.',
    });
  });

  it.each(['[1', '{a: 1', '*p', 'a: b: c', '"open'])("the value '%s' is none", (value) => {
    expect(refusal(() => parseOverride(`x=${value}`))).toEqual({
      code: 'HR_SET_INVALID',
      message: `--set 'x=${value}': the value is not valid YAML`,
    });
  });
});

const TEXT = `
cluster:
  prefill: { startup: &slow { stages: [{ name: load, fixed_s: 60 }] } }
  decode: { startup: *slow }
`;
const stages = (fixed_s: number) => ({ stages: [{ name: 'load', fixed_s }] });

describe('aliases', () => {
  it('stay as they are written when the anchored part is overridden', () => {
    expect(overridden(TEXT, 'cluster.prefill.startup=5')).toEqual({
      cluster: { prefill: { startup: 5 }, decode: { startup: stages(60) } },
    });
    expect(overridden(TEXT, 'cluster.prefill.startup.stages.0.fixed_s=5')).toEqual({
      cluster: { prefill: { startup: stages(5) }, decode: { startup: stages(60) } },
    });
  });

  it('are reached into, and the anchored part is left alone', () => {
    expect(overridden(TEXT, 'cluster.decode.startup.stages.0.fixed_s=5')).toEqual({
      cluster: { prefill: { startup: stages(60) }, decode: { startup: stages(5) } },
    });
  });

  it('of aliases are copied too', () => {
    expect(overridden('a: &x { n: 1 }\nb: &y { inner: *x }\nc: *y\n', 'c.inner.n=2')).toEqual({
      a: { n: 1 },
      b: { inner: { n: 1 } },
      c: { inner: { n: 2 } },
    });
  });
});

describe('where an override writes', () => {
  it.each<[string, string, string[], unknown]>([
    ['over a value', 'a: 1\n', ['a=2'], { a: 2 }],
    ['beside a value', 'a: 1\n', ['b=2'], { a: 1, b: 2 }],
    ['into groups that are not there', 'a: 1\n', ['b.c.d=2'], { a: 1, b: { c: { d: 2 } } }],
    ['into a group that is named and empty', 'a:\n', ['a.b=2'], { a: { b: 2 } }],
    ['into a group deep down that is empty', 'a: { b: }\n', ['a.b.c=2'], { a: { b: { c: 2 } } }],
    ['into an empty file', '', ['a.b=2'], { a: { b: 2 } }],
    ['into a list', 'a: [1, 2]\n', ['a.1=5'], { a: [1, 5] }],
    ['behind the end of a list', 'a: [1]\n', ['a.1=5', 'a.2=6'], { a: [1, 5, 6] }],
    ['into a list that is not there', '', ['a.0.b=1'], { a: [{ b: 1 }] }],
    ['over a whole list', 'a: [1, 2]\n', ['a=[3]'], { a: [3] }],
    ['one after the other, the last one last', 'a: 1\n', ['a=2', 'a=3'], { a: 3 }],
    ['into what an earlier one wrote', '', ['a={b: 1}', 'a.c=2'], { a: { b: 1, c: 2 } }],
  ])('%s', (_name, text, overrides, expected) => expect(overridden(text, ...overrides)).toEqual(expected));

  it.each([
    ['through a value', 'a: 1\n', 'a.b=2', 'a is a single value and has no fields'],
    ['through text', 'a: { b: text }\n', 'a.b.c.d=2', 'a.b is a single value and has no fields'],
    ['into a list by name', 'a: [1]\n', 'a.b=2', "a is a list; found 'b', expected a place from 0 to 1"],
    ['into a list by a negative place', 'a: [1]\n', 'a.-1=2', "a is a list; found '-1', expected a place from 0 to 1"],
    ['far behind a list', 'a: [1, 2]\n', 'a.3=2', "a is a list; found '3', expected a place from 0 to 2"],
    ['through a list by name', 'a: [{ b: 1 }]\n', 'a.b.c=2', "a is a list; found 'b', expected a place from 0 to 1"],
  ])('not %s', (_name, text, override, message) => {
    expect(refusal(() => overridden(text, override))).toEqual({
      code: 'HR_SET_INVALID',
      message: `--set '${override}': ${message}`,
    });
  });
});

describe('choosing another variant', () => {
  const hpa = 'planner: { policy: hpa, interval_s: 15, target: 3, max_replicas: 4 }\n';

  it('drops the fields that only the old one has, and keeps those of both', () => {
    expect(overridden(hpa, 'planner.policy=static')).toEqual({ planner: { policy: 'static', interval_s: 15 } });
    expect(overridden(hpa, 'planner.policy=keda')).toEqual({
      planner: { policy: 'keda', interval_s: 15, max_replicas: 4 },
    });
  });

  it('keeps what another override means, so that a wrong one is told', () => {
    expect(overridden(hpa, 'planner.target=5', 'planner.policy=static')).toEqual({
      planner: { policy: 'static', interval_s: 15, target: 5 },
    });
  });

  it('is not kept from it by a field of that name in another place', () => {
    expect(overridden(`${hpa}other: {}\n`, 'other.target=5', 'planner.policy=static')).toEqual({
      planner: { policy: 'static', interval_s: 15 },
      other: { target: 5 },
    });
  });

  it('drops nothing for a name that is no variant, or for the same one', () => {
    expect(overridden(hpa, 'planner.policy=magic')).toMatchObject({ planner: { policy: 'magic', target: 3 } });
    expect(overridden(hpa, 'planner.policy=hpa')).toMatchObject({ planner: { policy: 'hpa', target: 3 } });
  });

  it('works where the choice is nested or a list entry', () => {
    const text = `cluster:
  aggregated: { routing: { policy: kv_aware, temperature: 1, signals: { lag_s: 1 } } }
  mode: aggregated
faults:
  - { kind: slow_worker, role: decode, at_s: 1, duration_s: 5, factor: 2 }
`;
    expect(overridden(text, 'cluster.aggregated.routing.policy=least_loaded', 'faults.0.kind=orders_lost')).toEqual({
      cluster: { aggregated: { routing: { policy: 'least_loaded', signals: { lag_s: 1 } } }, mode: 'aggregated' },
      faults: [{ kind: 'orders_lost', role: 'decode', at_s: 1, duration_s: 5 }],
    });
  });
});

describe('the override of a value', () => {
  const overrides = ['sla={ttft_ms: 1}', 'sla.classes.chat.ttft_ms=2', 'faults.0.at_s=3'].map(parseOverride);
  it.each([
    [['sla'], '--set sla={ttft_ms: 1}'],
    [['sla', 'ttft_ms'], '--set sla={ttft_ms: 1}'],
    [['sla', 'classes'], '--set sla={ttft_ms: 1}'],
    [['sla', 'classes', 'chat', 'ttft_ms'], '--set sla.classes.chat.ttft_ms=2'],
    [['faults', 0, 'at_s'], '--set faults.0.at_s=3'],
    [['faults', 1, 'at_s'], undefined],
    [['faults', 0], undefined],
    [['seed'], undefined],
  ])('at %j is %s', (path, file) => {
    expect(overridePlace(path, overrides)).toEqual(file && { file });
  });
});

it('--set path=value is editing the file', () => {
  type Edit = readonly [path: readonly (string | number)[], value: fc.Arbitrary<unknown>];
  const positive = fc.integer({ min: 1, max: 999 });
  const edits: readonly Edit[] = [
    [['seed'], positive],
    [['name'], fc.stringMatching(/^[a-z]{1,8}$/)],
    [['sla', 'ttft_ms'], fc.double({ min: 0.5, max: 1e4, noNaN: true })],
    [['sla', 'classes'], fc.constant({ chat: { e2e_ms: 9 } })],
    [['cluster', 'decode', 'replicas'], fc.nat(9)],
    [['cluster', 'prefill', 'startup'], fc.constantFrom('hot', 90, { stages: [{ name: 'a', fixed_s: 3 }] })],
    [['cluster', 'transfer', 'latency_ms'], positive],
    [['traffic', 'generator', 'rate', 0, 'rps'], positive],
    [['traffic', 'generator', 'rate', 1], fc.constant({ from_s: 10, rps: 1 })],
    [
      ['traffic', 'generator', 'input_tokens'],
      fc.constantFrom(
        7,
        [
          [0, 1],
          [1, 9],
        ],
        { lognormal: { median: 5, sigma: 1 } },
      ),
    ],
    [['planner', 'interval_s'], positive],
    [['run', 'engine'], fc.constantFrom('leaping', 'stepping')],
  ];
  const edit = fc.constantFrom(...edits).chain(([path, value]) => value.map((drawn) => ({ path, value: drawn })));
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (chosen) => {
      const edited = structuredClone(SMALL) as Record<string | number, unknown>;
      for (const { path, value } of chosen) {
        let at = edited;
        for (const key of path.slice(0, -1)) {
          at[key] ??= {};
          at = at[key] as Record<string | number, unknown>;
        }
        at[path.at(-1)!] = value;
      }
      const set = chosen.map(({ path, value }) => `${path.join('.')}=${JSON.stringify(value)}`);
      const byEdit = loadScenario(tempFile('s.yaml', scenarioText(edited))).scenario;
      expect(loadScenario(tempFile('s.yaml', scenarioText()), set).scenario).toEqual(byEdit);
    }),
    { numRuns: 15 },
  );
});

it('whatever is set, the answer is a scenario or an error for the user', () => {
  const key = fc.constantFrom(
    'traffic',
    'generator',
    'rate',
    '0',
    '9',
    '-1',
    'sla',
    'cluster',
    'prefill',
    '__proto__',
    'x',
  );
  const path = fc.array(key, { minLength: 1, maxLength: 4 }).map((keys) => keys.join('.'));
  const value = fc.constantFrom('', '1', 'x', '[]', '{}', '[1, {a: 2}]', '*a', '&a 1', '!!set {a}', '{', '2026-01-01');
  const file = tempFile('s.yaml', scenarioText());
  fc.assert(
    fc.property(fc.array(fc.tuple(path, value), { maxLength: 3 }), (pairs) => {
      try {
        loadScenario(
          file,
          pairs.map(([where, what]) => `${where}=${what}`),
        );
      } catch (error) {
        expect(error).toBeInstanceOf(HeadroomError);
      }
    }),
    { numRuns: 60 },
  );
});

it('what is set is found in its place', () => {
  const key = fc.stringMatching(/^[a-z]{1,4}$/);
  const value = fc.oneof(
    fc.integer(),
    fc.boolean(),
    fc.stringMatching(/^[a-z]{1,6}$/),
    fc.array(fc.nat(9), { maxLength: 3 }),
  );
  fc.assert(
    fc.property(fc.array(key, { minLength: 1, maxLength: 4 }), value, (path, given) => {
      const data = overridden('', `${path.join('.')}=${JSON.stringify(given)}`);
      expect(path.reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], data)).toEqual(given);
    }),
    { numRuns: 60 },
  );
});
