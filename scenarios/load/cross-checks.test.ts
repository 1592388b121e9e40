import { describe, expect, it } from 'vitest';
import { REFERENCE_POLICIES } from '../schema/planner.js';
import { plannerFileSchema } from '../schema/planner-file.js';
import { liveScenarioSchema } from '../schema/scenario.js';
import { faultsOf, faultText, SMALL } from '../testing/small-scenario.js';
import { crossCheckLive, crossCheckPlannerFile } from './cross-checks.js';

it('the small scenario has no fault', () => expect(faultsOf({})).toEqual([]));

describe('the promise names a bound', () => {
  const none = 'sla: names no bound; expected at least one of ttft_ms, tpot_ms, e2e_ms';
  it.each<[object, string[]]>([
    [{ ttft_ms: 1 }, []],
    [{ tpot_ms: 1 }, []],
    [{ e2e_ms: 1 }, []],
    [{ classes: { chat: { e2e_ms: 1 } } }, []],
    [{ classes: { chat: {}, batch: { ttft_ms: 1 } } }, []],
    [{}, [none]],
    [{ classes: {} }, [none]],
    [{ classes: { chat: {} } }, [none]],
  ])('%j: %j', (sla, faults) => expect(faultsOf({ sla })).toEqual(faults));
});

describe('bounds on workers', () => {
  it.each([
    [1, 8, true],
    [8, 8, true],
    [0, 1, true],
    [9, 8, false],
  ])('from %d to %d', (min_replicas, max_replicas, fits) => {
    const faults = faultsOf({ planner: { policy: 'kpa', min_replicas, max_replicas } });
    expect(faults).toEqual(
      fits ? [] : [`planner.min_replicas: found ${min_replicas}; expected at most max_replicas (${max_replicas})`],
    );
  });
});

describe('dynamo-sla', () => {
  const planner = (changes: object) => ({ policy: 'dynamo-sla', ...changes });

  it('needs targets, of its own or of the promise', () => {
    const sla = { e2e_ms: 1000 };
    expect(faultsOf({ planner: planner({}), sla })).toEqual([
      'planner: dynamo-sla needs a TTFT target; expected planner.ttft_ms or sla.ttft_ms',
      'planner: dynamo-sla needs an ITL target; expected planner.itl_ms or sla.tpot_ms',
    ]);
    expect(faultsOf({ planner: planner({ ttft_ms: 1, itl_ms: 1 }), sla })).toEqual([]);
    expect(faultsOf({ planner: planner({ ttft_ms: 1 }), sla: { tpot_ms: 1 } })).toEqual([]);
    expect(faultsOf({ planner: planner({ itl_ms: 1 }), sla: { ttft_ms: 1 } })).toEqual([]);
    expect(faultsOf({ planner: planner({}) })).toEqual([]);
  });

  const KALMAN = 'planner.load_predictor: found kalman; it came with version 1.0.2';
  const BUDGET = 'planner.max_gpu_budget: found no budget; before 1.0.2 it is at least 1';
  it.each<[object, string[]]>([
    [
      { version: '0.4.0', no_correction: true },
      ['planner.no_correction: found true; release 0.4.0 always corrects, expected a later version'],
    ],
    [{ version: '0.4.0', no_correction: false }, []],
    [{ version: '0.4.1', no_correction: true }, []],
    [{ version: '0.5.1', load_predictor: 'kalman' }, [KALMAN]],
    [{ version: '1.0.2', load_predictor: 'kalman' }, []],
    [{ version: '0.5.1', max_gpu_budget: -1 }, [BUDGET]],
    [{ version: '0.5.1', max_gpu_budget: 0 }, [BUDGET]],
    [{ version: '0.5.1', max_gpu_budget: 1 }, []],
    [{ version: '1.0.2', max_gpu_budget: -1 }, []],
    [{ version: '0.4.0', load_predictor: 'kalman', max_gpu_budget: -1 }, [KALMAN, BUDGET]],
  ])('%j: %j', (changes, faults) => expect(faultsOf({ planner: planner(changes) })).toEqual(faults));
});

describe('a schedule', () => {
  const rows = (...starts: number[]) => ({
    planner: { policy: 'schedule', period_s: 100, rows: starts.map((from_s) => ({ from_s, replicas: { decode: 1 } })) },
  });
  it.each<[number[], string[]]>([
    [[0], []],
    [[0, 50, 99], []],
    [[10], ['planner.rows.0.from_s: found 10; expected 0, the start']],
    [[0, 0], ['planner.rows.1.from_s: found 0; expected a time after the row before (0) and before period_s (100)']],
    [
      [0, 50, 40],
      ['planner.rows.2.from_s: found 40; expected a time after the row before (50) and before period_s (100)'],
    ],
    [
      [0, 100],
      ['planner.rows.1.from_s: found 100; expected a time after the row before (0) and before period_s (100)'],
    ],
  ])('with rows from %j', (starts, faults) => expect(faultsOf(rows(...starts))).toEqual(faults));
});

