import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../record/read-run.js';
import type { Summary } from '../record/summary.js';
import { drawSvg } from '../render/svg.js';
import { lineUpCharts } from './charts.js';
import { scenarioDifferences } from './differences.js';
import { lineUp } from './line-up.js';
import { lineUpMarkdown, lineUpText } from './text.js';
import { lineUpCsv } from './write.js';

interface Traits {
  readonly attainment?: number;
  readonly usd?: number;
  readonly gpuHours?: number;
  readonly status?: string;
  readonly offered?: number;
  readonly replicas?: number;
}

function run(
  path: string,
  { attainment = 0.9, usd, gpuHours = 1, status = 'complete', offered = 1000, replicas = 1 }: Traits,
) {
  const summary = {
    requests: { offered, completed: offered, failed: 0, unfinished: 0 },
    sla: { ttft_ms: 500 },
    attainment: { overall: attainment, by_class: {} },
    distributions: {
      ttft_ms: [
        [0.5, 100],
        [1, 900],
      ],
    },
    gpu_hours: { total: gpuHours },
    ...(usd !== undefined && { cost: { usd, price_as_of: '2026-11-01' } }),
    scaling: { scale_ups: 1, scale_downs: 2 },
  };
  const record = {
    run: {
      status,
      profiles: {},
      traffic: { input_tokens: 1, output_tokens: 1, warnings: [], dropped: {} },
      scenario: { name: path, cluster: { decode: { replicas } } },
    },
    summary,
    timeline: [0, 60].map((time_s) => ({ time_s, attainment, decode_ready: replicas })),
  } as unknown as RunRecord;
  return { path, record };
}

const asked = (least: number) => [
  { text: `attainment>=${least}`, isKept: ({ attainment }: Summary) => (attainment.overall ?? 0) >= least },
];
const best = (line: ReturnType<typeof lineUp>) => line.runs.filter(({ isBest }) => isBest).map(({ name }) => name);

describe('the run to take', () => {
  it('is the cheapest of those that keep what is asked', () => {
    const runs = [run('a', { attainment: 0.99, usd: 9 }), run('b', { attainment: 0.96, usd: 5 }), run('c', { usd: 1 })];
    expect(best(lineUp(runs, asked(0.95)))).toEqual(['b']);
    expect(best(lineUp(runs, asked(0.999)))).toEqual([]);
    expect(best(lineUp(runs, []))).toEqual([]);
  });

  it('goes by GPU-hours where one has no price', () => {
    const runs = [run('a', { usd: 1, gpuHours: 9 }), run('b', { gpuHours: 2 }), run('c', { usd: 2, gpuHours: 5 })];
    expect(best(lineUp(runs, asked(0.5)))).toEqual(['b']);
  });

  it('is none that is not safe to decide on', () => {
    const line = lineUp([run('a', { usd: 1, status: 'failed' }), run('b', { usd: 5 })], asked(0.5));
    expect(best(line)).toEqual(['b']);
    expect(line.warnings.join()).toMatch(/^a: Not safe/);
  });
});

describe('names', () => {
  it.each([
    [
      ['runs/a', 'runs/b/'],
      ['a', 'b'],
    ],
    [
      ['x/run', 'y/run'],
      ['x/run', 'y/run'],
    ],
    [
      ['run', 'run'],
      ['run (1)', 'run (2)'],
    ],
  ])('of %j are %j', (paths, names) => {
    const line = lineUp(
      paths.map((path) => run(path, {})),
      [],
    );
    expect(line.runs.map(({ name }) => name)).toEqual(names);
  });
});

describe('what differs', () => {
  it('is told by path, without what is the same and without names', () => {
    const a = { name: 'a', seed: 1, planner: { policy: 'static' }, faults: [{ at_s: 1 }], quantiles: [[0, 1]] };
    const b = { name: 'b', seed: 1, planner: { policy: 'hpa', min: 2 }, faults: [{ at_s: 5 }], quantiles: [[0, 2]] };
    expect(scenarioDifferences([a, b])).toEqual([
      { field: 'planner.policy', values: ['static', 'hpa'] },
      { field: 'faults.0.at_s', values: ['1', '5'] },
      { field: 'quantiles', values: ['[[0,1]]', '[[0,2]]'] },
      { field: 'planner.min', values: [undefined, '2'] },
    ]);
    expect(scenarioDifferences([a, { ...a, name: 'c' }])).toEqual([]);
  });

  it('warns of another traffic', () => {
    const line = lineUp([run('a', {}), run('b', { offered: 2000 })], []);
    expect(line.warnings[0]).toMatch(/did not serve the same traffic/);
  });
});

describe('as text', () => {
  const many = Array.from({ length: 20 }, (_, i) => run(`runs/r${i}`, { attainment: 0.8 + i / 100, replicas: i + 1 }));

  it.each([80, 160])('fits %i columns, of three runs and of twenty', (width) => {
    for (const runs of [many.slice(0, 3), many]) {
      const text = lineUpText(lineUp(runs, asked(0.9)), width);
      const table = text.split('\n').filter((line) => !line.startsWith('!') && !line.includes(' is the cheapest'));
      for (const line of table) expect(line.length).toBeLessThanOrEqual(width);
    }
  });

  it('is Markdown whose bars and tags are of its own making', () => {
    const line = lineUp([run('a|b', {}), run('<i>', {})], []);
    const markdown = lineUpMarkdown(line);
    expect(markdown).toContain('| a\\|b |');
    expect(markdown).not.toContain('<i>');
  });

  it('is CSV with the names of summary.json and the fields that differ', () => {
    const [head, first] = lineUpCsv(lineUp(many.slice(0, 2), [])).split('\n');
    expect(head!.split(',').at(-1)).toBe('cluster.decode.replicas');
    expect(first).toBe('r0,complete,1000,0.8,,,,,,,1,,,1,2,safe,1');
  });
});

describe('charts', () => {
  it('draw at most eight lines: the marked run, the best and the worst', async () => {
    const runs = Array.from({ length: 20 }, (_, i) => run(`r${i}`, { attainment: 0.8 + i / 100, usd: 20 - i * 0.5 }));
    const [distribution, attainment] = lineUpCharts(lineUp(runs, asked(0.5)));
    const drawn = Object.keys(attainment!.rows[0]!).filter((name) => name !== 'time_s');
    expect(drawn).toEqual(['r0', 'r1', 'r2', 'r15', 'r16', 'r17', 'r18', 'r19']);
    expect(await drawSvg(distribution!.spec)).toContain('r19');
  });

  it('leave out of a legend the long beginning that all names share', () => {
    const line = lineUp(
      [run('eu-west-1_llama-70b_2026-11-30_decode-3', {}), run('eu-west-1_llama-70b_2026-11-30_decode-12', {})],
      [],
    );
    const [, attainment] = lineUpCharts(line);
    expect(Object.keys(attainment!.rows[0]!)).toEqual(['time_s', '…-3', '…-12']);
  });

  it('lay runs of unlike intervals over each other', () => {
    const other = run('b', {});
    const timeline = [{ time_s: 30, attainment: 0.5 }];
    const line = lineUp([run('a', {}), { ...other, record: { ...other.record, timeline } }], []);
    expect(lineUpCharts(line).find(({ id }) => id === 'attainment-over-time')!.rows).toEqual([
      { time_s: 0, a: 0.9, b: undefined },
      { time_s: 30, a: undefined, b: 0.5 },
      { time_s: 60, a: 0.9, b: undefined },
    ]);
  });
});
