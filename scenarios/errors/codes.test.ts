import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { shippedPath } from '../paths.js';
import { ERROR_CODES } from './codes.js';

const codes = Object.entries(ERROR_CODES);

describe('error codes', () => {
  it.each(codes)('%s has a title that is a sentence of its own', (code, { title }) => {
    expect(code).toMatch(/^HR_[A-Z]+(_[A-Z]+)*$/);
    expect(title).toMatch(/^[A-Z].*[^.]$/);
    expect(codes.filter(([, other]) => other.title === title)).toHaveLength(1);
  });

  it('are all documented, and no others are', () => {
    const page = readFileSync(shippedPath('docs', 'reference', 'errors.md'), 'utf8');
    const documented = new Set(page.match(/\bHR_[A-Z_]+\b/g));
    expect([...documented].sort()).toEqual(codes.map(([code]) => code).sort());
  });

  it('end a program with 1 where a run failed, and with 2 where its input was bad', () => {
    expect(codes.filter(([, { exitCode }]) => exitCode !== 1 && exitCode !== 2)).toEqual([]);
    expect(
      codes.filter(([code]) => /_(NOT_FOUND|SYNTAX|EMPTY|USAGE)$/.test(code)).map(([, { exitCode }]) => exitCode),
    ).not.toContain(1);
    expect([ERROR_CODES.HR_OUTPUT_FAILED, ERROR_CODES.HR_INTERNAL].map(({ exitCode }) => exitCode)).toEqual([1, 1]);
  });
});
