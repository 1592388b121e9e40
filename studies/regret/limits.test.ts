import { describe, expect, it } from 'vitest';
import { HPA_BEHAVIOUR, type Observation, type Policy } from '../../planner-core/index.js';
import { sampleContext } from '../../planner-core/policies/testing/index.js';
import { plannerPolicies } from '../../scenarios/index.js';
import { smallScenario } from '../testing/index.js';
import { limited, limitsOf, UNLIMITED, withoutLimits } from './limits.js';

const planner = (section: string) => smallScenario([`planner=${section}`]).scenario.planner;
const FREE = { stabilisation_s: 0, select: 'Max', policies: [] } as const;

describe('the most workers', () => {
  it.each([
    ['{ policy: hpa, max_replicas: 6 }', 6],
    ['{ policy: keda, max_replicas: 5 }', 5],
    ['{ policy: oracle, max_replicas: 7 }', 7],
    ['{ policy: static }', UNLIMITED],
    ['{ policy: headroom, max_replicas: 5 }', 5],
    ['{ policy: headroom, max_replicas: 5, gpu_budget: 6 }', 3],
    ['{ policy: headroom, max_replicas: 2, gpu_budget: 60 }', 2],
    ['{ policy: dynamo-sla, max_gpu_budget: 9 }', 4],
    ['{ policy: dynamo-sla, max_gpu_budget: 1 }', 1],
    ['{ policy: dynamo-sla, version: 1.0.2, max_gpu_budget: -1 }', UNLIMITED],
    ['{ policy: dynamo-planner, config: { max_gpu_budget: 12 } }', 6],
    ['{ policy: dynamo-planner, config: { max_gpu_budget: -1 } }', UNLIMITED],
    ['{ policy: dynamo-planner }', 4], // Dynamo's own budget of 8
    ['{ policy: dynamo-planner, config: planner.yaml }', 4],
  ])('of %s, workers of two GPUs, are %d', (section, most) => {
    expect(limitsOf(planner(section), 2).most).toBe(most);
  });
});

describe('windows and steps', () => {
  const behaviourOf = (section: string) => limitsOf(planner(section), 1).behaviour;

  it('of an HPA are its own', () => {
    expect(behaviourOf('{ policy: hpa }')).toEqual(HPA_BEHAVIOUR);
  });

  it('of KEDA wait for the longer of window and cooldown', () => {
    const down = (cooldown_s: number) =>
      behaviourOf(`{ policy: keda, cooldown_s: ${cooldown_s} }`)!.scaleDown.stabilisation_s;
    expect([down(400), down(10)]).toEqual([400, 300]);
  });

  it('of KPA are percentages a tick: three times as many, or half as many', () => {
    const { scaleUp, scaleDown } = behaviourOf(
      '{ policy: kpa, interval_s: 4, max_scale_up_rate: 3, max_scale_down_rate: 2 }',
    )!;
    expect(scaleUp).toEqual({ ...FREE, policies: [{ type: 'Percent', value: 200, period_s: 4 }] });
    expect(scaleDown).toEqual({ ...FREE, policies: [{ type: 'Percent', value: 50, period_s: 4 }] });
  });

  it('of HeteroScale are a cooldown on the way down', () => {
    const section = '{ policy: heteroscale, tokens_per_s_per_gpu: 900, cooldown_s: 77 }';
    expect(behaviourOf(section)).toEqual({ scaleUp: FREE, scaleDown: { ...FREE, stabilisation_s: 77 } });
  });

  it.each(['headroom', 'dynamo-sla', 'oracle', 'static', 'tokenscale'])(
    '%s has none that could be put on another',
    (policy) => {
      expect(behaviourOf(`{ policy: ${policy} }`)).toBeUndefined();
    },
  );
});

