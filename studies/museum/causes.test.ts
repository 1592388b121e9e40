/** The causes of the misses in each exhibit, run with the planner that failed there. */
import { expect, it } from 'vitest';
import { MISS_CAUSES, type MissCause } from '../../reports/index.js';
import { loadScenario } from '../../scenarios/index.js';
import { runTrial } from '../trial/trial.js';
import { exhibits, scenarioPath } from './exhibit.js';

/** What most misses must come from; exhibits whose failure costs GPU-hours and no promise have none. */
const PLANTED: Readonly<Record<string, MissCause | undefined>> = {
  '01-ordered-capacity': 'cold_start', // orders again what is on its way, and still waits for the first of it
  '02-demand-at-exit': 'planner_late', // sees no more demand than it serves
  '03-queue-outside-ttft': 'planner_late', // estimates a TTFT without the queue
  '04-no-consolidation': 'scale_down', // takes a worker that the load needs, again and again
  '05-cold-samples': 'planner_late', // its model learns from cold workers
  '06-silence': 'scale_down', // goes to the minimum for want of metrics
  '07-infeasible-promise': 'infeasible',
  '09-two-controllers': 'scale_down', // somebody took all workers, and nobody sees that they are gone
  '11-capped-metric': 'planner_late', // its metric cannot reach the target
  '12-killed-work': 'scale_down', // kills what runs on the workers that it takes
  '13-correction-feedback': 'kv_wait', // a burst as long as a startup; the feedback costs GPU-hours after it
};

it.each(exhibits().map((exhibit) => [exhibit.id, exhibit] as const))('%s', (id, exhibit) => {
  const { attainment, causes = {}, requests } = runTrial(loadScenario(scenarioPath(exhibit), exhibit.culprit.set));
  const counts = Object.entries(causes).sort(([, a], [, b]) => b - a);
  const missed = Math.round((1 - attainment.overall!) * requests.offered);
  expect(counts.reduce((sum, [, misses]) => sum + misses, 0)).toBe(missed);
  for (const [cause] of counts) expect(Object.keys(MISS_CAUSES)).toContain(cause);
  expect(counts[0]?.[0]).toBe(PLANTED[id]);
});
