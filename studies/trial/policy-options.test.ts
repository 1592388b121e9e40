import { expect, it } from 'vitest';
import { HPA_BEHAVIOUR } from '../../planner-core/index.js';
import type { ForecastSpec, PlannerSpec } from '../../scenarios/index.js';
import { smallScenario } from '../testing/index.js';
import { behaviourOf, boundsOf, forecasterOptions, rowsOf } from './policy-options.js';

/** A `planner` section, its defaults filled in. */
function section<P extends PlannerSpec['policy']>(policy: P, fields = ''): Extract<PlannerSpec, { policy: P }> {
  const { planner } = smallScenario([`planner={ policy: ${policy}${fields && `, ${fields}`} }`]).scenario;
  return planner as Extract<PlannerSpec, { policy: P }>;
}

it('bounds are the least and the most replicas', () => {
  expect(boundsOf({ min_replicas: 2, max_replicas: 9 })).toEqual({ min: 2, max: 9 });
});

it('a behaviour that says nothing is that of Kubernetes', () => {
  expect(behaviourOf(section('hpa').behavior)).toEqual(HPA_BEHAVIOUR);
});

it('a behaviour keeps what it says, each way by itself', () => {
  const { scaleUp, scaleDown } = behaviourOf(
    section(
      'hpa',
      `behavior: { scale_up: { stabilization_window_s: 7, select_policy: Min, policies: [] },
        scale_down: { policies: [{ type: Percent, value: 10, period_s: 30 }] } }`,
    ).behavior,
  );
  expect(scaleUp).toEqual({ stabilisation_s: 7, select: 'Min', policies: [] });
  expect(scaleDown).toEqual({
    stabilisation_s: 300,
    select: 'Max',
    policies: [{ type: 'Percent', value: 10, period_s: 30 }],
  });
});

it.each<[string, ForecastSpec, object]>([
  ['constant', { kind: 'constant', log1p: false }, { kind: 'constant', log1p: false }],
  [
    'kalman, whose noises have names of their own',
    { kind: 'kalman', log1p: true, q_level: 1, q_trend: 2, r: 3, min_points: 4 },
    { kind: 'kalman', log1p: true, qLevel: 1, qTrend: 2, r: 3, minPoints: 4 },
  ],
  ['ets without a period', { kind: 'ets', window: 20, log1p: false }, { kind: 'ets', window: 20, log1p: false }],
  [
    'ets with a period',
    { kind: 'ets', window: 20, log1p: false, period: 12 },
    { kind: 'ets', window: 20, log1p: false, period: 12 },
  ],
])('a forecast by %s', (_name, spec, options) => {
  expect(forecasterOptions(spec, 30)).toStrictEqual(options);
});

it('prophet is told how far apart its values lie', () => {
  const { forecast } = section('last-value', 'forecast: { kind: prophet }');
  expect(forecasterOptions(forecast, 30)).toEqual({ ...forecast, step_s: 30 });
});

it('an absent period of ets stays absent, also where the schema says undefined', () => {
  const spec = { kind: 'ets', window: 20, log1p: false, period: undefined } as ForecastSpec;
  expect(forecasterOptions(spec, 30)).not.toHaveProperty('period');
});

it('a row of a schedule names the roles that it sets, and no other', () => {
  const { rows } = section('schedule', 'rows: [{ from_s: 0, replicas: { prefill: 2 } }, { from_s: 5, replicas: {} }]');
  const unset = { from_s: 9, replicas: { prefill: undefined, decode: 0 } };
  expect(rowsOf([...rows, unset])).toStrictEqual([
    { from_s: 0, replicas: { prefill: 2 } },
    { from_s: 5, replicas: {} },
    { from_s: 9, replicas: { decode: 0 } },
  ]);
});
