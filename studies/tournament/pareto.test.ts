import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawSvg } from '../../reports/index.js';
import { madePlace, madeWorld } from '../testing/index.js';
import { paretoChart } from './pareto.js';
import type { SettingFigures, WorldResult } from './result.js';

interface Point {
  readonly policy: string;
  readonly attainment: number;
  readonly gpu_hours: number;
  readonly number?: string;
}

/** The line of the front, the settings that were tried, and the chosen ones. */
function layersOf(world: WorldResult, target = 0.95) {
  const { layer } = paretoChart(world, target) as unknown as {
    layer: { data: { values: Point[] }; encoding: Record<string, { scale?: { domain: string[] } }> }[];
  };
  return {
    front: layer[0]!.data.values,
    tried: layer[1]!,
    target: layer[2]!.data.values,
    chosen: layer[3]!.data.values,
  };
}

const setting = (attainment: number, gpu_hours: number, policy = 'p'): SettingFigures => ({
  policy,
  family: policy === 'oracle' ? 'knows the traffic' : 'research',
  setting: 's',
  sets: [],
  attainment,
  gpu_hours,
});

describe('the front', () => {
  const points = fc.array(
    fc.record({ attainment: fc.integer({ min: 50, max: 100 }), gpu_hours: fc.integer({ min: 1, max: 30 }) }),
    {
      maxLength: 25,
    },
  );
  const dominates = (a: Point, b: Point) =>
    a.gpu_hours <= b.gpu_hours &&
    a.attainment >= b.attainment &&
    (a.gpu_hours < b.gpu_hours || a.attainment > b.attainment);

  it('holds no dominated setting, and every other one is dominated by it or equal to one of it', () => {
    fc.assert(
      fc.property(points, (all) => {
        const tried = all.map(({ attainment, gpu_hours }) => setting(attainment / 100, gpu_hours));
        const { front } = layersOf(madeWorld([], { tried }));
        for (const one of front) expect(tried.some((other) => dominates(other, one))).toBe(false);
        for (const one of tried) {
          const isCovered = front.some(
            (other) =>
              dominates(other, one) || (other.attainment === one.attainment && other.gpu_hours === one.gpu_hours),
          );
          expect(isCovered).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('rises from left to right', () => {
    const tried = [setting(0.9, 5), setting(0.7, 1), setting(0.8, 9), setting(0.99, 20)];
    expect(
      layersOf(madeWorld([], { tried })).front.map(({ gpu_hours, attainment }) => [gpu_hours, attainment]),
    ).toEqual([
      [1, 0.7],
      [5, 0.9],
      [20, 0.99],
    ]);
  });

  it('leaves those aside that know the traffic, and counts the chosen settings too', () => {
    const world = madeWorld([madePlace('hpa', 3)], { tried: [setting(1, 1, 'oracle'), setting(0.9, 2)] });
    expect(layersOf(world).front.map(({ policy }) => policy)).toEqual(['p', 'hpa']);
  });
});

describe('the points', () => {
  it('of chosen settings are numbered as in the table, whoever is left out', () => {
    const world = madeWorld([madePlace('a', 3), madePlace('b', 4, { attainment: 0.2 }), madePlace('c', 5)]);
    expect(layersOf(world).chosen.map(({ policy, number }) => [policy, number])).toEqual([
      ['a', '1'],
      ['c', '3'],
    ]);
  });

  it('of settings that miss more than half, or cost nothing, are left out: the axis is logarithmic', () => {
    const tried = [setting(0.49, 1), setting(0.5, 1), setting(0.9, 0)];
    expect(layersOf(madeWorld([], { tried })).tried.data.values.map(({ attainment }) => attainment)).toEqual([0.5]);
  });

  it('have the colours of the families that are there, always in the same order', () => {
    const world = madeWorld([
      madePlace('oracle', 1),
      madePlace('hpa', 2, { family: 'Kubernetes' }),
      madePlace('x', 3, { family: 'ours' }),
    ]);
    expect(layersOf(world).tried.encoding['color']!.scale!.domain).toEqual(['ours', 'Kubernetes', 'knows the traffic']);
  });
});

it('a line marks what all were to reach', () => {
  expect(layersOf(madeWorld([]), 0.9).target).toEqual([{ target: 0.9 }]);
});

it('can be drawn', async () => {
  const world = madeWorld([madePlace('hpa', 3), madePlace('kpa', 5)], { tried: [setting(0.8, 2), setting(0.97, 6)] });
  expect(await drawSvg(paretoChart(world, 0.95))).toMatch(/^<svg/);
});