describe('prices', () => {
  const own = { usd_per_gpu_hour: 2, as_of: '2026-11-01', source: 'contract' };
  const incomplete = 'a price of your own needs as_of and source, so that a report can say whose and when';
  const both = 'found both entry and usd_per_gpu_hour; expected one of them';
  const beside = 'found a price beside a mix of prices; expected one of them';

  it.each<[string, object, string[]]>([
    ['of the table', {}, []],
    ['of a row', { entry: 'lambda-h100' }, []],
    ['of your own', own, []],
    ['of your own without a date', { ...own, as_of: undefined }, [`prices: ${incomplete}`]],
    ['of your own without a source', { ...own, source: undefined }, [`prices: ${incomplete}`]],
    ['of a row and of your own', { ...own, entry: 'lambda-h100' }, [`prices: ${both}`]],
    [
      'of one system',
      { by_system: { h100_sxm: { usd_per_gpu_hour: 2 } } },
      [`prices.by_system.h100_sxm: ${incomplete}`],
    ],
    ['of a mix', { mix: [{ share: 0.5, ...own }, { share: 0.5 }] }, []],
    ['of a mix with half a price', { mix: [{ share: 1, usd_per_gpu_hour: 2 }] }, [`prices.mix.0: ${incomplete}`]],
    [
      'of a mix with two prices in a part',
      { mix: [{ share: 0.5 }, { share: 0.5, ...own, entry: 'lambda-h100' }] },
      [`prices.mix.1: ${both}`],
    ],
    ['of a mix and another', { ...own, mix: [{ share: 1 }] }, [`prices: ${beside}`]],
    ['of a mix and a row', { entry: 'lambda-h100', mix: [{ share: 1 }] }, [`prices: ${beside}`]],
    [
      'of a mix of one system',
      { by_system: { a100_sxm: { mix: [{ share: 1, usd_per_gpu_hour: 2 }] } } },
      [`prices.by_system.a100_sxm.mix.0: ${incomplete}`],
    ],
  ])('%s', (_name, prices, faults) => expect(faultsOf({ prices })).toEqual(faults));
});

it('faults of all parts are told together', () => {
  const faults = faultsOf({
    traffic: { ...(SMALL['traffic'] as object), window: { start_s: 5, end_s: 5 } },
    cluster: {
      prefill: { profile: 'p', replicas: 1, startup: { stages: [{ name: 'x' }] } },
      decode: { profile: 'p', replicas: 1 },
    },
    faults: [{ kind: 'worker_crash', role: 'aggregated', at_s: 1 }],
    planner: { policy: 'hpa', min_replicas: 9 },
    sla: {},
    prices: { usd_per_gpu_hour: 1 },
  });
  expect(faults.map((fault) => fault.split(':')[0])).toEqual([
    'traffic.window.end_s',
    'cluster.prefill.startup.stages.0',
    'faults.0.role',
    'sla',
    'planner.min_replicas',
    'prices',
  ]);
});

describe('a live run', () => {
  const faults = (fields: object) => crossCheckLive(liveScenarioSchema.parse(fields)).map(faultText);
  const wrong = {
    traffic: { ...(SMALL['traffic'] as object), window: { start_s: 5, end_s: 5 } },
    prices: { usd_per_gpu_hour: 1 },
  };

  it('without a cluster or a planner is held to its traffic and prices alone', () => {
    const places = ['traffic.window.end_s', 'prices'];
    const of = (fields: object) => faults({ ...wrong, sla: {}, ...fields }).map((fault) => fault.split(':')[0]);
    expect(of({})).toEqual(places);
    expect(of({ planner: { policy: 'hpa', min_replicas: 9 } })).toEqual(places);
    expect(of({ cluster: SMALL['cluster'] })).toEqual(places);
  });

  it('with both is held to all', () => {
    expect(faults({ ...SMALL, planner: { policy: 'hpa', min_replicas: 9 } })).toHaveLength(1);
  });
});

describe("a live planner's file", () => {
  const faults = (changes: object) =>
    crossCheckPlannerFile(
      plannerFileSchema.parse({
        cluster: SMALL['cluster'],
        planner: SMALL['planner'],
        sla: SMALL['sla'],
        source: { kind: 'scrape', urls: ['http://localhost:1'] },
        connector: { kind: 'advisory' },
        ...changes,
      }),
    ).map(faultText);

  it.each(REFERENCE_POLICIES)('cannot play %s', (policy) => {
    expect(faults({ planner: { policy } })).toEqual([
      `planner.policy: found ${policy}, which is told the traffic to come; a live planner cannot be`,
    ]);
  });

  it('is held to the rules of a scenario beside', () => {
    expect(faults({})).toEqual([]);
    expect(faults({ sla: {} })).toHaveLength(1);
    expect(faults({ planner: { policy: 'keda', min_replicas: 9 } })).toHaveLength(1);
    expect(faults({ prices: { usd_per_gpu_hour: 1 } })).toHaveLength(1);
  });
});
