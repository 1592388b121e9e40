/** The figures of a run in Markdown: what each line says, and what is absent. */
import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../record/read-run.js';
import { invalidClient, nothing, record } from '../testing/made-record.js';
import { markdownReport } from './markdown.js';

const today = new Date('2026-11-24');
const text = (of: RunRecord, report = 'r.html') => markdownReport(of, report, today);
/** The cells of the rows of a table by their first. */
const rowsOf = (of: RunRecord) =>
  new Map(
    text(of)
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .map((line) => line.slice(2, -2).split(' | '))
      .map(([name, ...cells]) => [name!, cells]),
  );
const { summary: plain } = record();

describe('a run in Markdown', () => {
  it('has its parts in order, an empty line between them, and ends with a line end', () => {
    const parts = text(record({ summary: { causes: { fault: 1 } } })).split('\n\n');
    expect(parts.map((part) => part.slice(0, 8))).toEqual([
      '### an h',
      '**91.2 %',
      'Safe to ',
      '| latenc',
      '| figure',
      'Missed f',
      'Report: ',
      '',
    ]);
  });

  it('has a row for each latency that was measured', () => {
    const sla = { ttft_ms: 1000, e2e_ms: 9000 };
    const attainment = { ...plain.attainment, e2e: 0.5 };
    const rows = rowsOf(record({ summary: { sla, attainment } }));
    expect(rows.get('TTFT')).toEqual(['150 ms', '400 ms', '1,200 ms', '1,000 ms', '92.0 %']);
    expect(rows.get('TPOT')).toEqual(['150 ms', '400 ms', '1,200 ms', '–', '99.0 %']);
    expect(rows.get('E2E')).toEqual(['150 ms', '400 ms', '1,200 ms', '9,000 ms', '50.0 %']);
    expect(rowsOf(record({ summary: { tpot_ms: undefined } })).has('TPOT')).toBe(false);
  });

  it('has its figures with their units', () => {
    const rows = rowsOf(record());
    expect(rows.get('attainment')).toEqual(['91.2 % (95 % interval 89.3 % to 92.8 %)']);
    expect(rows.get('requests')).toEqual(['1,000 offered, 0 failed, 0 unfinished']);
    expect(rows.get('GPU-hours')).toEqual(['2.00']);
    expect(rows.get('cost')).toEqual(['$14.00, $0.01000 per good request']);
    expect(rows.get('scaling')).toEqual(['1 up, 0 down in 60 decisions']);
  });

  it('has dashes for what is not known, and no interval of it', () => {
    const rows = rowsOf(nothing());
    expect(rows.get('attainment')).toEqual(['–']);
    expect(rows.get('cost')).toEqual(['–']);
    expect(text(nothing())).not.toMatch(/undefined|NaN|Missed for/);
  });

  it('has GPU-hours of a live run only where they are known', () => {
    const client = { ...invalidClient, valid: true, faults: [] };
    expect(rowsOf(record({ summary: { client } })).has('GPU-hours')).toBe(true);
    const { gpu_hours } = nothing().summary;
    expect(rowsOf(record({ summary: { client, gpu_hours } })).has('GPU-hours')).toBe(false);
    expect(rowsOf(record({ summary: { gpu_hours } })).get('GPU-hours')).toEqual(['0.00']);
  });

  it('names four causes and counts the others', () => {
    const causes = { a: 50, b: 20, c: 15, d: 10, e: 3, f: 2 };
    expect(text(record({ summary: { causes } }))).toContain(
      '\n\nMissed for: a 50.0 %, b 20.0 %, c 15.0 %, d 10.0 %, 2 others 5.0 %.\n\n',
    );
  });

  it('weighs what has aged by the day it is told', () => {
    expect(markdownReport(record(), 'r', new Date('2027-03-01'))).toMatch(
      /^Borderline: the price is of 2026-11-01, 120 days/m,
    );
  });

  it('says where the report is, and by which run it can be made again', () => {
    const of = record({ run: { seed: 42 }, summary: { event_log_sha256: '0123456789abcdef' } });
    expect(text(of, 'out/report.html')).toMatch(/^Report: `out\/report\.html`, event log 0123456789ab, seed 42$/m);
  });
});
