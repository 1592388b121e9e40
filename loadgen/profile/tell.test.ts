/** A measured engine as text and as pictures. */
import { expect, it } from 'vitest';
import { decodePoint, promptPoint } from '../testing/engine-rig.js';
import { itlChart, ttftChart } from './charts.js';
import type { EnginePoint } from './points.js';
import { profileText } from './tell.js';
import { toProfile } from './to-profile.js';

const POINTS: EnginePoint[] = [
  promptPoint(64, [10, 12, 14]),
  promptPoint(256, [25]),
  promptPoint(1024, [100]),
  promptPoint(4096, [400]),
  decodePoint(1, 256, [5]),
  decodePoint(4, 256, [7, 8]),
  decodePoint(4, 4096, [20.5]),
  { kind: 'refused', inputTokens: 4096, batch: 16, reason: 'only 9 of 16 streams decoded at once' },
];
const profile = toProfile(POINTS, { id: 'mine', model: 'm', gpusPerWorker: 1 }, { tokens: 40_000, source: 'x' }, 'now');

it('tells every point with its scatter, what was refused, and the caveat', () => {
  const lines = profileText(profile, POINTS)
    .split('\n')
    .map((line) => line.trim().replace(/ {2,}/g, ' | '));
  expect(lines).toEqual([
    '',
    'mine · m · KV cache 40,000 tokens',
    '',
    'prompt tokens | TTFT ms | scatter',
    '64 | 12.0 | 24.7 %',
    '256 | 25.0 | 0.0 %',
    '1,024 | 100.0 | 0.0 %',
    '4,096 | 400.0 | 0.0 %',
    '',
    'streams | context | ITL ms | scatter',
    '1 | 256 | 5.00 | 0.0 %',
    '4 | 256 | 7.50 | 9.9 %',
    '4 | 4,096 | 20.50 | 0.0 %',
    '',
    '! 4096 tokens × 16 streams: only 9 of 16 streams decoded at once',
    profile.provenance.caveat,
    '',
  ]);
});

const valuesOf = (chart: ReturnType<typeof ttftChart>) =>
  (chart as unknown as { layer: { data: { values: unknown[] } }[] }).layer.map(({ data }) => data.values);

it('draws the line of the medians of prompts, and a dot for each repeat', () => {
  const [line, dots] = valuesOf(ttftChart(POINTS));
  expect(line).toEqual([
    { tokens: 64, ms: 12 },
    { tokens: 256, ms: 25 },
    { tokens: 1024, ms: 100 },
    { tokens: 4096, ms: 400 },
  ]);
  expect(dots!.slice(0, 3)).toEqual([10, 12, 14].map((ms) => ({ tokens: 64, ms })));
  expect(dots).toHaveLength(6);
});

it('draws a line of batches for each context, each in a colour of its own', () => {
  const chart = itlChart(POINTS);
  const [line, dots] = valuesOf(chart);
  expect(line).toEqual([
    { batch: 1, context: '256 tokens', ms: 5 },
    { batch: 4, context: '256 tokens', ms: 7.5 },
    { batch: 4, context: '4096 tokens', ms: 20.5 },
  ]);
  expect(dots).toHaveLength(4);
  const { layer } = chart as unknown as {
    layer: { encoding: { color: { scale: { domain: string[]; range: string[] } } } }[];
  };
  const { domain, range } = layer[0]!.encoding.color.scale;
  expect(domain).toEqual(['256 tokens', '4096 tokens']);
  expect(new Set(range).size).toBe(2);
});
