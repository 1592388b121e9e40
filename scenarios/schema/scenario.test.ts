import { describe, expect, it } from 'vitest';
import { itHasLimits } from '../testing/limits.js';
import { SMALL } from '../testing/small-scenario.js';
import { liveScenarioSchema, pricesSchema, scenarioSchema } from './scenario.js';

describe('a scenario', () => {
  it.each(['traffic', 'cluster', 'planner', 'sla'])('needs its %s', (part) => {
    const { [part]: _, ...rest } = SMALL;
    expect(scenarioSchema.safeParse(rest).success).toBe(false);
  });

  it('needs nothing else', () => {
    expect(Object.keys(scenarioSchema.parse(SMALL)).sort()).toEqual(
      [
        'seed',
        'traffic',
        'cluster',
        'clients',
        'frontend',
        'faults',
        'planner',
        'sla',
        'prices',
        'bench',
        'plan',
        'tournament',
        'run',
      ].sort(),
    );
  });

  itHasLimits(scenarioSchema, SMALL, [
    ['seed', [0, 1, 2 ** 53 - 1], [-1, 1.5, 2 ** 53]],
    ['name', ['x', undefined], ['']],
    ['run.drain_limit_s', [0], [-1]],
    ['run.timeline_interval_s', [0.1, undefined], [0]],
    ['run.engine', ['leaping', 'stepping'], ['both']],
    ['run.requests', ['csv', 'parquet', 'none'], ['json']],
  ]);
});

describe('a live scenario', () => {
  it('needs its traffic alone', () => {
    expect(liveScenarioSchema.parse({ traffic: SMALL['traffic'] })).toMatchObject({ sla: {} });
    expect(liveScenarioSchema.safeParse({ cluster: SMALL['cluster'] }).success).toBe(false);
  });
});

describe('prices', () => {
  itHasLimits(pricesSchema, {}, [
    ['usd_per_gpu_hour', [0.01], [0, -1]],
    ['as_of', ['2026-11-24', '2024-02-29'], ['2026-02-30', '24.11.2026', '2026-11', 20261124]],
    ['by_system', [{ h100_sxm: { entry: 'x' } }], [{ h100_sxm: { price: 1 } }]],
    [
      'mix',
      [[{ share: 1 }], [{ share: 0.1 }, { share: 0.2 }, { share: 0.7 }]],
      [[], [{ share: 0.5 }], [{ share: 0 }, { share: 1 }], [{ share: 1.1 }]],
    ],
  ]);

  it('of a mix that does not add up say so', () => {
    expect(pricesSchema.safeParse({ mix: [{ share: 0.5 }, { share: 0.4 }] }).error!.issues[0]!.message).toBe(
      'the shares of a mix add up to 1',
    );
  });
});
