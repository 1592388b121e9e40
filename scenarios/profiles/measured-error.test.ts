import { readFileSync } from 'node:fs';
import { median } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { shippedPath } from '../paths.js';
import { measuredError } from './measured-error.js';

const { configurations } = JSON.parse(
  readFileSync(shippedPath('scenarios', 'calibrations', 'silicon.json'), 'utf8'),
) as {
  configurations: { profile: string; points: number[][] }[];
};

describe('the measured error of a profile', () => {
  it('is the median of how far its points are off, over all of its configurations', () => {
    const profiles = new Set(configurations.map(({ profile }) => profile));
    for (const id of [...profiles].slice(0, 20)) {
      const points = configurations.filter(({ profile }) => profile === id).flatMap(({ points: rows }) => rows);
      const off = (column: number) => median(points.map((row) => Math.abs(Math.exp(row[column]!) - 1)));
      expect(measuredError(id)).toEqual({
        points: points.length,
        ttft: expect.closeTo(off(5), 12),
        tpot: expect.closeTo(off(6), 12),
      });
    }
  });

  it('of several configurations counts them together', () => {
    const ids = configurations.map(({ profile }) => profile);
    const twice = ids.find((id, i) => ids.indexOf(id) !== i);
    const points = configurations.filter(({ profile }) => profile === twice).map(({ points: rows }) => rows.length);
    expect(measuredError(twice!)?.points).toBe(points.reduce((sum, count) => sum + count, 0));
  });

  it('is unknown where nothing was measured', () => {
    expect(measuredError('roofline:llama-3.1-8b@h100_sxm')).toBeUndefined();
    expect(measuredError('')).toBeUndefined();
  });
});
