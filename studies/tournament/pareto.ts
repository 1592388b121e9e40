/** GPU-hours against attainment in one world: every setting as a small point, the chosen ones large, numbered as in the table. */
import type { TopLevelSpec } from 'vega-lite';
import { CHART_CONFIG, CHART_WIDTH, COLOUR, INK, MUTED, SLA_COLOUR } from '../../reports/index.js';
import type { Family } from './ladder.js';
import type { SettingFigures, WorldResult } from './result.js';

const FAMILIES: Readonly<Record<Family, { readonly colour: string; readonly shape: string }>> = {
  ours: { colour: COLOUR.orange, shape: 'diamond' },
  Dynamo: { colour: COLOUR.green, shape: 'circle' },
  Kubernetes: { colour: COLOUR.blue, shape: 'square' },
  'llm-d': { colour: COLOUR.purple, shape: 'triangle-up' },
  research: { colour: COLOUR.amber, shape: 'triangle-down' },
  baseline: { colour: COLOUR.sky, shape: 'cross' },
  'knows the traffic': { colour: '#8a939d', shape: 'circle' },
};
const HEIGHT = 420;
/** Settings that miss more than this are left out of the picture; the files have them. */
const LEAST_DRAWN = 0.5;

/** `target`: the attainment that all were to reach. */
export function paretoChart({ world, standings, tried }: WorldResult, target: number): TopLevelSpec {
  const chosen = standings.map((standing, i) => ({ ...pointOf(standing), number: String(i + 1) })).filter(isDrawn);
  const present = (Object.keys(FAMILIES) as Family[]).filter((name) => standings.some(({ family }) => family === name));
  const x = {
    field: 'gpu_hours',
    type: 'quantitative' as const,
    title: 'GPU-hours (logarithmic)',
    scale: { type: 'log' as const, nice: false, padding: 20 },
    axis: { format: '~g', tickCount: 8 },
  };
  const y = {
    field: 'attainment',
    type: 'quantitative' as const,
    title: 'attainment',
    scale: { zero: false, nice: false, padding: 12 },
    axis: { format: '.0%', tickCount: 8 },
  };
  const family = {
    color: {
      field: 'family',
      type: 'nominal' as const,
      scale: { domain: present, range: present.map((name) => FAMILIES[name].colour) },
      legend: { symbolType: 'circle' as const, symbolSize: 90, symbolOpacity: 1 },
    },
    shape: {
      field: 'family',
      type: 'nominal' as const,
      scale: { domain: present, range: present.map((name) => FAMILIES[name].shape) },
    },
  };
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description: `GPU-hours and attainment of every policy's settings, ${world}`,
    width: CHART_WIDTH,
    height: HEIGHT,
    config: CHART_CONFIG,
    layer: [
      {
        data: {
          values: frontOf([...tried, ...standings])
            .map(pointOf)
            .filter(isDrawn),
        },
        mark: { type: 'line', interpolate: 'step-after', color: MUTED, strokeWidth: 1, opacity: 0.7 },
        encoding: { x, y },
      },
      {
        data: { values: tried.map(pointOf).filter(isDrawn) },
        mark: { type: 'point', filled: true, size: 26, opacity: 0.65 },
        encoding: { x, y, ...family },
      },
      {
        data: { values: [{ target }] },
        mark: { type: 'rule', strokeDash: [6, 3], strokeWidth: 1.5, color: SLA_COLOUR },
        encoding: { y: { field: 'target', type: 'quantitative' } },
      },
      {
        data: { values: chosen },
        mark: { type: 'point', filled: true, size: 130, opacity: 1, stroke: INK, strokeWidth: 0.8 },
        encoding: { x, y, ...family },
      },
      {
        data: { values: chosen },
        mark: { type: 'text', dy: -12, fontSize: 11, fontWeight: 'bold', color: INK },
        encoding: { x, y, text: { field: 'number' } },
      },
    ],
  };
}

function pointOf({ policy, setting, family, gpu_hours, attainment }: SettingFigures) {
  return { policy, setting, family, gpu_hours, attainment };
}

function isDrawn({ attainment, gpu_hours }: { readonly attainment: number; readonly gpu_hours: number }): boolean {
  return attainment >= LEAST_DRAWN && gpu_hours > 0;
}

/** The settings of policies that do not know the traffic, beside which none is both cheaper and better. */
function frontOf(all: readonly SettingFigures[]): SettingFigures[] {
  const rising = all
    .filter(({ family }) => family !== 'knows the traffic')
    .sort((a, b) => a.gpu_hours - b.gpu_hours || b.attainment - a.attainment);
  let best = Number.NEGATIVE_INFINITY;
  return rising.filter(({ attainment }) => {
    if (attainment <= best) return false;
    best = attainment;
    return true;
  });
}