describe('a planner without its limits', () => {
  const sectionOf = (policy: string) => {
    if (policy === 'schedule') return '{ policy: schedule, rows: [{ from_s: 0, replicas: { decode: 1 } }] }';
    return policy === 'heteroscale' ? '{ policy: heteroscale, tokens_per_s_per_gpu: 900 }' : `{ policy: ${policy} }`;
  };

  it.each([...plannerPolicies()])('%s has as many workers as it asks for, and no windows', (policy) => {
    const own = planner(sectionOf(policy));
    const free = withoutLimits(own);
    expect(free.policy).toBe(policy);
    const { most, behaviour } = limitsOf(free, 1);
    expect(most).toBeGreaterThanOrEqual(UNLIMITED);
    if (policy === 'kpa') {
      // a factor of 100,000 up and down is no limit
      expect(behaviour!.scaleUp.policies[0]!.value).toBeGreaterThan(1e6);
      expect(behaviour!.scaleDown.policies[0]!.value).toBeGreaterThan(99.9);
    } else if (behaviour) expect(behaviour).toEqual({ scaleUp: FREE, scaleDown: FREE });
  });

  it('is the same object where it has none that can be taken off', () => {
    for (const section of ['{ policy: static }', '{ policy: dynamo-planner, config: planner.yaml }']) {
      const own = planner(section);
      expect(withoutLimits(own)).toBe(own);
    }
  });

  it('keeps everything else', () => {
    const own = planner('{ policy: hpa, target: 3, min_replicas: 2, interval_s: 11 }');
    expect(withoutLimits(own)).toMatchObject({ target: 3, min_replicas: 2, interval_s: 11 });
    expect(withoutLimits(planner('{ policy: headroom, gpu_budget: 4 }'))).not.toHaveProperty('gpu_budget');
  });
});

describe('the limits of one planner on the orders of another', () => {
  /** Wants so many decode workers, one number a tick. */
  const wanting = (...counts: readonly number[]): Policy<number> => ({
    name: 'wanting',
    init: () => ({
      initialState: 0,
      leastWorkers: 2,
      tick: (state) => ({
        state: state + 1,
        decision: { targets: { decode: counts[state]! }, reasons: ['forecast'], explanation: { x: 1 }, log: [] },
      }),
    }),
  });
  const seen = (time: number, desired?: number): Observation => ({
    time,
    windowSeconds: 10,
    workers: desired === undefined ? {} : { decode: { ready: desired, starting: 0, draining: 0, desired } },
  });
  const STEPS = {
    scaleUp: { ...FREE, policies: [{ type: 'Pods', value: 2, period_s: 60 }] },
    scaleDown: { ...FREE, stabilisation_s: 30 },
  } as const;

  it('cut a step to what a period allows', () => {
    const session = limited(wanting(9, 9, 9), STEPS).init(sampleContext());
    const first = session.tick(session.initialState, seen(10, 1));
    expect(first.decision.targets).toEqual({ decode: 3 });
    expect(session.tick(first.state, seen(20, 3)).decision.targets).toEqual({ decode: 3 });
    expect(session.tick(first.state, seen(80, 3)).decision.targets).toEqual({ decode: 5 });
  });

  it('hold a count until its window has passed', () => {
    const session = limited(wanting(4, 1, 1), STEPS).init(sampleContext());
    const first = session.tick(session.initialState, seen(0, 4));
    const second = session.tick(first.state, seen(20, 4));
    expect(second.decision.targets).toEqual({ decode: 4 });
    expect(session.tick(second.state, seen(40, 4)).decision.targets).toEqual({ decode: 1 });
  });

  it('leave name, least workers, reasons and numbers as they are', () => {
    const policy = limited(wanting(1), STEPS);
    const session = policy.init(sampleContext());
    const { decision } = session.tick(session.initialState, seen(0, 1));
    expect([policy.name, session.leastWorkers]).toEqual(['wanting', 2]);
    expect(decision).toMatchObject({ reasons: ['forecast'], explanation: { x: 1 } });
  });

  it('take the wanted count for the present one, where nobody tells that', () => {
    const session = limited(wanting(9), STEPS).init(sampleContext());
    expect(session.tick(session.initialState, seen(0)).decision.targets).toEqual({ decode: 9 });
  });

  it('hold a role that is not ordered', () => {
    const silent: Policy<number> = {
      ...wanting(),
      init: () => ({
        ...wanting().init(sampleContext()),
        tick: (state) => ({ state, decision: { targets: {}, reasons: [], explanation: {}, log: [] } }),
      }),
    };
    const session = limited(silent, STEPS).init(sampleContext());
    expect(session.tick(session.initialState, seen(0, 5)).decision.targets).toEqual({});
  });
});
