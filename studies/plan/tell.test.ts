import { describe, expect, it } from 'vitest';
import { madeAnswer, madePlan, madeStanding } from '../testing/index.js';
import { planMarkdown, planText } from './tell.js';

const LESS = { engine: 'engine-a', mode: 'disaggregated', counts: { prefill: 1, decode: 3 } } as const;
const made = () => madePlan([madeAnswer({ cheaper: [{ deployment: LESS, checked: madeStanding(0.9) }] })]);

describe('a plan on a terminal', () => {
  const linesOf = () => planText(made()).split('\n');

  it('has a section for the answer and one for the method, apart by an empty line', () => {
    const lines = linesOf();
    expect(lines[0]).toBe('made: TTFT ≤ 500 ms, TPOT ≤ 50 ms');
    expect(lines[lines.indexOf('How this was found') - 1]).toBe('');
    expect(planText(made()).endsWith('GPUs.\n')).toBe(true);
  });

  it('has tables whose columns stand under each other', () => {
    const lines = linesOf();
    const at = lines.findIndex((line) => line.includes('the answer and a worker less'));
    expect(lines.slice(at, at + 3)).toEqual([
      '  the answer and a worker less  attainment  at least  TTFT kept  TPOT kept',
      '  2 prefill + 3 decode          97.0 %      96.0 %    97.0 %     100.0 %    keeps it',
      '  1 prefill + 3 decode          90.0 %      89.0 %    90.0 %     100.0 %    fails',
    ]);
  });

  it('has no line that ends in blanks', () => {
    const lines = linesOf();
    expect(lines.filter((line) => /\s$/.test(line))).toEqual([]);
  });
});

describe('a plan as a memo', () => {
  const linesOf = () => planMarkdown(made()).split('\n');

  it('has a title and a heading a section', () => {
    const lines = linesOf();
    expect(lines.filter((line) => line.startsWith('#'))).toEqual([
      '# Plan: made',
      '## made: TTFT ≤ 500 ms, TPOT ≤ 50 ms',
      '## How this was found',
    ]);
  });

  it('has tables with as many cells in every row', () => {
    const lines = linesOf();
    const at = lines.findIndex((line) => line.startsWith('| the answer'));
    expect(lines.slice(at, at + 4)).toEqual([
      '| the answer and a worker less | attainment | at least | TTFT kept | TPOT kept |  |',
      '| --- | --- | --- | --- | --- | --- |',
      '| 2 prefill + 3 decode | 97.0 % | 96.0 % | 97.0 % | 100.0 % | keeps it |',
      '| 1 prefill + 3 decode | 90.0 % | 89.0 % | 90.0 % | 100.0 % | fails |',
    ]);
    expect(lines[at - 1]).toBe('');
  });

  it('says the same as the terminal', () => {
    const words = (text: string) =>
      text
        .replace(/[#|]|---/g, ' ')
        .split(/\s+/)
        .filter(Boolean);
    expect(words(planMarkdown(made())).slice(2)).toEqual(words(planText(made())));
  });
});
