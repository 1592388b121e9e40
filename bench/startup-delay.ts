/**
 * `npm run startup-delay`: what a slow start costs. Runs scenarios/ramp.yaml with startups of 0 to 300 s, five seeds each, and
 * prints the table of docs/explanation/startup-delay.md.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Summary } from '../reports/index.js';
import { shippedPath } from '../scenarios/index.js';

const STARTUPS_S = [0, 60, 120, 300];
const SEEDS = [1, 2, 3, 4, 5];

const folder = mkdtempSync(join(tmpdir(), 'headroom-startup-'));
process.stdout.write('| startup | attainment | TTFT p99 | GPU-hours | of it starting | cost | scale-ups + downs |\n');
process.stdout.write('| ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n');
for (const startup_s of STARTUPS_S) process.stdout.write(`${row(startup_s)}\n`);
rmSync(folder, { recursive: true });

function row(startup_s: number): string {
  const runs = SEEDS.map((seed) => run(startup_s, seed));
  const figure = (pick: (summary: Summary) => number) => {
    const values = runs.map(pick).sort((a, b) => a - b);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return { mean, low: values[0]!, high: values.at(-1)! };
  };
  const met = figure(({ attainment }) => attainment.overall! * 100);
  const hours = figure(({ gpu_hours }) => gpu_hours.total);
  const cells = [
    `${startup_s} s`,
    `${met.mean.toFixed(1)} % (${met.low.toFixed(1)}–${met.high.toFixed(1)})`,
    `${(figure(({ ttft_ms }) => ttft_ms!.p99).mean / 1000).toFixed(1)} s`,
    `${hours.mean.toFixed(2)} (${hours.low.toFixed(2)}–${hours.high.toFixed(2)})`,
    figure(({ gpu_hours }) => gpu_hours.starting).mean.toFixed(2),
    `$${figure(({ cost }) => cost!.usd).mean.toFixed(2)}`,
    figure(({ scaling }) => scaling.scale_ups + scaling.scale_downs).mean.toFixed(1),
  ];
  return `| ${cells.join(' | ')} |`;
}

function run(startup_s: number, seed: number): Summary {
  const sets = [`cluster.prefill.startup=${startup_s}`, `cluster.decode.startup=${startup_s}`, `seed=${seed}`].flatMap(
    (set) => ['--set', set],
  );
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [
      shippedPath('dist', 'cli', 'main.js'),
      'simulate',
      shippedPath('scenarios', 'ramp.yaml'),
      '--json',
      '--out',
      join(folder, 'run'),
      ...sets,
    ],
    { encoding: 'utf8', maxBuffer: 1 << 26 },
  );
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Summary;
}
