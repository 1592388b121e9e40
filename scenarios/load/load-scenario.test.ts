import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { ErrorCode } from '../errors/index.js';
import { tempFile, tempFolder } from '../testing/files.js';
import { expectNoCrash, textEdits } from '../testing/never-crashes.js';
import { refusal } from '../testing/refusals.js';
import { type ScenarioFields, SMALL, scenarioText } from '../testing/small-scenario.js';
import { loadLiveScenario, loadPlannerFile, loadPolicyFile, loadScenario, readBytes } from './load-scenario.js';

const small = (changes: ScenarioFields = {}) => tempFile('small.yaml', scenarioText(changes));

const PLANNER_FILE: ScenarioFields = {
  planner: SMALL['planner'],
  cluster: SMALL['cluster'],
  sla: SMALL['sla'],
  source: { kind: 'prometheus', url: 'http://localhost:9090' },
  connector: { kind: 'advisory' },
};
const plannerFile = (changes: ScenarioFields = {}) =>
  tempFile('planner.yaml', stringify({ ...PLANNER_FILE, ...changes }));

describe('a loaded scenario', () => {
  it('has every default filled in', () => {
    const { scenario } = loadScenario(small());
    expect(scenario).toMatchObject({
      seed: 1,
      faults: [],
      traffic: { rate_scale: 1, generator: { arrivals: { process: 'poisson' } } },
      cluster: {
        mode: 'disaggregated',
        transfer: { bandwidth_gb_per_s: 25, latency_ms: 2, first_token: 'prefill' },
        decode: {
          replicas: 2,
          max_batch: 256,
          queue: 'pooled',
          prefix_caching: 'leaf_first',
          startup: { stages: [{ name: 'startup', fixed_s: 60 }] },
        },
      },
      planner: { interval_s: 180, metrics: 'scraped', scrape_interval_s: 5 },
      run: { drain_limit_s: 3600, engine: 'leaping', requests: 'csv' },
    });
  });

  it('leaves unknown what was not said', () => {
    const { scenario } = loadScenario(small());
    expect(scenario.sla.e2e_ms).toBeUndefined();
    expect(scenario.cluster.nodes).toBeUndefined();
    expect(scenario.run.timeline_interval_s).toBeUndefined();
  });

  it('is named by itself, or else by its file', () => {
    expect(loadScenario(small()).name).toBe('small');
    expect(loadScenario(small({ name: 'of its own' })).name).toBe('of its own');
    expect(loadScenario(tempFile('a.b.yml', scenarioText())).name).toBe('a.b');
    expect(loadScenario(tempFile('plain', scenarioText())).name).toBe('plain');
    expect(loadScenario(small(), ['name=set']).name).toBe('set');
  });

  it('tells the file and the hash of its bytes, before any override', () => {
    const text = scenarioText();
    const sha256 = createHash('sha256').update(text).digest('hex');
    expect(loadScenario(tempFile('small.yaml', text), ['seed=9']).file).toEqual({ name: 'small.yaml', sha256 });
  });

  it('may have a BOM and CRLF', () => {
    const text = `\uFEFF${scenarioText().replaceAll('\n', '\r\n')}`;
    expect(loadScenario(tempFile('windows.yaml', text)).scenario).toEqual(loadScenario(small()).scenario);
  });
});

describe('paths of a scenario', () => {
  const folder = tempFolder({ 'in/s.yaml': scenarioText() });
  const { resolve } = loadScenario(join(folder, 'in', 's.yaml'), ['traffic.attribution=typed.csv']);

  it('are relative to its file', () => {
    expect(resolve('trace.csv')).toBe(join(folder, 'in', 'trace.csv'));
    expect(resolve('../trace.csv')).toBe(join(folder, 'trace.csv'));
  });

  it('stay as they are where they are absolute, or typed on the command line', () => {
    expect(resolve('/data/trace.csv')).toBe('/data/trace.csv');
    expect(resolve('typed.csv')).toBe('typed.csv');
  });
});

describe('files that cannot be read', () => {
  const hint = 'Give the path of a scenario file, or the name of a ready one: quickstart needs no download.';

  it.each([
    ['a scenario', loadScenario],
    ['a live scenario', loadLiveScenario],
    ["a planner's file", loadPlannerFile],
    ['the file of a policy', loadPolicyFile],
    ['any file', readBytes],
  ])('%s that is not there', (_name, load) => {
    expect(refusal(() => load('/nowhere/at-all.yaml'))).toEqual({
      code: 'HR_SCENARIO_NOT_FOUND',
      place: 'at-all.yaml',
      message: 'no such file',
      hint,
    });
  });

  it('a folder', () => {
    expect(refusal(() => loadScenario(tempFolder()))).toMatchObject({
      code: 'HR_SCENARIO_NOT_FOUND',
      message: 'cannot be read (EISDIR)',
    });
  });

  it('a file that is no YAML, before its fields are looked at', () => {
    expect(refusal(() => loadScenario(tempFile('s.yaml', 'sla: [\n'))).code).toBe('HR_SCENARIO_SYNTAX');
  });
});

