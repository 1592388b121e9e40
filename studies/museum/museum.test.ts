/** The exhibits as they stand: every failure is reproduced by its culprit. */
import { describe, expect, it } from 'vitest';
import { CULPRIT } from './contestant.js';
import { exhibits } from './exhibit.js';
import { runExhibit } from './run-exhibit.js';

const ALL = exhibits();
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
