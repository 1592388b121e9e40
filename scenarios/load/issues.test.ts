import { describe, expect, it } from 'vitest';
import { tempFile } from '../testing/files.js';
import { type Refusal, refusal, refusals } from '../testing/refusals.js';
import { type ScenarioFields, SMALL, scenarioText } from '../testing/small-scenario.js';
import { loadScenario } from './load-scenario.js';

const load = (text: string, set: string[] = []) => loadScenario(tempFile('s.yaml', text), set);
const changed = (changes: ScenarioFields) => () => load(scenarioText(changes));

/** The complaint without code and place. */
function told(changes: ScenarioFields): string {
  const { message, hint } = refusal(changed(changes));
  return hint ? `${message} | ${hint}` : message;
}

const generator = { duration_s: 60, rate: [{ from_s: 0, rps: 2 }], input_tokens: 100, output_tokens: 10 };
const generated = (changes: object) => ({
  traffic: { format: 'generated', generator: { ...generator, ...changes } },
});
const pool = { profile: 'p', replicas: 1 };
const prefill = (changes: object) => ({ cluster: { prefill: { ...pool, ...changes }, decode: pool } });

describe('what is found and what is expected', () => {
  it.each<[string, ScenarioFields, string]>([
    ['text for a number', { seed: 'one' }, 'seed: found "one"; expected a number'],
    ['a broken number', { seed: 1.5 }, 'seed: found 1.5; expected a whole number'],
    ['a negative seed', { seed: -1 }, 'seed: found -1; expected a number at least 0'],
    ['a number for text', { name: 5 }, 'name: found 5; expected text'],
    ['an empty name', { name: '' }, 'name: found ""; expected text that is not empty'],
    ['text for a group', { sla: 'fast' }, 'sla: found "fast"; expected a group of fields'],
    ['a list for a group', { sla: [] }, 'sla: found []; expected a group of fields'],
    ['nothing for a group', { sla: null }, 'sla: found null; expected a group of fields'],
    ['a group for a list', { faults: {} }, 'faults: found {}; expected a list'],
    ['0 where more is needed', { sla: { ttft_ms: 0 } }, 'sla.ttft_ms: found 0; expected a number more than 0'],
    [
      'a share above 1',
      { clients: { cancel: { share: 1.5, mean_s: 1 } } },
      'clients.cancel.share: found 1.5; expected a number at most 1',
    ],
    [
      'an attainment of 1, which no run can promise',
      { plan: { attainment: 1 } },
      'plan.attainment: found 1; expected a number less than 1',
    ],
    ['an empty list', { plan: { modes: [] } }, 'plan.modes: found []; expected at least 1 entries'],
    [
      'no date',
      { prices: { usd_per_gpu_hour: 1, as_of: 'today', source: 's' } },
      'prices.as_of: found "today"; expected a date as 2026-11-24',
    ],
    [
      'a name with a blank',
      prefill({ startup: { stages: [{ name: 'load it', fixed_s: 1 }] } }),
      'cluster.prefill.startup.stages.0.name: found "load it"; expected a name of letters, digits, _ and -',
    ],
    [
      'a start path that is none',
      prefill({ startup: true }),
      'cluster.prefill.startup: found true; expected seconds, 0 or more, or a list of stages, or one of hot, snapshot, cached-8B, cached-32B, cold-70B, cold-large',
    ],
    [
      'a rule over several fields',
      { faults: [{ kind: 'worker_crash', role: 'decode' }] },
      'faults.0: found {"kind":"worker_crash","role":"decode"}; expected either at_s or mean_between_s',
    ],
    ['long values, cut', { name: { text: 'x'.repeat(100) } }, `name: found {"text":"${'x'.repeat(48)}…; expected text`],
  ])('%s', (_name, changes, expected) => expect(told(changes)).toBe(expected));
});

