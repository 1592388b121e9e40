/** The fuzzer finds, shrinks and writes down; and it knows a mistake from a failure. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../../scenarios/index.js';
import { testFolder } from '../../testing/index.js';
import { runTrial } from '../../trial/trial.js';
import { contestant } from '../line-up.js';
import { fuzz } from './fuzz.js';

describe('the fuzzer', () => {
  const file = () => join(testFolder(), 'new', 'smallest.yaml');

  it('shrinks a failure to a small scenario that fails again by itself', async () => {
    const path = file();
    const { failure, runs, shrinks } = await fuzz({ who: contestant('keda', []), runs: 30, seed: 4, file: path });
    expect(failure?.broken[0]?.property).toMatch(/no order beyond/);
    expect(runs).toBeLessThanOrEqual(30);
    expect(shrinks).toBeGreaterThan(3);
    const { scenario } = loadScenario(path);
    expect(scenario.faults.length).toBeLessThanOrEqual(1);
    expect(failure!.replay).toBe(`headroom simulate ${path}`);
    expect(failure!.trail.ticks.length).toBeGreaterThan(0);
    expect(scenario.planner.policy).toBe('keda');
    expect(runTrial(loadScenario(path)).scaling.scale_ups).toBeGreaterThan(0);
  });

  it('has nothing against a policy that does nothing', async () => {
    const path = file();
    const heard: number[] = [];
    const options = {
      who: contestant('static', []),
      runs: 5,
      seed: 3,
      file: path,
      onRun: (run: number) => heard.push(run),
    };
    expect(await fuzz(options)).toEqual({ runs: 5, shrinks: 0 });
    expect([heard, existsSync(path)]).toEqual([[1, 2, 3, 4, 5], false]);
  });

  it('does not take a mistake in the settings for a failure', async () => {
    const who = contestant('hpa', ['planner.targett=3']);
    await expect(fuzz({ who, runs: 1, seed: 1, file: file() })).rejects.toThrow(/targett/);
  });
});
