/** The fuzzer finds, shrinks and writes down; and it knows a mistake from a failure. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadScenario } from '../../../scenarios/index.js';
import { runTrial } from '../../trial/trial.js';
import { contestant } from '../line-up.js';
import { fuzz } from './fuzz.js';

describe('the fuzzer', () => {
  const file = () => {
    const folder = mkdtempSync(join(tmpdir(), 'headroom-fuzz-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    return join(folder, 'smallest.yaml');
  };

  it('shrinks a failure to a small scenario that fails again by itself', async () => {
    const path = file();
    const { failure, runs, shrinks } = await fuzz({ who: contestant('keda', []), runs: 30, seed: 1, file: path });
    expect(failure?.broken[0]?.property).toMatch(/no order beyond/);
    expect(runs).toBeLessThanOrEqual(30);
    expect(shrinks).toBeGreaterThan(3);
    const { scenario } = loadScenario(path);
    expect(scenario.faults).toEqual([]);
    expect(scenario.planner.policy).toBe('keda');
    expect(runTrial(loadScenario(path)).scaling.scale_ups).toBeGreaterThan(0);
  });

  it('has nothing against a policy that does nothing', async () => {
    const { failure, runs } = await fuzz({ who: contestant('static', []), runs: 10, seed: 3, file: file() });
    expect([failure, runs]).toEqual([undefined, 10]);
  });

  it('does not take a mistake in the settings for a failure', async () => {
    const who = contestant('hpa', ['planner.targett=3']);
    await expect(fuzz({ who, runs: 1, seed: 1, file: file() })).rejects.toThrow(/targett/);
  });
});
