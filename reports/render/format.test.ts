import { expect, it } from 'vitest';
import { cell, dollars, duration, fixed, percent } from './format.js';

it.each([
  [0, '0.0 %'],
  [0.00001, '<0.01 %'],
  [0.0007, '0.07 %'],
  [0.0123, '1.2 %'],
  [0.912, '91.2 %'],
  [0.9996, '99.96 %'],
  [0.99997, '>99.99 %'],
  [1, '100.0 %'],
])('the share %d is neither none nor all unless it is: %s', (share, text) => expect(percent(share)).toBe(text));

it.each([
  [duration(9.94), '9.9 ms'],
  [duration(940), '940 ms'],
  [duration(61_000), '61.0 s'],
  [duration(600_000), '10.0 min'],
  [duration(undefined), '–'],
  [dollars(0), '$0.00'],
  [dollars(0.0012), '$0.00120'],
  [dollars(52.017), '$52.02'],
  [dollars(37826.21), '$37,826'],
  [dollars(undefined), '–'],
  [fixed(1234567.891, 1), '1,234,567.9'],
  [cell(0.000123456), '0.00012346'],
  [cell(undefined), ''],
])('formats as %s', (got, expected) => expect(got).toBe(expected));
