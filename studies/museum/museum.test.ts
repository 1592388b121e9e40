/** The exhibits as they stand: every failure is reproduced by its culprit, and told so that one can see it and repeat it. */
import { describe, expect, it } from 'vitest';
import { loadScenario, plannerPolicies } from '../../scenarios/index.js';
import { type Contestant, CULPRIT, overrides, plannerSection } from './contestant.js';
import { chosenExhibits, exhibits, scenarioPath } from './exhibit.js';
import { contestant, lineUp } from './line-up.js';
import { runExhibit } from './run-exhibit.js';
import { scoreOf, scoreTable, tour, tourText } from './tour.js';

const ALL = exhibits();
const quiet = () => undefined;

it('has the thirteen mechanisms, each a scenario file', () => {
  expect(ALL).toHaveLength(13);
  expect(ALL.map((exhibit) => loadScenario(scenarioPath(exhibit)).name)).toEqual(ALL.map(({ id }) => id));
});

describe('the planner that failed fails again', () => {
  /** The property that is the exhibit's own, as its culprit breaks it. */
  const BROKEN: Readonly<Record<string, string>> = {
    '01-ordered-capacity': 'never more than need + 1 workers ordered',
    '02-demand-at-exit': 'prefill rises above 1 within 4 ticks from 1 s on',
    '03-queue-outside-ttft': 'fewer than 20 requests wait from 800 s on',
    '04-no-consolidation': 'at most 0 scale events from 400 s on',
    '05-cold-samples': 'never more than need + 1 workers ordered from 60 s on',
    '06-silence': 'no count is lowered from 300 to 599 s',
    '07-infeasible-promise': 'never more than need + 1 workers ordered',
    '08-negative-forecast': 'no negative or unbounded number behind a decision',
    '09-two-controllers': 'never more than need + 1 workers ordered from 750 to 800 s',
    '10-spike': 'no decision moves a role by more than 8 workers',
    '11-capped-metric': 'prefill rises above 1 within 6 ticks from 121 s on',
    '12-killed-work': 'no request is lost',
    '13-correction-feedback': 'correction factors stay within 0.2 and 5',
  };

  it.each(ALL.map((exhibit) => [exhibit.id, exhibit] as const))('%s', (id, exhibit) => {
    expect(runExhibit(exhibit, CULPRIT).broken.map(({ property }) => property)).toContain(BROKEN[id]);
  });
});

describe('who is brought before it', () => {
  it('is every policy of the catalogue but the schedule', () => {
    const policies = new Set(lineUp().map(({ policy }) => policy));
    expect([...policies].sort()).toEqual(
      plannerPolicies()
        .filter((policy) => policy !== 'schedule')
        .sort(),
    );
    expect(new Set(lineUp().map(({ name }) => name)).size).toBe(lineUp().length);
  });

  it('gets the same room in its own words, and keeps its own fields', () => {
    const room = { min: 1, max: 8 };
    expect(plannerSection(contestant('hpa', []), 15, room)).toEqual({
      policy: 'hpa',
      interval_s: 15,
      min_replicas: 1,
      max_replicas: 8,
    });
    expect(plannerSection(contestant('dynamo-sla', []), 60, room)).toMatchObject({
      max_gpu_budget: 16,
      min_endpoint: 1,
    });
    const sla: Contestant = {
      name: 'sla',
      policy: 'dynamo-planner',
      fields: { config: { optimization_target: 'sla' } },
    };
    expect(plannerSection(sla, 5, room)).toMatchObject({
      config: { optimization_target: 'sla', max_gpu_budget: 16, min_endpoint: 1 },
    });
  });

  it('is run as the replay command says, a user’s overrides last', () => {
    const [exhibit] = chosenExhibits(['1']);
    const who = contestant('hpa', ['planner.target=9']);
    expect(overrides(exhibit!, 15, who)).toEqual([
      'planner={policy: hpa, interval_s: 15, min_replicas: 1, max_replicas: 32}',
      'planner.target=9',
    ]);
    const { replay } = runExhibit(exhibit!, who);
    expect(replay).toContain("headroom simulate scenarios/museum/01-ordered-capacity.yaml --set 'planner={policy: hpa");
  });
});

it('finds an exhibit by number, words or id, and says what there is', () => {
  for (const name of ['4', '04', 'no-consolidation', '04-no-consolidation'])
    expect(chosenExhibits([name]).map(({ id }) => id)).toEqual(['04-no-consolidation']);
  expect(() => chosenExhibits(['04-no-consolidaton'])).toThrow(/no exhibit '04-no-consolidaton'/);
});

it('draws each failure with its moment and its replay, and a survivor in one line', async () => {
  const some = chosenExhibits(['2', '11']);
  const staticTour = await tour(some, contestant('static', []), quiet);
  const text = tourText(staticTour, 100);
  expect(text).toMatch(/✗ 02-demand-at-exit .*\(dynamo#8861\)\n {4}ordered {2}[▁-█]{60} {2}up to 1 prefill\n/);
  expect(text).toMatch(/↑\s+120 s: still 1 ordered – broken: prefill rises above 1/);
  expect(text).toMatch(/again {4}headroom simulate scenarios\/museum\/11-capped-metric\.yaml --set/);
  expect(scoreOf(staticTour)).toEqual({ policy: 'static', survived: [], failed: some.map(({ id }) => id) });
  const queueTour = await tour(some, contestant('keda', []), quiet);
  expect(tourText(queueTour, 100)).toContain('✓ 02-demand-at-exit  Demand is measured where requests leave\n');
  expect(scoreTable([staticTour, queueTour])).toBe('        02 11\nstatic   ✗  ✗\nkeda     ✓  ✓\n');
});
