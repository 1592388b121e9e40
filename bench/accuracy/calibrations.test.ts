import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { shippedPath } from '../../scenarios/index.js';
import { madeCorrection } from '../testing/index.js';
import { shippedCorrections, toFile } from './calibrations.js';

describe('the compact file', () => {
  it('says once what points have in common', () => {
    const { configurations } = toFile([
      madeCorrection({ concurrency: 1 }),
      madeCorrection({ configuration: 'other' }),
      madeCorrection({ concurrency: 2 }),
      madeCorrection({ version: '2' }),
    ]);
    expect(configurations.map(({ configuration, version, points }) => [configuration, version, points.length])).toEqual(
      [
        ['c', '1', 2],
        ['other', '1', 1],
        ['c', '2', 1],
      ],
    );
  });

  it('has the figures in the order of its columns, rounded', () => {
    const point = madeCorrection({
      ttft: 0.123456,
      tpot: -0.98765,
      simulated: { ttft: 100.129, tpot: 9.87654 },
      measurement: 42,
    });
    const { columns, configurations } = toFile([point]);
    expect(configurations[0]!.points).toEqual([[64, 2048, 1024, 100.13, 9.877, 0.1235, -0.9877, 42]]);
    expect(columns).toHaveLength(configurations[0]!.points[0]!.length);
  });
});

describe('the shipped points', () => {
  const shipped = shippedCorrections();

  it('make the file again that they were read from', () => {
    const file = JSON.parse(readFileSync(shippedPath('scenarios', 'calibrations', 'silicon.json'), 'utf8'));
    expect(toFile(shipped)).toEqual(file);
  });

  it('are places that a kernel can locate: above 0, and finite', () => {
    const bad = shipped.filter(
      ({ concurrency, isl, osl, simulated, ttft, tpot }) =>
        !(
          [concurrency, isl, osl, simulated.ttft, simulated.tpot].every((value) => value > 0) &&
          Number.isFinite(ttft + tpot)
        ),
    );
    expect(bad).toEqual([]);
  });
});
