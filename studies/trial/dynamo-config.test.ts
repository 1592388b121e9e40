import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { smallScenario, testFolder } from '../testing/index.js';
import { dynamoConfigOf } from './dynamo-config.js';

const here = (path: string) => path;

/** What a `planner` section is configured by, with the promise of a scenario. */
function configured(planner: string, sla: { ttft_ms?: number; tpot_ms?: number }, resolve = here) {
  return dynamoConfigOf(smallScenario([`planner=${planner}`]).scenario.planner, sla, resolve);
}

it.each(['static', 'dynamo-sla', 'headroom'])('%s has no such configuration', (policy) => {
  expect(configured(`{ policy: ${policy} }`, {})).toBeUndefined();
});

describe('targets', () => {
  it('are the promise of the scenario where the configuration names none', () => {
    const { config } = configured('{ policy: dynamo-planner }', { ttft_ms: 321, tpot_ms: 12 })!;
    expect([config.ttft_ms, config.itl_ms]).toEqual([321, 12]);
  });

  it('are those of the configuration where it names them', () => {
    const planner = '{ policy: dynamo-planner, config: { ttft_ms: 700, itl_ms: 70 } }';
    const { config } = configured(planner, { ttft_ms: 321, tpot_ms: 12 })!;
    expect([config.ttft_ms, config.itl_ms]).toEqual([700, 70]);
  });

  it('are those that Dynamo ships where nobody names any', () => {
    const { config } = configured('{ policy: dynamo-planner }', {})!;
    expect([config.ttft_ms, config.itl_ms]).toEqual([500, 50]);
  });
});

it.each(['1.4.2', '1.6.1'])('the release is that of the section: %s', (version) => {
  expect(configured(`{ policy: dynamo-planner, version: ${version} }`, {})!.config.release).toBe(version);
});

it('a configuration file is looked for where paths of the scenario begin', () => {
  const folder = testFolder();
  writeFileSync(join(folder, 'planner.yaml'), 'max_gpu_budget: 5\n');
  const planner = '{ policy: dynamo-planner, config: planner.yaml }';
  expect(configured(planner, {}, (path) => join(folder, path))!.config.maxGpuBudget).toBe(5);
});

it('a field that the planner does not know is refused by its name', () => {
  expect(() => configured('{ policy: dynamo-planner, config: { max_gpu_budgett: 5 } }', {})).toThrow(
    expect.objectContaining({
      code: 'HR_PLANNER_CONFIG_INVALID',
      message: expect.stringContaining('max_gpu_budgett'),
    }),
  );
});
