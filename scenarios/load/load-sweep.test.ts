import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { shippedPath } from '../paths.js';
import { tempFile, tempFolder } from '../testing/files.js';
import { refusal, refusals } from '../testing/refusals.js';
import { loadSweep } from './load-sweep.js';

const sweep = (fields: object) => tempFile('sweep.yaml', stringify(fields));
const AXES = { seed: [1, 2] };

describe('a sweep', () => {
  it('is read with its defaults', () => {
    const axes = { ...AXES, 'planner.interval_s': { from: 10, to: 100 } };
    expect(loadSweep(sweep({ scenario: 's.yaml', axes })).sweep).toEqual({
      scenario: 's.yaml',
      set: [],
      axes: { ...AXES, 'planner.interval_s': { from: 10, to: 100, steps: 5, scale: 'linear', whole: false } },
      seeds: 1,
    });
  });

  it('finds its scenario from where it lies itself', () => {
    const folder = tempFolder({ 'in/sweep.yaml': stringify({ scenario: '../s.yaml', axes: AXES }) });
    expect(loadSweep(join(folder, 'in', 'sweep.yaml')).scenario).toBe(join(folder, 's.yaml'));
    expect(loadSweep(sweep({ scenario: '/data/s.yaml', axes: AXES })).scenario).toBe('/data/s.yaml');
  });

  it('is named by itself, or else by its file', () => {
    expect(loadSweep(sweep({ scenario: 's.yaml', axes: AXES })).name).toBe('sweep');
    expect(loadSweep(sweep({ name: 'grid', scenario: 's.yaml', axes: AXES })).name).toBe('grid');
  });

  it.each(['sweep.yaml', 'stability.yaml'])('%s ships, and its scenario with it', (name) => {
    expect(loadSweep(shippedPath('scenarios', name)).scenario).toMatch(/scenarios\/[\w-]+\.yaml$/);
  });
});

describe('mistakes', () => {
  it.each<[string, object, string]>([
    ['no axes', { scenario: 's.yaml', axes: {} }, 'axes: found {}; expected at least one axis'],
    ['no scenario', { axes: AXES }, 'scenario: missing; expected text'],
    ['an empty axis', { scenario: 's.yaml', axes: { seed: [] } }, 'axes.seed: found []; expected at least 1 entries'],
    [
      'a range of one step',
      { scenario: 's.yaml', axes: { seed: { from: 1, to: 2, steps: 1 } } },
      'axes.seed.steps: found 1; expected a number at least 2',
    ],
    [
      'an unknown scale',
      { scenario: 's.yaml', axes: { seed: { from: 1, to: 2, scale: 'logs' } } },
      'axes.seed.scale: found "logs"; expected one of linear, log',
    ],
    [
      'an axis of one value',
      { scenario: 's.yaml', axes: { seed: 1 } },
      'axes.seed: found 1; expected a list, or a group of fields',
    ],
    ['an unknown field', { scenario: 's.yaml', axes: AXES, axis: {} }, 'axis: no such field'],
    [
      'an attainment of 1',
      { scenario: 's.yaml', axes: AXES, stability: { at: {}, attainment: 1 } },
      'stability.attainment: found 1; expected a number less than 1',
    ],
  ])('%s', (_name, fields, message) => {
    expect(refusal(() => loadSweep(sweep(fields)))).toMatchObject({ code: 'HR_SCENARIO_INVALID', message });
  });

  it('are told with their places, all at once', () => {
    const path = tempFile('sweep.yaml', 'scenarios: s.yaml\naxes:\n  seed: { from: 1, to: x }\n');
    expect(refusals(() => loadSweep(path))).toMatchObject([
      { place: 'sweep.yaml:1:1', message: 'scenario: missing; expected text' },
      { place: 'sweep.yaml:3:24', message: 'axes.seed.to: found "x"; expected a number' },
      { place: 'sweep.yaml:1:1', message: 'scenarios: no such field', hint: "Did you mean 'scenario'?" },
    ]);
  });

  it('in the file itself', () => {
    expect(refusal(() => loadSweep('/nowhere.yaml')).code).toBe('HR_SCENARIO_NOT_FOUND');
    expect(refusal(() => loadSweep(tempFile('s.yaml', 'axes: *a\n'))).code).toBe('HR_SCENARIO_SYNTAX');
    expect(refusals(() => loadSweep(tempFile('s.yaml', '')))).toHaveLength(2);
  });
});
