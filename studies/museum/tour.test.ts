import { describe, expect, it } from 'vitest';
import { flat, ordering } from '../testing/index.js';
import { CULPRIT } from './contestant.js';
import { chosenExhibits } from './exhibit.js';
import { contestant } from './line-up.js';
import type { Verdict } from './run-exhibit.js';
import { scoreOf, scoreTable, type Tour, tour, tourText } from './tour.js';

const [SECOND, ELEVENTH] = chosenExhibits(['2', '11']) as [Verdict['exhibit'], Verdict['exhibit']];
const verdict = (exhibit: Verdict['exhibit'], survived: boolean): Verdict => ({
  exhibit,
  broken: survived ? [] : [{ at_s: 10, found: 'found', property: 'property' }],
  trail: ordering(flat(1, 5)),
  replay: 'headroom simulate x',
});
const made = (name: string, ...survived: readonly boolean[]): Tour => ({
  name,
  verdicts: survived.map((each, i) => verdict([SECOND, ELEVENTH][i]!, each)),
});

it('a score names exhibits by outcome', () => {
  expect(scoreOf(made('hpa', true, false))).toEqual({
    policy: 'hpa',
    survived: ['02-demand-at-exit'],
    failed: ['11-capped-metric'],
  });
});

it('a table has policies down and exhibits across', () => {
  expect(scoreTable([made('static', false, false), made('keda', true, false)])).toBe(
    '        02 11\nstatic   ✗  ✗\nkeda     ✓  ✗\n',
  );
});

it('the text draws failures, has a line for survivors, and counts', () => {
  const text = tourText(made('hpa', true, false), 80);
  expect(text).toMatch(/^✓ 02-demand-at-exit .*\n✗ 11-capped-metric /);
  expect(text.endsWith('\n\nhpa: survived 1 of 2\n')).toBe(true);
  expect(text.match(/ordered/g)).toHaveLength(1);
});

describe('a tour', () => {
  it('runs each exhibit in turn, and says which before', async () => {
    const heard: string[] = [];
    const { name, verdicts } = await tour([ELEVENTH, SECOND], contestant('static', []), ({ id }) => heard.push(id));
    expect(name).toBe('static');
    expect(heard).toEqual(['11-capped-metric', '02-demand-at-exit']);
    expect(verdicts.map(({ exhibit }) => exhibit)).toEqual([ELEVENTH, SECOND]);
    expect(verdicts.every(({ broken }) => broken.length > 0)).toBe(true);
  });

  it('of the culprits has the name of history', async () => {
    expect(await tour([], CULPRIT, () => undefined)).toEqual({ name: 'historical', verdicts: [] });
  });
});
