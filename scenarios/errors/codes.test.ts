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

  it('of bad input end with 2, of runs that failed with 1', () => {
    for (const [code, { exitCode }] of codes) {
      const isOwnFault = /^HR_(OUTPUT|INVARIANT|VERIFY|INTERNAL|MEASUREMENT|ENGINE)/.test(code);
      expect([code, exitCode]).toEqual([code, isOwnFault ? 1 : 2]);
    }
  });
});
