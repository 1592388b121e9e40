/** Cost against attainment for every deployment that was run to the end: what more money buys, and where it stops buying. */
import type { TopLevelSpec } from 'vega-lite';
import { CHART_CONFIG, COLOUR, INK } from '../../reports/index.js';
import type { PlanAnswer } from './answer.js';
import { countsText } from './deployment.js';
import type { Plan } from './plan-scenario.js';

/** `undefined` where nothing was run to the end. */
export function frontChart({ fixed, spec }: Plan, { promise, best }: PlanAnswer): TopLevelSpec | undefined {
  const isPriced = fixed.seen.every(({ usdPerHour }) => usdPerHour !== undefined);
  const costOf = (one: { readonly gpus: number; readonly usdPerHour?: number }) =>
    isPriced ? one.usdPerHour! : one.gpus;
  const values = fixed.seen.map((one) => ({
    cost: costOf(one),
    attainment: one.attainment[promise]!,
    engine: `${one.deployment.engine}, ${one.deployment.mode}`,
  }));
  if (values.length === 0) return undefined;
  const chosen = best && {
    cost: costOf(best),
    attainment: best.standing.attainment,
    text: countsText(best.deployment),
  };
  const x = { field: 'cost', type: 'quantitative', title: isPriced ? 'dollars an hour' : 'GPUs' } as const;
  const y = {
    field: 'attainment',
    type: 'quantitative',
    title: 'attainment',
    scale: { zero: false },
    axis: { format: '.1%' },
  } as const;
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description: `Cost and attainment of the deployments that were run for ${promise}`,
    width: 760,
    height: 320,
    config: CHART_CONFIG,
    layer: [
      {
        data: { values },
        mark: { type: 'point', filled: true, size: 60, opacity: 0.85 },
        encoding: {
          x,
          y,
          color: { field: 'engine', type: 'nominal', scale: { range: Object.values(COLOUR) }, legend: { columns: 2 } },
          shape: { field: 'engine', type: 'nominal' },
        },
      },
      {
        data: { values: [{ asked: spec.attainment }] },
        mark: { type: 'rule', strokeDash: [4, 3], color: INK },
        encoding: { y: { field: 'asked', type: 'quantitative' } },
      },
      ...(chosen
        ? [
            {
              data: { values: [chosen] },
              mark: { type: 'text' as const, dy: -12, fontWeight: 'bold' as const },
              encoding: { x, y, text: { field: 'text' } },
            },
          ]
        : []),
    ],
  };
}
