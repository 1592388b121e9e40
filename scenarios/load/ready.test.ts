import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { shippedPath } from '../paths.js';
import { loadScenario } from './load-scenario.js';
import { loadSweep } from './load-sweep.js';
import { readyScenarios, readySweeps, scenarioPath } from './ready.js';

it('every ready scenario and sweep is one, and is found by its name', () => {
  for (const name of readyScenarios()) expect(loadScenarioOrLive(name)).toBe(true);
  for (const name of readySweeps()) expect(loadSweep(scenarioPath(name)).name).toBe(name);
  expect(readyScenarios()).toEqual(expect.arrayContaining(['quickstart', 'demo', 'museum/10-spike']));
  expect(readySweeps()).toEqual(['stability', 'sweep']);
});

/** A scenario, but for the one of a live target, which has no cluster. */
function loadScenarioOrLive(name: string): boolean {
  return name === 'benchmark' || loadScenario(scenarioPath(name)).scenario.cluster !== undefined;
}

it("a user's own file comes before a ready scenario of its name", () => {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-ready-'));
  const own = join(folder, 'quickstart');
  writeFileSync(own, '');
  expect(scenarioPath(own)).toBe(own);
  rmSync(folder, { recursive: true });
});

it.each([
  ['quickstart', shippedPath('scenarios', 'quickstart.yaml')],
  ['museum/10-spike', shippedPath('scenarios', 'museum', '10-spike.yaml')],
  ['nothing', 'nothing'],
  ['./quickstart', './quickstart'],
  ['profiles/../quickstart', 'profiles/../quickstart'],
])('%s is %s', (given, path) => {
  expect(scenarioPath(given)).toBe(path);
});

it('a mistyped name is answered with the near one', () => {
  expect(() => loadScenario('quikstart')).toThrow("Did you mean 'quickstart'?");
  expect(() => loadScenario('scenarios/rampp.yaml')).toThrow("Did you mean 'ramp'?");
  expect(() => loadScenario('something-else-altogether.yaml')).toThrow('quickstart needs no download');
});
