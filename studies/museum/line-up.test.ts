import { describe, expect, it } from 'vitest';
import { plannerPolicies } from '../../scenarios/index.js';
import { smallScenario } from '../testing/index.js';
import { plannerSection } from './contestant.js';
import { contestant, lineUp } from './line-up.js';

const ROOM = { min: 1, max: 8 };

describe('who is brought before the exhibits', () => {
  it('is every policy of the catalogue but the schedule, each under a name of its own', () => {
    const policies = new Set(lineUp().map(({ policy }) => policy));
    expect([...policies].sort()).toEqual([...plannerPolicies()].filter((policy) => policy !== 'schedule').sort());
    expect(new Set(lineUp().map(({ name }) => name)).size).toBe(lineUp().length);
  });

  it('is Dynamo in several releases', () => {
    const names = lineUp().map(({ name }) => name);
    expect(names.filter((name) => name.startsWith('dynamo'))).toEqual(
      expect.arrayContaining([
        'dynamo-sla 0.4.0',
        'dynamo-sla 1.0.2',
        'dynamo-planner 1.6.1',
        'dynamo-planner 1.6.1 sla',
      ]),
    );
  });

  it.each(lineUp().map((who) => [who.name, who] as const))(
    '%s has a planner section that a scenario takes',
    (_name, who) => {
      const section = JSON.stringify(plannerSection(who, 15, ROOM));
      expect(smallScenario([`planner=${section}`]).scenario.planner.policy).toBe(who.policy);
    },
  );
});

describe('a contestant by name', () => {
  it('is the policy, with the overrides of a user', () => {
    expect(contestant('hpa', ['a=1'])).toEqual({ name: 'hpa', policy: 'hpa', set: ['a=1'] });
  });

  it('has what it cannot do without', () => {
    expect(contestant('heteroscale', []).fields).toHaveProperty('tokens_per_s_per_gpu');
  });
});
