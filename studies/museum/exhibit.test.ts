import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../scenarios/index.js';
import { chosenExhibits, exhibits, scenarioPath } from './exhibit.js';

const ALL = exhibits();
const ids = (...names: readonly string[]) => chosenExhibits(names).map(({ id }) => id);

describe('the exhibits', () => {
  it('are numbered in their order, without a gap', () => {
    expect(ALL.map(({ id }) => Number(id.slice(0, 2)))).toEqual(ALL.map((_, i) => i + 1));
  });

  it.each(ALL.map((exhibit) => [exhibit.id, exhibit] as const))(
    '%s has a scenario that loads, of that name',
    (id, exhibit) => {
      expect(existsSync(scenarioPath(exhibit))).toBe(true);
      const { name, scenario } = loadScenario(scenarioPath(exhibit), exhibit.culprit.set);
      expect(name).toBe(id);
      expect('generator' in scenario.traffic).toBe(true);
    },
  );

  it.each(ALL.map((exhibit) => [exhibit.id, exhibit] as const))(
    '%s tells a need that begins with the run and fits its bounds',
    (_id, exhibit) => {
      const { need, bounds, seen_in } = exhibit;
      expect(need[0]!.from_s).toBe(0);
      expect(need.map(({ from_s }) => from_s)).toEqual(need.map(({ from_s }) => from_s).toSorted((a, b) => a - b));
      for (const { prefill, decode } of need) expect(Math.max(prefill, decode)).toBeLessThanOrEqual(bounds.max);
      for (const thread of seen_in) expect(thread).toMatch(/^[\w./-]+#\d+$/);
    },
  );
});

describe('choosing', () => {
  it.each(['4', '04', 'no-consolidation', '04-no-consolidation'])('finds the fourth by %s', (name) => {
    expect(ids(name)).toEqual(['04-no-consolidation']);
  });

  it('keeps the order asked for, and takes all where none is named', () => {
    expect(ids('9', '2')).toEqual(['09-two-controllers', '02-demand-at-exit']);
    expect(ids()).toEqual(ALL.map(({ id }) => id));
  });

  it('names the nearest of what there is not, and all that there is', () => {
    expect(() => chosenExhibits(['04-no-consolidaton'])).toThrow(
      expect.objectContaining({
        code: 'HR_USAGE',
        message: expect.stringMatching(
          /no exhibit '04-no-consolidaton'[\s\S]*Did you mean '04-no-consolidation'\? There are 01-/,
        ),
      }),
    );
  });

  it('has no nearest of a word that is like none', () => {
    expect(() => chosenExhibits(['zzzzzzzz'])).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('Did you mean') }),
    );
  });
});
