import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../errors/index.js';
import { tempFolder } from '../../testing/files.js';
import { expectNoCrash, textEdits } from '../../testing/never-crashes.js';
import { refusal } from '../../testing/refusals.js';
import { PMF, poolFolder } from '../../testing/servegen-pool.js';
import { parsePmf, readPool } from './pool.js';

const TRACE = '0,1,1,Gamma,1,1\n600,2,1,Gamma,1,1\n';
const dataset = (windows: object) => JSON.stringify(windows);
const withDataset = (content: string) =>
  readPool(tempFolder({ 'chunk-1-trace.csv': TRACE, 'chunk-1-dataset.json': content }));
const withTrace = (content: string) => readPool(tempFolder({ 'chunk-1-trace.csv': content }));
/** Lengths of a client's histogram at these probabilities. */
const lengths = (content: string, ...probabilities: number[]) => {
  const [{ input, output } = { input: undefined, output: undefined }] = withDataset(content).clients[0]!.tokens;
  return probabilities.map((p) => [input?.quantile(p), output?.quantile(p)]);
};

describe('a Python dict', () => {
  it.each([
    ['{}', [], []],
    [PMF, [10, 20, 30], [0.25, 0.5, 0.25]],
    ['{0.1: 1e-3}', [0.1], [0.001]],
    ['{ 5 : 1 ,\n 6:2}', [5, 6], [1, 2]],
    ['no dict', [], []],
  ])('%s', (text, values, weights) => expect(parsePmf(text)).toEqual({ values, weights }));

  it('is read, never evaluated', () => {
    expect(parsePmf('{process.exit(1): 5}').values).not.toContain(5);
  });

  it('is what was written', () => {
    const pairs = fc.array(fc.tuple(fc.nat(100_000), fc.double({ min: 0, max: 1, noNaN: true })), { maxLength: 20 });
    fc.assert(
      fc.property(pairs, (drawn) => {
        const text = `{${drawn.map(([value, weight]) => `${value}: ${weight}`).join(', ')}}`;
        expect(parsePmf(text)).toEqual({
          values: drawn.map(([value]) => value),
          weights: drawn.map(([, weight]) => weight),
        });
      }),
      { numRuns: 50 },
    );
  });
});

describe('a pool', () => {
  it('has its clients in the order of their numbers, with both files', () => {
    const path = poolFolder({
      10: { rates: [1], histograms: PMF },
      9: { rates: [3] },
      2: { rates: [0], histograms: PMF },
    });
    const { clients, files } = readPool(path);
    expect(clients.map(({ id, tokens }) => [id, tokens.length])).toEqual([
      ['2', 1],
      ['9', 0],
      ['10', 1],
    ]);
    expect(files).toEqual(
      [
        'chunk-2-trace.csv',
        'chunk-2-dataset.json',
        'chunk-9-trace.csv',
        'chunk-10-trace.csv',
        'chunk-10-dataset.json',
      ].map((name) => join(path, name)),
    );
  });

  it('takes the length of its windows from the first two, or ten minutes', () => {
    expect(withTrace('0,1,1,Gamma,1,1\n3600,1,1,Gamma,1,1\n').windowLength_s).toBe(3600);
    expect(withTrace('0,1,1,Gamma,1,1\n').windowLength_s).toBe(600);
  });

  it('does not mind other files', () => {
    const files = {
      'chunk-1-trace.csv': TRACE,
      'README.md': 'x',
      'chunk-x-trace.csv': 'x',
      'chunk-2-trace.csv.bak': 'x',
    };
    expect(readPool(tempFolder(files)).clients).toHaveLength(1);
  });

  it.each([
    ['an empty folder', () => readPool(tempFolder()), 'the trace cannot be read (it holds no chunk-N-trace.csv)'],
    ['no folder', () => readPool('/nowhere'), 'no such trace file'],
    ['an empty trace', () => withTrace('\n'), 'the trace cannot be read (it is empty)'],
  ])('is not %s', (_name, read, message) => {
    expect(refusal(read)).toMatchObject({ code: 'HR_TRACE_NOT_FOUND', message });
  });
});

