import { describe, expect, it } from 'vitest';
import { invalidClient, nothing, record, twoKinds } from '../testing/made-record.js';
import { terminalReport } from './terminal.js';

const today = new Date('2026-11-24');

describe('the terminal', () => {
  it('tells kinds of workers apart, and what the engines did', () => {
    const text = terminalReport(record(twoKinds), { width: 200, report: 'r', today });
    expect(text).toContain('decode/1 on a100_sxm: 1.00 GPU-hours at $2.00, $2.00');
    expect(text).toContain('the prefix cache saved 37.4 % of the prompt tokens; 7 preemptions');
    expect(text).toContain('9,000 events; 1,200 engine steps in leaps, 30 one by one');
  });

  it.each([80, 160])('fits %d columns', (width) => {
    const text = terminalReport(record(), { width, report: 'runs/x/report.html', today });
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
    expect(text).toContain('attainment  91.2 %  (95 % interval 89.3 % to 92.8 %)');
    expect(text).toContain('report: runs/x/report.html');
    expect(text).not.toMatch(/undefined|NaN/);
  });

  it('says so when there is nothing to show', () => {
    expect(terminalReport(nothing(), { width: 80, report: 'r', today })).toContain('No request got a token.');
  });

  it.each([80, 160])(
    'breaks no figure from its unit, and keeps a name that is wider than %d columns whole',
    (width) => {
      const name = 'n'.repeat(width + 40);
      const text = terminalReport(record({ run: { name }, summary: { client: invalidClient } }), {
        width,
        report: 'r',
        today,
      });
      expect(text).toContain(name);
      for (const line of text.split('\n').filter((line) => !line.includes(name))) {
        expect(line.length).toBeLessThanOrEqual(width);
        expect(line).not.toMatch(/^\s*(%|ms|s|min)(\s|$)/);
      }
      expect(text.match(/sent\s+late/g)).toHaveLength(1);
    },
  );

  it('names no goodput where there is no promise', () => {
    const text = terminalReport(record({ summary: { sla: {}, attainment: { by_class: {} } } }), {
      width: 100,
      report: 'r',
      today,
    });
    expect(text).toContain('attainment  no promise to judge by');
    expect(text).toContain('throughput  2.80 requests/s, 560 output tokens/s');
  });
});
