/** What exhibits call the need is the smallest static deployment that keeps the promise. */
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../scenarios/index.js';
import { runTrial } from '../trial/trial.js';
import { chosenExhibits, type Exhibit, exhibits, scenarioPath } from './exhibit.js';

describe('what it needs', () => {
  const TARGET = 0.95;
  /** Attainment of static workers under the constant load of a phase, without faults. */
  function attainment(exhibit: Exhibit, from_s: number, prefill: number, decode: number): number {
    const rates = loadScenario(scenarioPath(exhibit)).scenario.traffic;
    if (rates.format !== 'generated' || !Array.isArray(rates.generator.rate)) throw new Error('no rate');
    const rps = rates.generator.rate.findLast((step) => step.from_s <= from_s)!.rps;
    const set = [
      'planner={policy: static}',
      'faults=[]',
      `traffic.generator.rate=[{from_s: 0, rps: ${rps}}]`,
      'traffic.generator.duration_s=300',
      `cluster.prefill.replicas=${prefill}`,
      `cluster.decode.replicas=${decode}`,
    ];
    return runTrial(loadScenario(scenarioPath(exhibit), set)).attainment.overall!;
  }
  const withPromise = exhibits().filter(({ id }) => id !== '07-infeasible-promise'); // there nobody attains anything
  /** Phases with traffic, and of a length in which a load can settle. */
  const phases = withPromise.flatMap((exhibit) =>
    exhibit.need
      .filter(({ from_s }) => !(exhibit.id === '13-correction-feedback' && from_s === 180))
      .filter(({ from_s }) => !(exhibit.id === '06-silence' && from_s > 0))
      .map((phase) => ({ exhibit, phase })),
  );

  it.each(phases.map(({ exhibit, phase }) => [exhibit.id, phase.from_s, exhibit, phase] as const))(
    '%s from %d s on: so many workers keep the promise',
    (_id, from_s, exhibit, { prefill, decode }) => {
      expect(attainment(exhibit, from_s, prefill, decode)).toBeGreaterThan(TARGET);
    },
  );

  it.each([
    ['01-ordered-capacity', 120, 2, 2],
    ['01-ordered-capacity', 120, 3, 1],
    ['04-no-consolidation', 0, 2, 1],
    ['05-cold-samples', 300, 2, 1],
    ['11-capped-metric', 120, 1, 2],
    ['12-killed-work', 0, 1, 3],
  ] as const)('%s from %d s on: not %d + %d', (id, from_s, prefill, decode) => {
    const [exhibit] = chosenExhibits([id]);
    expect(attainment(exhibit!, from_s, prefill, decode)).toBeLessThan(TARGET);
  });
});
