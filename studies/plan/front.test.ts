import { describe, expect, it } from 'vitest';
import { drawSvg } from '../../reports/index.js';
import { madeAnswer, madePlan } from '../testing/index.js';
import type { SeenDeployment } from './answer.js';
import { frontChart } from './front.js';
import type { Plan } from './index.js';

const seen = (gpus: number, attainment: number, usdPerHour?: number): SeenDeployment => ({
  deployment: { engine: 'e', mode: 'aggregated', counts: { aggregated: gpus } },
  gpus,
  attainment: { sla: attainment, other: 0 },
  ...(usdPerHour !== undefined && { usdPerHour }),
});

function chart(all: readonly SeenDeployment[], answer = madeAnswer()) {
  const plan = madePlan();
  const spec = frontChart({ ...plan, fixed: { ...plan.fixed, seen: all } } as Plan, answer);
  return spec as unknown as
    | { layer: { data: { values: Record<string, unknown>[] }; encoding: { x?: { title: string } } }[] }
    | undefined;
}

describe('the front', () => {
  it('has a point a deployment, by what it costs and how the promise was kept', () => {
    const { layer } = chart([seen(1, 0.5, 2), seen(2, 0.97, 4)])!;
    expect(layer[0]!.data.values).toEqual([
      { cost: 2, attainment: 0.5, engine: 'e, aggregated' },
      { cost: 4, attainment: 0.97, engine: 'e, aggregated' },
    ]);
    expect(layer[0]!.encoding.x!.title).toBe('dollars an hour');
  });

  it('counts GPUs as soon as one of them has no price', () => {
    const { layer } = chart([seen(1, 0.5), seen(2, 0.97, 4)])!;
    expect(layer[0]!.data.values.map(({ cost }) => cost)).toEqual([1, 2]);
    expect(layer[0]!.encoding.x!.title).toBe('GPUs');
    expect(layer[2]!.data.values[0]).toMatchObject({ cost: 5 });
  });

  it('has a line at what is asked, and names the answer where there is one', () => {
    const { layer } = chart([seen(1, 0.5, 2)])!;
    expect(layer[1]!.data.values).toEqual([{ asked: 0.95 }]);
    expect(layer[2]!.data.values).toEqual([{ cost: 10, attainment: 0.97, text: '2 prefill + 3 decode' }]);
    const { best: _, ...none } = madeAnswer();
    expect(chart([seen(1, 0.5, 2)], none)!.layer).toHaveLength(2);
  });

  it('is none where nothing was run to the end', () => {
    expect(chart([])).toBeUndefined();
  });

  it('can be drawn', async () => {
    const plan = madePlan();
    const spec = frontChart(
      { ...plan, fixed: { ...plan.fixed, seen: [seen(1, 0.5, 2), seen(2, 0.97, 4)] } },
      madeAnswer(),
    );
    const svg = await drawSvg(spec!);
    expect(svg).toMatch(/^<svg/);
    expect(svg).toContain('2 prefill + 3 decode');
  });
});
