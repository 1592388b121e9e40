import { afterEach, expect, it, vi } from 'vitest';
import { HeadroomError } from '../scenarios/errors/index.js';
import { printError } from './print-error.js';

afterEach(() => void vi.restoreAllMocks());

const was = { isTTY: process.stderr.isTTY, columns: process.stderr.columns };
afterEach(() => void Object.assign(process.stderr, was));

function printed(isTTY: boolean, columns: number): string {
  let text = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((part) => {
    text += String(part);
    return true;
  });
  Object.assign(process.stderr, { isTTY, columns });
  const hint = 'Give the path of a scenario file; scenarios/quickstart.yaml is one that needs no download.';
  const error = new HeadroomError('HR_SCENARIO_NOT_FOUND', {
    at: { file: 'nope.yaml' },
    message: 'no such file',
    hint,
  });
  expect(printError(error)).toBe(2);
  return text;
}

it('an error fits the terminal, its hint indented', () => {
  expect(printed(true, 50).split('\n')).toEqual([
    'nope.yaml: no such file',
    '  Give the path of a scenario file;',
    '  scenarios/quickstart.yaml is one that needs no',
    '  download.',
    '(HR_SCENARIO_NOT_FOUND)',
    '',
  ]);
});

it('a log keeps a line a message, however long', () => {
  expect(printed(false, 50).split('\n')).toHaveLength(4);
});

/** What `printError` writes where stderr is a pipe, and the code that it gives. */
function told(error: unknown): { text: string; code: number } {
  let text = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((part) => {
    text += String(part);
    return true;
  });
  Object.assign(process.stderr, { isTTY: false });
  return { code: printError(error), text };
}

it.each([
  ['HR_USAGE', 2],
  ['HR_SCENARIO_INVALID', 2],
  ['HR_OUTPUT_FAILED', 1],
] as const)('%s ends with %i', (code, exit) => {
  const error = new HeadroomError(code, { message: 'so it is' });
  expect(told(error)).toEqual({ code: error.exitCode, text: `so it is\n(${code})\n` });
  expect(error.exitCode).toBe(exit);
});

it('what is no error for users is a defect: its stack, and where to take it', () => {
  const error = new TypeError('x is not a function');
  const { code, text } = told(error);
  expect(code).toBe(1);
  expect(text).toBe(
    `${error.stack}\n(HR_INTERNAL: a defect in Headroom; please report it with the command and the input)\n`,
  );
});

it.each([
  ['text', 'text'],
  [undefined, 'undefined'],
  [7, '7'],
])('even %j that was thrown is printed', (thrown, shown) => {
  expect(told(thrown)).toMatchObject({ code: 1, text: expect.stringMatching(new RegExp(`^${shown}\n\\(HR_INTERNAL`)) });
});

it('an error that lost its stack tells its message', () => {
  const error = new Error('lost');
  delete error.stack;
  expect(told(error).text).toMatch(/^lost\n/);
});
