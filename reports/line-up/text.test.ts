import { describe, expect, it } from 'vitest';
import { attaining, lineUpOf, runAt, twentyRuns } from '../testing/lined-up.js';
import { lineUp } from './line-up.js';
import { lineUpJson, lineUpMarkdown, lineUpText } from './text.js';

const three = () => [
  runAt('runs/a', { attainment: 0.9, usd: 9, replicas: 1 }),
  runAt('runs/b', { attainment: 0.97, usd: 10, replicas: 2 }),
  runAt('runs/c', { attainment: 0.99, usd: 11, replicas: 3 }),
];

describe('a line-up for a terminal', () => {
  it.each([40, 80, 120, 160, 400])('fits %i columns, of three runs and of twenty', (width) => {
    for (const runs of [three(), twentyRuns()]) {
      const text = lineUpText(lineUp(runs, attaining(0.9)), width);
      const table = text.split('\n').filter((line) => !line.startsWith('!') && !line.includes(' is the cheapest'));
      for (const line of table) expect(line.length).toBeLessThanOrEqual(width);
    }
  });

  it('begins with the verdict, and has a line a run where there is room', () => {
    const [blank, verdict, , head, ...rows] = lineUpText(lineUp(three(), attaining(0.95)), 400).split('\n');
    expect(blank).toBe('');
    expect(verdict).toMatch(/^b is the cheapest of the 2 runs that keep attainment>=0\.95/);
    expect(head).toMatch(/^run +requests +attainment +keeps +TTFT p50/);
    expect(rows.slice(0, 3).map((row) => row.split(/ {2,}/).slice(0, 4))).toEqual([
      ['a', '1,000', '90.0 %', 'no'],
      ['b ◀', '1,000', '97.0 %', 'yes'],
      ['c', '1,000', '99.0 %', 'yes'],
    ]);
  });

  it('has a line a figure where there is less room', () => {
    const lines = lineUpText(lineUp(three(), []), 80).split('\n');
    expect(lines[3]).toMatch(/^run +a +b +c$/);
    expect(lines.find((line) => line.startsWith('cost'))).toMatch(/^cost +\$9\.00 +\$10\.00 +\$11\.00$/);
  });

  it('has one run after the other where there is none for a table', () => {
    const lines = lineUpText(lineUp(twentyRuns(), []), 60).split('\n');
    expect(lines[3]).toBe('r0');
    expect(lines[4]).toMatch(/^ {2}requests +1,000$/);
    expect(lines.filter((line) => /^r\d+$/.test(line))).toHaveLength(2 * 20); // once with its figures, once with what differs
  });

  it('tells what differs, or that nothing does', () => {
    expect(lineUpText(lineUp(three(), []), 80)).toMatch(/scenario +a +b +c\ncluster\.decode\.replicas +1 +2 +3\n/);
    expect(lineUpText(lineUpOf('a', 'b'), 80)).toContain('\nThe scenarios are the same.\n');
  });

  it('has a dash for a field that a scenario lacks', () => {
    const [a, b] = [runAt('a'), runAt('b')];
    const run = { ...b.record.run, scenario: { name: 'b' } };
    const line = lineUp([a, { ...b, record: { ...b.record, run } }], []);
    expect(lineUpText(line, 80)).toMatch(/cluster\.decode\.replicas +1 +–\n/);
  });

  it('ends with what to know', () => {
    const line = lineUp([runAt('a', { status: 'failed' }), runAt('b', { offered: 2000 })], []);
    const warnings = lineUpText(line, 80)
      .split('\n')
      .filter((one) => one.startsWith('! '));
    expect(warnings).toEqual([
      '! The runs did not serve the same traffic; compare shares and prices a request.',
      expect.stringMatching(/^! a: Not safe/),
    ]);
  });
});

describe('a line-up as Markdown', () => {
  it('has the verdict, the figures, what differs and what to know', () => {
    const line = lineUp([runAt('a', { replicas: 1 }), runAt('b', { replicas: 2, status: 'failed' })], []);
    const [verdict, figures, differing, warnings] = lineUpMarkdown(line).split('\n\n');
    expect(verdict).toBe('**2 runs beside each other.**');
    expect(figures!.split('\n')[0]).toMatch(/^\| run \| requests \| attainment \| TTFT p50 \|/);
    expect(figures!.split('\n')).toHaveLength(4);
    expect(differing).toBe('| scenario | a | b |\n| --- | ---: | ---: |\n| cluster.decode.replicas | 1 | 2 |');
    expect(warnings).toMatch(/^- b: Not safe/);
  });

  it('says that the scenarios are the same', () => {
    expect(lineUpMarkdown(lineUpOf('a', 'b')).split('\n\n')[2]).toBe('The scenarios are the same.');
  });

  it('has bars and tags of its own making alone', () => {
    const markdown = lineUpMarkdown(lineUpOf('a|b', '<i>'));
    expect(markdown).toContain('| a\\|b |');
    expect(markdown).not.toContain('<i>');
  });
});

describe('a line-up as JSON', () => {
  it('is for programs: verdict, figures, differences, warnings', () => {
    const told = JSON.parse(lineUpJson(lineUp(three(), attaining(0.95)))) as Record<string, unknown>;
    expect(told).toEqual({
      verdict: expect.stringMatching(/^b is the cheapest/),
      asked: ['attainment>=0.95'],
      runs: [
        expect.objectContaining({ run: 'a', attainment: 0.9, keeps: 'false', cheapest_that_keeps: 'false', usd: 9 }),
        expect.objectContaining({ run: 'b', attainment: 0.97, keeps: 'true', cheapest_that_keeps: 'true', usd: 10 }),
        expect.objectContaining({ run: 'c', attainment: 0.99, keeps: 'true', cheapest_that_keeps: 'false', usd: 11 }),
      ],
      differences: [{ field: 'cluster.decode.replicas', values: ['1', '2', '3'] }],
      warnings: [],
    });
  });

  it('ends with a line end', () => expect(lineUpJson(lineUpOf('a'))).toMatch(/\}\n$/));
});