describe('choices', () => {
  it.each<[string, ScenarioFields, string]>([
    [
      'the nearest of a few',
      { run: { engine: 'leapping' } },
      'run.engine: found "leapping"; expected one of leaping, stepping | Did you mean \'leaping\'?',
    ],
    ['none that is near', { run: { engine: 'warp' } }, 'run.engine: found "warp"; expected one of leaping, stepping'],
    [
      'a misspelt variant',
      { cluster: { mode: 'agregated', aggregated: pool } },
      'cluster.mode: found "agregated"; expected one of disaggregated, aggregated | Did you mean \'aggregated\'?',
    ],
    [
      'a variant that is no text',
      { cluster: { mode: 5, prefill: pool, decode: pool } },
      'cluster.mode: found 5; expected one of disaggregated, aggregated',
    ],
  ])('%s', (_name, changes, expected) => expect(told(changes)).toBe(expected));

  it('of policies are listed, and the nearest is named', () => {
    expect(told({ planner: { policy: 'dynamo-sls' } })).toMatch(
      /^planner\.policy: found "dynamo-sls"; expected one of headroom, dynamo-sla, .* \| Did you mean 'dynamo-sla'\?$/,
    );
  });

  it('that are missing are told as missing', () => {
    expect(told({ planner: {} })).toMatch(/^planner\.policy: missing; expected one of headroom, dynamo-sla/);
  });
});

describe('values of several forms', () => {
  it.each<[string, ScenarioFields, string]>([
    [
      'are told about inside the form that was chosen: a list',
      generated({ rate: [{ from_s: 0, rps: -2 }] }),
      'traffic.generator.rate.0.rps: found -2; expected a number at least 0',
    ],
    [
      'a field misspelt in a list',
      generated({ rate: [{ from: 0, rps: 2 }] }),
      'traffic.generator.rate.0.from_s: missing; expected a number',
    ],
    [
      'a group',
      generated({ rate: { path: 'r.csv', scale: 0 } }),
      'traffic.generator.rate.scale: found 0; expected a number more than 0',
    ],
    [
      'a number',
      generated({ input_tokens: 0 }),
      'traffic.generator.input_tokens: found 0; expected a number more than 0',
    ],
    [
      'a pair in a list',
      generated({
        input_tokens: [
          [0, 10],
          [2, 20],
        ],
      }),
      'traffic.generator.input_tokens.1.0: found 2; expected a number at most 1',
    ],
    [
      'are told with all their forms where none was chosen',
      generated({ rate: 'fast' }),
      'traffic.generator.rate: found "fast"; expected a list, or a group of fields',
    ],
    [
      'three forms',
      generated({ input_tokens: true }),
      'traffic.generator.input_tokens: found true; expected a list, or a number, or a group of fields',
    ],
  ])('%s', (_name, changes, expected) => {
    expect(refusals(changed(changes))[0]!.message).toBe(expected);
  });

  it('suggest fields of the form that was chosen', () => {
    expect(refusals(changed(generated({ rate: [{ from: 0, rps: 2 }] })))[1]).toMatchObject({
      message: 'traffic.generator.rate.0.from: no such field',
      hint: "Did you mean 'from_s'?",
    });
    expect(refusals(changed(generated({ rate: { path: 'r.csv', scales: 2 } })))[0]).toMatchObject({
      message: 'traffic.generator.rate.scales: no such field',
      hint: "Did you mean 'scale'?",
    });
  });
});

describe('unknown fields', () => {
  it('come with the nearest name, or with all there are', () => {
    expect(refusals(changed({ sla: { ttft_ms: 1, ttftms: 2, hurry: 3 } }))).toMatchObject([
      { message: 'sla.ttftms: no such field', hint: "Did you mean 'ttft_ms'?" },
      { message: 'sla.hurry: no such field', hint: 'Fields here: ttft_ms, tpot_ms, e2e_ms, classes.' },
    ]);
  });

  it('of a variant are those of the variant: the field of another is unknown', () => {
    expect(told({ planner: { policy: 'static', target_queue: 5 } })).toBe(
      'planner.target_queue: no such field | Fields here: policy, interval_s, metrics, scrape_interval_s.',
    );
  });
});

