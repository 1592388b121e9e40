import { describe, expect, it } from 'vitest';
import { plannerFileSchema } from '../schema/planner-file.js';
import { scenarioSchema } from '../schema/scenario.js';
import { sweepSchema } from '../schema/sweep.js';
import type { Path } from './document.js';
import { knownKeys, plannerFields, plannerPolicies, variantNames } from './known-names.js';

describe('fields known at a path', () => {
  const plain: [Path, string[]][] = [
    [['sla'], ['ttft_ms', 'tpot_ms', 'e2e_ms', 'classes']],
    [
      ['sla', 'classes', 'chat'],
      ['ttft_ms', 'tpot_ms', 'e2e_ms'],
    ],
    [['run'], ['drain_limit_s', 'timeline_interval_s', 'engine', 'requests']],
    [
      ['clients', 'retries'],
      ['max', 'backoff_s', 'factor'],
    ],
    [
      ['bench', 'timeouts'],
      ['connect_s', 'first_token_s', 'gap_s', 'total_s'],
    ],
    [
      ['traffic', 'generator', 'rate', 0],
      ['from_s', 'rps'],
    ],
    [
      ['traffic', 'generator', 'rate'],
      ['path', 'scale'],
    ],
  ];
  it.each(plain)('%j', (path, names) => {
    expect(knownKeys(scenarioSchema, path, { traffic: { format: 'generated' } })).toEqual(names);
  });

  it('are those of the chosen variant', () => {
    const of = (format: string) => knownKeys(scenarioSchema, ['traffic'], { traffic: { format } });
    expect(of('closed_loop')).toEqual(['format', 'generator', 'max_context', 'attribution']);
    expect(of('blis')).toContain('header');
    expect(of('azure')).not.toContain('header');
  });

  it('are those of the default variant where none was chosen, and none where the choice is unknown', () => {
    expect(knownKeys(scenarioSchema, ['cluster'], { cluster: {} })).toContain('transfer');
    expect(knownKeys(scenarioSchema, ['cluster'], { cluster: { mode: 'aggregated' } })).not.toContain('transfer');
    expect(knownKeys(scenarioSchema, ['cluster'], { cluster: { mode: 'other' } })).toEqual([]);
    expect(knownKeys(scenarioSchema, ['planner'], { planner: {} })).toEqual([]);
  });

  it('go through lists, by the variant of each entry', () => {
    const faults = [{ kind: 'late_scrape' }, { kind: 'worker_crash' }];
    expect(knownKeys(scenarioSchema, ['faults', 0], { faults })).toEqual(['kind', 'at_s', 'duration_s', 'delay_s']);
    expect(knownKeys(scenarioSchema, ['faults', 1], { faults })).toContain('mean_between_s');
  });

  it('go through short forms: a start path may be a number, its stages have fields', () => {
    expect(knownKeys(scenarioSchema, ['cluster', 'prefill', 'startup'], { cluster: {} })).toEqual(['stages', 'fails']);
    expect(knownKeys(scenarioSchema, ['cluster', 'prefill', 'startup', 'stages', 3], { cluster: {} })).toEqual([
      'name',
      'fixed_s',
      'lognormal',
      'bytes_gb',
      'bandwidth',
    ]);
  });

  it('of a value with several forms are those of its group', () => {
    const data = { traffic: { format: 'azure', rate_scale: 3 } };
    expect(knownKeys(scenarioSchema, ['traffic', 'rate_scale'], data)).toEqual(['factor', 'mode']);
  });

  it('are those of the file that is read', () => {
    expect(knownKeys(sweepSchema, [], {})).toContain('axes');
    expect(knownKeys(plannerFileSchema, [], {})).toContain('connector');
    expect(knownKeys(plannerFileSchema, ['source'], { source: { kind: 'scrape' } })).toContain('urls');
  });

  it('are none of a single value', () => expect(knownKeys(scenarioSchema, ['seed'], {})).toEqual([]));
});

describe('variants', () => {
  it('of traffic are its formats', () => {
    expect(variantNames(scenarioSchema, ['traffic', 'format'], {})).toEqual([
      'generated',
      'closed_loop',
      'servegen',
      'azure',
      'burstgpt',
      'vidur',
      'splitwise',
      'blis',
      'mooncake',
      'dynamo',
      'aiperf',
      'headroom',
    ]);
  });

  it('are found below other variants', () => {
    const data = { cluster: { mode: 'aggregated' } };
    expect(variantNames(scenarioSchema, ['cluster', 'aggregated', 'routing', 'policy'], data)).toEqual([
      'round_robin',
      'random',
      'least_loaded',
      'power_of_two',
      'kv_aware',
      'session_affinity',
    ]);
  });

  it('are none of a field that chooses nothing', () => {
    expect(variantNames(scenarioSchema, ['seed'], {})).toEqual([]);
    expect(variantNames(scenarioSchema, ['run', 'engine'], {})).toEqual([]);
  });
});

describe('policies', () => {
  it('are each known by name once, headroom first', () => {
    const policies = plannerPolicies();
    expect(policies[0]).toBe('headroom');
    expect(new Set(policies).size).toBe(policies.length);
    expect(policies).toEqual(expect.arrayContaining(['dynamo-sla', 'dynamo-planner', 'hpa', 'static', 'oracle']));
  });

  it.each(plannerPolicies())('%s has its fields, the policy itself among them', (policy) => {
    expect(plannerFields(policy)).toEqual(expect.arrayContaining(['policy', 'interval_s']));
  });

  it('that are unknown have none', () => expect(plannerFields('magic')).toEqual([]));
});