describe('checks beyond single fields', () => {
  it('are told with place and path once every field is valid by itself', () => {
    const text = scenarioText({ planner: { policy: 'hpa', min_replicas: 9, max_replicas: 3 } });
    const line = text.split('\n').findIndex((row) => row.includes('min_replicas')) + 1;
    expect(refusal(() => loadScenario(tempFile('s.yaml', text)))).toEqual({
      code: 'HR_SCENARIO_INVALID',
      place: `s.yaml:${line}:17`,
      message: 'planner.min_replicas: found 9; expected at most max_replicas (3)',
    });
  });

  it('are told at the override that broke them', () => {
    const path = small({ planner: { policy: 'hpa' } });
    expect(refusal(() => loadScenario(path, ['planner.min_replicas=9']))).toMatchObject({
      place: '--set planner.min_replicas=9',
      message: 'planner.min_replicas: found 9; expected at most max_replicas (8)',
    });
  });
});

describe('a live scenario', () => {
  it('needs neither cluster nor planner nor promise', () => {
    const { scenario } = loadLiveScenario(tempFile('live.yaml', stringify({ traffic: SMALL['traffic'] })));
    expect(scenario.cluster).toBeUndefined();
    expect(scenario.sla).toEqual({});
    expect(scenario.bench).toMatchObject({ endpoint: 'chat', schedule: { kind: 'traffic', speedup: 1 } });
  });

  it('is held to the whole where it has the whole', () => {
    expect(refusal(() => loadLiveScenario(small({ sla: {} }))).message).toMatch(/^sla: names no bound/);
    expect(loadLiveScenario(small()).scenario).toEqual(loadScenario(small()).scenario);
  });

  it('has its traffic and prices checked all the same', () => {
    const path = tempFile(
      'live.yaml',
      stringify({
        traffic: { ...(SMALL['traffic'] as object), window: { start_s: 5, end_s: 5 } },
        prices: { usd_per_gpu_hour: 2 },
      }),
    );
    expect(() => loadLiveScenario(path)).toThrow(/traffic\.window\.end_s: found 5.*\n.*prices: a price of your own/);
  });
});

describe("a live planner's file", () => {
  it('is read with its defaults', () => {
    const { scenario, name } = loadPlannerFile(plannerFile());
    expect(name).toBe('planner');
    expect(scenario).toMatchObject({
      source: { dialect: 'dynamo', retries: 3, timeout_s: 5, max_age_s: 30, labels: {} },
      advisory: false,
      watch_interval_s: 5,
      listen: '127.0.0.1:9085',
    });
  });

  it('cannot have a policy that knows the traffic to come', () => {
    expect(refusal(() => loadPlannerFile(plannerFile({ planner: { policy: 'oracle' } }))).message).toBe(
      'planner.policy: found oracle, which is told the traffic to come; a live planner cannot be',
    );
  });

  it('has no traffic', () => {
    expect(refusal(() => loadPlannerFile(plannerFile({ traffic: SMALL['traffic'] }))).message).toBe(
      'traffic: no such field',
    );
  });

  it.each(['localhost', ':9085', 'a b:1', '127.0.0.1:'])("cannot listen at '%s'", (listen) => {
    expect(refusal(() => loadPlannerFile(plannerFile({ listen }))).message).toBe(
      `listen: found "${listen}"; expected an address as 127.0.0.1:9085`,
    );
  });

  it.each(['127.0.0.1:0', 'localhost:9085', '[::1]:9085', 'planner.default.svc:80'])("can listen at '%s'", (listen) => {
    expect(loadPlannerFile(plannerFile({ listen })).scenario.listen).toBe(listen);
  });
});

describe('the file of a policy', () => {
  it('is a planner file where it has a source, else a scenario', () => {
    expect(loadPolicyFile(plannerFile()).name).toBe('planner');
    expect(loadPolicyFile(small()).scenario.planner).toEqual(loadScenario(small()).scenario.planner);
    expect(() => loadPolicyFile(small({ source: {} }))).toThrow(/source\.kind: missing/);
  });

  it('takes overrides', () => {
    expect(loadPolicyFile(plannerFile(), ['planner.policy=hpa']).scenario.planner.policy).toBe('hpa');
  });
});

describe('a damaged file is refused or read, never a crash', () => {
  const words = [
    '',
    ':',
    '-',
    '[',
    '}',
    '"',
    '&a ',
    '*a',
    '!!set ',
    '# ',
    '\t',
    '\n',
    '\n  ',
    '0',
    '1e999',
    '.inf',
    'null',
    'x',
  ];
  const codes: ErrorCode[] = ['HR_SCENARIO_SYNTAX', 'HR_SCENARIO_INVALID'];
  const edits = fc.array(textEdits(words), { minLength: 1, maxLength: 4 });
  const damaged = (text: string) => edits.map((chosen) => chosen.reduce((one, edit) => edit(one), text));

  it('a scenario', () => {
    const path = tempFile('s.yaml', '');
    expectNoCrash(
      damaged(scenarioText({ faults: [{ kind: 'metrics_frozen', at_s: 1, duration_s: 2 }] })),
      codes,
      (text) => {
        writeFileSync(path, text);
        loadScenario(path);
      },
    );
  });

  it("a planner's file", () => {
    const path = tempFile('p.yaml', '');
    expectNoCrash(damaged(stringify(PLANNER_FILE)), codes, (text) => {
      writeFileSync(path, text);
      loadPlannerFile(path);
    });
  });

  it('a file of any YAML', () => {
    const path = tempFile('any.yaml', '');
    expectNoCrash(
      fc.jsonValue({ maxDepth: 3 }).map((value) => stringify(value)),
      codes,
      (text) => {
        writeFileSync(path, text);
        loadScenario(path, ['seed=3']);
      },
    );
  });
});
