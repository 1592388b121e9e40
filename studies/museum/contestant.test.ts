import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Contestant, CULPRIT, overrides, plannerSection, replayCommand } from './contestant.js';
import { chosenExhibits } from './exhibit.js';
import { contestant } from './line-up.js';

const ROOM = { min: 1, max: 8 };

describe('the planner section of a contestant', () => {
  it.each<[string, object]>([
    ['hpa', { policy: 'hpa', interval_s: 15, min_replicas: 1, max_replicas: 8 }],
    ['headroom', { policy: 'headroom', interval_s: 15, min_replicas: 1, max_replicas: 8 }],
    ['dynamo-sla', { policy: 'dynamo-sla', interval_s: 15, max_gpu_budget: 16, min_endpoint: 1 }],
    ['dynamo-planner', { policy: 'dynamo-planner', interval_s: 15, config: { max_gpu_budget: 16, min_endpoint: 1 } }],
    ['static', { policy: 'static', interval_s: 15 }],
  ])('%s has the same room in its own words', (policy, section) => {
    expect(plannerSection(contestant(policy, []), 15, ROOM)).toEqual(section);
  });

  it('keeps the fields of its own, also over the room', () => {
    const who: Contestant = { name: 'x', policy: 'hpa', fields: { target: 9, max_replicas: 3 } };
    expect(plannerSection(who, 15, ROOM)).toEqual({
      policy: 'hpa',
      interval_s: 15,
      min_replicas: 1,
      max_replicas: 3,
      target: 9,
    });
  });

  it('of a configuration joins both, its own fields last', () => {
    const config = { optimization_target: 'sla', min_endpoint: 5 };
    const who: Contestant = { name: 'x', policy: 'dynamo-planner', fields: { version: '1.4.2', config } };
    expect(plannerSection(who, 5, ROOM)).toEqual({
      policy: 'dynamo-planner',
      interval_s: 5,
      version: '1.4.2',
      config: { max_gpu_budget: 16, min_endpoint: 5, optimization_target: 'sla' },
    });
  });
});

describe('the overrides of a contestant', () => {
  const [exhibit] = chosenExhibits(['1']) as [ReturnType<typeof chosenExhibits>[0]];

  it('are its planner on one line, and a user’s own ones last', () => {
    expect(overrides(exhibit, 15, contestant('hpa', ['planner.target=9']))).toEqual([
      'planner={policy: hpa, interval_s: 15, min_replicas: 1, max_replicas: 32}',
      'planner.target=9',
    ]);
  });

  it('are YAML that says the same, however deep it goes', () => {
    const fields = { config: { a: { b: ['x: y', 'it’s'] } } };
    const [set] = overrides(exhibit, 15, { name: 'x', policy: 'dynamo-planner', fields });
    expect(set).not.toContain('\n');
    expect(parse(set!.slice('planner='.length))).toEqual(
      plannerSection({ name: 'x', policy: 'dynamo-planner', fields }, 15, exhibit.bounds),
    );
  });

  it('of the culprit are what else was so then', () => {
    expect(overrides(exhibit, 15, CULPRIT)).toBe(exhibit.culprit.set);
  });
});

it('a replay is a command that a shell takes', () => {
  expect(replayCommand('a.yaml', [])).toBe('headroom simulate a.yaml');
  expect(replayCommand('a.yaml', ['planner={policy: hpa}', 'x=1'])).toBe(
    "headroom simulate a.yaml --set 'planner={policy: hpa}' --set 'x=1'",
  );
});
