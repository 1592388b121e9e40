import { describe, expect, it } from 'vitest';
import { invalidClient, nothing, record } from '../testing/made-record.js';
import { alarms, verdictLine } from './verdict-line.js';

const withoutDecisions = {
  ...nothing(),
  summary: { ...nothing().summary, scaling: { decisions: 0, scale_ups: 0, scale_downs: 0, max_workers_by_role: {} } },
};
const asked = (scenario: object) => record({ run: { scenario } });

describe('the sentence on top', () => {
  it('says what was met, of how many, for what', () => {
    expect(verdictLine(record())).toBe(
      '91.2 % of 1,000 requests met TTFT ≤ 1,000 ms and TPOT ≤ 40.0 ms, for 2.0 GPU-hours ($14.00).',
    );
    expect(alarms(record())).toBe(false);
  });

  it.each([
    ['by the plan', { plan: { attainment: 0.92 } }, 'asked 92.0 %'],
    [
      "by the planner's own goal before the plan's",
      { planner: { attainment: 0.99 }, plan: { attainment: 0.9 } },
      'asked 99.0 %',
    ],
    ['where nothing says how much, by what a plan asks by default', {}, 'asked 95.0 %'],
  ])('cries where less was met than was asked: %s', (_, scenario, text) => {
    const line = verdictLine(asked(scenario));
    expect(line).toMatch(/^MISSED: 91.2 % of 1,000 requests met /);
    expect(line).toContain(text);
    expect(alarms(asked(scenario))).toBe(true);
  });

  it('does not cry at exactly what was asked', () => {
    expect(alarms(asked({ plan: { attainment: 0.912 } }))).toBe(false);
  });

  it('gives no figure of a run that measured its client', () => {
    const invalid = record({ summary: { client: invalidClient } });
    expect(verdictLine(invalid)).toMatch(/^INVALID: this measured the client, not the server/);
    expect(verdictLine(invalid)).not.toMatch(/\d/);
    expect(alarms(invalid)).toBe(true);
  });

  it.each([
    ['no request', withoutDecisions, 'No request was offered, for 0.00 GPU-hours.'],
    [
      'no promise',
      record({ summary: { attainment: { by_class: {} } } }),
      '1,000 requests without a promise, for 2.0 GPU-hours ($14.00).',
    ],
    [
      'a planner alone',
      record({ summary: { requests: { offered: 0 } } }),
      '60 decisions, 1 up and 0 down, for 2.0 GPU-hours ($14.00).',
    ],
  ])('has words for %s', (_, of, text) => {
    expect(verdictLine(of)).toBe(text);
    expect(alarms(of)).toBe(false);
  });
});
