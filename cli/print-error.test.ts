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
