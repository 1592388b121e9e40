import { describe, expect, it } from 'vitest';
import { ordering, scenarioFile } from '../testing/index.js';
import { FRESH_SOURCES } from '../trial/sources.js';
import { CULPRIT } from './contestant.js';
import { chosenExhibits } from './exhibit.js';
import { contestant } from './line-up.js';
import type { Property } from './properties/index.js';
import { judge, runExhibit, trailOf } from './run-exhibit.js';

const CIRCUMSTANCES = { need: [{ from_s: 0, prefill: 1, decode: 1 }], bounds: { min: 1, max: 4 } };

it('judging names each property that broke, in their order', () => {
  const holds: Property = { says: 'holds', check: () => undefined };
  const breaks = (at_s: number): Property => ({ says: `breaks ${at_s}`, check: () => ({ at_s, found: 'x' }) });
  expect(judge([breaks(9), holds, breaks(3)], ordering([1]), CIRCUMSTANCES)).toEqual([
    { at_s: 9, found: 'x', property: 'breaks 9' },
    { at_s: 3, found: 'x', property: 'breaks 3' },
  ]);
});

it('judging shows every property the trail and the circumstances', () => {
  const trail = ordering([1]);
  const seen: unknown[] = [];
  const looks: Property = {
    says: '',
    check: (...all) => {
      seen.push(...all);
      return undefined;
    },
  };
  judge([looks], trail, CIRCUMSTANCES);
  expect(seen).toEqual([trail, CIRCUMSTANCES]);
});

describe('the trail of a scenario', () => {
  it('ends with its traffic, though the run goes on', () => {
    const set = [
      'planner={ policy: static, interval_s: 4 }',
      'traffic.generator.duration_s=10',
      'run.drain_limit_s=60',
    ];
    const { ticks, end_s } = trailOf(scenarioFile(), set, FRESH_SOURCES);
    expect(ticks.map(({ time_s }) => time_s)).toEqual([4, 8]);
    expect(end_s).toBeGreaterThan(8);
  });
});

describe('an exhibit', () => {
  const [second] = chosenExhibits(['2']) as [ReturnType<typeof chosenExhibits>[0]];

  it('is run with the planner of a contestant, and says how to repeat it', () => {
    const { broken, replay, exhibit } = runExhibit(second, contestant('keda', []));
    expect([broken, exhibit]).toEqual([[], second]);
    expect(replay).toMatch(
      /^headroom simulate scenarios\/museum\/02-demand-at-exit\.yaml --set 'planner=\{policy: keda, /,
    );
  });

  it('is run as it was with its culprit', () => {
    const { broken, replay } = runExhibit(second, CULPRIT);
    expect(broken.map(({ property }) => property)).toContain('prefill rises above 1 within 4 ticks from 1 s on');
    expect(replay).toBe(
      [
        'headroom simulate scenarios/museum/02-demand-at-exit.yaml',
        ...second.culprit.set.map((set) => `--set '${set}'`),
      ].join(' '),
    );
  });

  it('refuses a policy that cannot plan such a cluster, by its own words', () => {
    const who = contestant('hpa', ['planner.targett=3']);
    expect(() => runExhibit(second, who)).toThrow(
      expect.objectContaining({ code: 'HR_SCENARIO_INVALID', message: expect.stringContaining('targett') }),
    );
  });
});
