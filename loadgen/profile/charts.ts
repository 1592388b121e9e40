/** Pictures of a measured engine: TTFT over prompt length, and ITL over batch size by context, with each repeat as a dot. */
import type { TopLevelSpec } from 'vega-lite';
import { CHART_CONFIG, CHART_WIDTH, COLOUR } from '../../reports/index.js';
import type { EnginePoint } from './points.js';
import { medianOf } from './statistics.js';

const HEIGHT = 320;

/** TTFT of a prompt alone over its length: the medians as a line, each repeat as a dot. */
export function ttftChart(points: readonly EnginePoint[]): TopLevelSpec {
  const prompts = points.filter((point) => point.kind === 'prompt');
  const x = { field: 'tokens', type: 'quantitative' as const, title: 'prompt, tokens' };
  const y = { field: 'ms', type: 'quantitative' as const, title: 'TTFT alone, ms' };
  return {
    ...frame(),
    layer: [
      {
        data: { values: prompts.map((p) => ({ tokens: p.promptTokens, ms: medianOf(p.ttft_ms) })) },
        mark: { type: 'line', color: COLOUR.blue },
        encoding: { x, y },
      },
      {
        data: { values: prompts.flatMap((p) => p.ttft_ms.map((ms) => ({ tokens: p.promptTokens, ms }))) },
        mark: { type: 'point', filled: true, color: COLOUR.blue },
        encoding: { x, y },
      },
    ],
  };
}

/** ITL over the batch size, a line for each context. */
export function itlChart(points: readonly EnginePoint[]): TopLevelSpec {
  const decodes = points.filter((point) => point.kind === 'decode');
  const x = { field: 'batch', type: 'quantitative' as const, title: 'streams that decode' };
  const y = { field: 'ms', type: 'quantitative' as const, title: 'ITL, ms' };
  const domain = [...new Set(decodes.map((point) => contextName(point.contextTokens)))];
  const range = domain.map((_, i) => Object.values(COLOUR)[i % Object.keys(COLOUR).length]!);
  const color = { field: 'context', type: 'nominal' as const, scale: { domain, range } };
  const named = decodes.map((point) => ({ ...point, context: contextName(point.contextTokens) }));
  return {
    ...frame(),
    layer: [
      {
        data: { values: named.map((p) => ({ batch: p.batch, context: p.context, ms: medianOf(p.itl_ms) })) },
        mark: 'line',
        encoding: { x, y, color },
      },
      {
        data: { values: named.flatMap((p) => p.itl_ms.map((ms) => ({ batch: p.batch, context: p.context, ms }))) },
        mark: { type: 'point', filled: true },
        encoding: { x, y, color },
      },
    ],
  };
}

function contextName(tokens: number): string {
  return `${tokens} tokens`;
}

function frame() {
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json' as const,
    width: CHART_WIDTH,
    height: HEIGHT,
    config: CHART_CONFIG,
  };
}