describe('a window', () => {
  it.each([
    ['600,2.5,1.5,Gamma,0.44,1', { start_s: 600, rps: 2.5, cv: 1.5, process: 'gamma', shape: 0.44 }],
    ['600, 2.5, 1.5, Weibull, 0.7, 1', { start_s: 600, rps: 2.5, cv: 1.5, process: 'weibull', shape: 0.7 }],
    ['600,0,0,,0,0', { start_s: 600, rps: 0, cv: 0, process: undefined, shape: 0 }],
    ['600,3,1,,0,0', { start_s: 600, rps: 0, cv: 1, process: undefined, shape: 0 }],
  ])('%s', (line, window) => expect(withTrace(`${line}\r\n`).clients[0]!.windows).toEqual([window]));

  it.each([
    '0,1,1,Pareto,1,1',
    '0,1,1,Gamma,1',
    '0,1,1,Gamma,1,1,1',
    '-600,1,1,Gamma,1,1',
    '0,-1,1,Gamma,1,1',
    '0,1,1,Gamma,0,1',
    '0,1,1,Gamma,,1',
    '0,,1,Gamma,1,1',
    ',1,1,Gamma,1,1',
    '0,Infinity,1,Gamma,1,1',
    'start,rate,cv,family,shape,scale',
    '0',
  ])('is not %s', (line) => {
    expect(refusal(() => withTrace(`0,1,1,Gamma,1,1\n\n${line}\n`))).toEqual({
      code: 'HR_TRACE_INVALID',
      place: 'chunk-1-trace.csv:3:1',
      message: `found '${line}'; expected start, rate, cv, Gamma or Weibull or nothing, shape, scale`,
    });
  });
});

describe('histograms', () => {
  const both = (input: string) => dataset({ '0': { input_tokens: input, output_tokens: '{7: 1}' } });

  it('are the quantiles of their weights', () => {
    expect(lengths(both(PMF), 0, 0.24, 0.26, 0.74, 0.76)).toEqual([
      [10, 7],
      [10, 7],
      [20, 7],
      [20, 7],
      [30, 7],
    ]);
  });

  it('are by time, whatever the order of the file; those without a length are left out', () => {
    const one = (tokens: number) => ({ input_tokens: `{${tokens}: 1}`, output_tokens: '{1: 1}' });
    const content = dataset({
      '43200': one(3),
      '0': one(1),
      '21600': { input_tokens: '{}', output_tokens: '{1: 1}' },
      '64800.0': one(4),
    });
    const { tokens } = withDataset(content).clients[0]!;
    expect(tokens.map(({ start_s, input }) => [start_s, input.quantile(0.5)])).toEqual([
      [0, 1],
      [43_200, 3],
      [64_800, 4],
    ]);
  });

  it('of text have what images and sounds take added, on average', () => {
    const content = dataset({
      '0': {
        text_tokens: '{100: 1}',
        output_tokens: '{7: 1}',
        image_tokens: '{50: 1, 150: 1}', // 100 on average, of two images
        image_count: '{1: 1, 3: 1}',
        audio_tokens: '{25: 1}', // one where no count is told
      },
    });
    expect(lengths(content, 0.5)).toEqual([[325, 7]]);
  });

  it.each([
    ['no JSON', '{', /^no JSON: /],
    ['a list', '[]', /^expected windows by their start, each with histograms as text$/],
    ['nothing', 'null', /^expected windows by their start/],
    ['a window that is none', '{"0": null}', /^expected windows by their start/],
    [
      'histograms that are no text',
      '{"0": {"input_tokens": {"5": 1}, "output_tokens": "{}"}}',
      /^expected windows by their start/,
    ],
    [
      'a window without a time',
      '{"first": {"input_tokens": "{5: 1}", "output_tokens": "{5: 1}"}}',
      /^expected windows by their start/,
    ],
    [
      'no prompts',
      '{"0": {"output_tokens": "{5: 1}"}}',
      /^chunk-1-dataset\.json, window 0: expected input_tokens \(or text_tokens\) and output_tokens$/,
    ],
    ['no answers', '{"600": {"input_tokens": "{5: 1}"}}', /window 600: expected input_tokens/],
  ])('cannot be read from %s', (_name, content, message) => {
    const told = refusal(() => withDataset(content));
    expect(told).toMatchObject({ code: 'HR_TRACE_INVALID', place: 'chunk-1-dataset.json' });
    expect(told.message).toMatch(message);
  });
});

describe('a damaged pool is refused or read, never a crash', () => {
  const edits = textEdits(['', ',', '-', '0', '1e999', 'Gamma', '{', '}', ':', '"', 'null', '\n']);
  const codes: ErrorCode[] = ['HR_TRACE_INVALID', 'HR_TRACE_NOT_FOUND'];

  it('in its trace', () => expectNoCrash(edits, codes, (edit) => withTrace(edit(TRACE))));

  it('in its histograms', () => {
    const whole = dataset({
      '0': { input_tokens: PMF, output_tokens: PMF },
      '21600': { input_tokens: '{}', output_tokens: '{}' },
    });
    expectNoCrash(edits, codes, (edit) => withDataset(edit(whole)));
  });
});
