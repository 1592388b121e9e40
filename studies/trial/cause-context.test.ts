import { describe, expect, it } from 'vitest';
import { AGGREGATED, smallScenario } from '../testing/index.js';
import { causeContext } from './cause-context.js';
import { prepareTrial } from './trial.js';

function contextOf(set: readonly string[] = []) {
  const loaded = smallScenario(set);
  return causeContext(loaded.scenario, prepareTrial(loaded).input);
}

it('prompts and tokens come from the pools that there are', () => {
  expect(contextOf()).toMatchObject({ promptRole: 'prefill', decodeRole: 'decode' });
  expect(contextOf(AGGREGATED)).toMatchObject({ promptRole: 'aggregated', decodeRole: 'aggregated' });
});

it('knows how long each role takes to start', () => {
  const set = [
    'cluster.prefill.startup=75',
    'cluster.decode.startup={stages: [{name: a, fixed_s: 2}, {name: b, fixed_s: 3}]}',
  ];
  expect(contextOf(set).startup_s).toEqual({ prefill: 75, decode: 5 });
});

describe('somebody watches the load', () => {
  it.each([
    ['static', false],
    ['static-peak', false],
    ['static-mean', false],
    ['oracle', true],
    ['hpa', true],
    ['headroom', true],
  ])('%s: %s', (policy, watches) => {
    expect(contextOf([`planner={ policy: ${policy} }`]).hasPlanner).toBe(watches);
  });

  it('a schedule goes by the clock alone', () => {
    const rows = 'rows: [{ from_s: 0, replicas: { decode: 2 } }]';
    expect(contextOf([`planner={ policy: schedule, ${rows} }`]).hasPlanner).toBe(false);
  });
});

it('knows when which role was slow, and takes no other fault for it', () => {
  const faults = `faults=[
    { kind: slow_worker, role: decode, at_s: 10, duration_s: 5, factor: 2 },
    { kind: worker_crash, role: prefill, at_s: 20 },
    { kind: slow_worker, role: prefill, at_s: 30, duration_s: 1, factor: 2 }]`;
  expect(contextOf([faults]).slowed).toEqual([
    { role: 'decode', from_s: 10, to_s: 15 },
    { role: 'prefill', from_s: 30, to_s: 31 },
  ]);
  expect(contextOf().slowed).toEqual([]);
});

it('knows what a request takes that is alone', () => {
  const request = { inputTokens: 500, outputTokens: 50, cachedTokens: 0 };
  const { prefill_s, decode_s } = contextOf().unloaded(request as never);
  expect(prefill_s).toBeGreaterThan(0);
  expect(decode_s).toBeGreaterThan(49 * 0.001); // 49 steps of more than a millisecond
  expect(decode_s).toBeLessThan(49 * 0.05);
});