describe('places', () => {
  const text = `seed: one
traffic: { format: azure, path: t.csv, pat: u.csv }
cluster:
  prefill: &pool { profile: p, replicas: -1 }
  decode: *pool
planner: { policy: static }
sla:
  ttft_ms: 0
`;

  it('are those of the value, of the key that is unknown, and of the alias where the value is elsewhere', () => {
    const places = refusals(() => load(text)).map(({ place, message }): [Refusal['place'], string] => [
      place,
      message.split(':')[0]!,
    ]);
    expect(places).toEqual([
      ['s.yaml:1:7', 'seed'],
      ['s.yaml:2:40', 'traffic.pat'],
      ['s.yaml:4:42', 'cluster.prefill.replicas'],
      ['s.yaml:5:11', 'cluster.decode.replicas'],
      ['s.yaml:8:12', 'sla.ttft_ms'],
    ]);
  });

  it('of an aliased value tell what was found there', () => {
    expect(refusals(() => load(text))[3]!.message).toBe(
      'cluster.decode.replicas: found -1; expected a number at least 0',
    );
  });

  it('of a missing field are those of its group', () => {
    const misspelt = scenarioText({ sla: { classes: { chat: { ttft: 1 } } } });
    expect(refusal(() => load(misspelt))).toMatchObject({
      place: `s.yaml:${misspelt.split('\n').findIndex((line) => line.includes('ttft')) + 1}:7`,
      message: 'sla.classes.chat.ttft: no such field',
    });
    expect(refusals(() => load('seed: 1\n')).map(({ place, message }) => [place, message])).toEqual([
      ['s.yaml:1:1', 'traffic: missing; expected a group of fields'],
      ['s.yaml:1:1', 'cluster: missing; expected a group of fields'],
      ['s.yaml:1:1', 'planner: missing; expected a group of fields'],
      ['s.yaml:1:1', 'sla: missing; expected a group of fields'],
    ]);
  });

  it('of an override are the override', () => {
    const path = tempFile('s.yaml', scenarioText());
    expect(refusals(() => loadScenario(path, ['sla.ttft_ms=soon', 'sla.hurry=1']))).toEqual([
      {
        code: 'HR_SCENARIO_INVALID',
        place: '--set sla.ttft_ms=soon',
        message: 'sla.ttft_ms: found "soon"; expected a number',
      },
      {
        code: 'HR_SCENARIO_INVALID',
        place: '--set sla.hurry=1',
        message: 'sla.hurry: no such field',
        hint: 'Fields here: ttft_ms, tpot_ms, e2e_ms, classes.',
      },
    ]);
  });

  it('of a value inside an overridden part are that override, the last one where there are two', () => {
    const path = tempFile('s.yaml', scenarioText());
    const set = ['sla={ttft_ms: 0}', 'sla.tpot_ms=1', 'sla.ttft_ms=-1'];
    expect(refusal(() => loadScenario(path, set.slice(0, 2))).place).toBe('--set sla={ttft_ms: 0}');
    expect(refusal(() => loadScenario(path, set)).place).toBe('--set sla.ttft_ms=-1');
  });
});

it('a file that holds no group of fields is told so', () => {
  for (const [text, found] of [
    ['hello', '"hello"'],
    ['- 1\n- 2\n', '[1,2]'],
    ['42', '42'],
  ] as const) {
    expect(refusal(() => load(text, ['seed=3']))).toMatchObject({
      code: 'HR_SCENARIO_INVALID',
      message: `the scenario: found ${found}; expected a group of fields`,
    });
  }
  expect(() => load(scenarioText(SMALL))).not.toThrow();
});
