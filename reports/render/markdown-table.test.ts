import { describe, expect, it } from 'vitest';
import { markdownTable } from './markdown-table.js';

describe('a Markdown table', () => {
  it('has its first row as head, the first column to the left and the others to the right', () => {
    expect(
      markdownTable([
        ['run', 'cost', 'met'],
        ['a', '$9', '90 %'],
      ]),
    ).toBe('| run | cost | met |\n| --- | ---: | ---: |\n| a | $9 | 90 % |');
  });

  it('may be a head alone', () => expect(markdownTable([['a', 'b']])).toBe('| a | b |\n| --- | ---: |'));

  it.each([
    ['a bar', 'x|y', 'x\\|y'],
    ['bars', '||', '\\|\\|'],
    ['a tag', '<b>bold</b>', '&lt;b>bold&lt;/b>'],
    ['line ends', 'a\nb\nc', 'a b c'],
    ['what is harmless', 'TTFT ≤ 5 * 2_0', 'TTFT ≤ 5 * 2_0'],
  ])('cannot be broken by %s', (_, cell, escaped) => {
    expect(markdownTable([['head'], [cell]]).split('\n')).toEqual(['| head |', '| --- |', `| ${escaped} |`]);
  });
});
