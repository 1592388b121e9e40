/**
 * `npm run bench:sweep`: a sweep of 1,000 planner settings on all cores, 10,000 requests each, by a Latin hypercube over interval,
 * targets and least workers; planned by Dynamo's SLA planner. The last line of stdout is one JSON object.
 */
import { availableParallelism } from 'node:os';
import { shippedPath } from '../scenarios/index.js';
import { localRunner, runSweep } from '../studies/index.js';

const POINTS = 1000;

const runner = localRunner();
const started = performance.now();
const cpu = process.cpuUsage();
const { rows } = await runSweep(
  {
    name: 'bench',
    scenario: shippedPath('scenarios', 'quickstart.yaml'),
    sweep: {
      scenario: 'quickstart.yaml',
      set: ['traffic.window={ start_s: 0, end_s: 690 }'],
      axes: {
        'planner.interval_s': { from: 15, to: 240, steps: 5, scale: 'log', whole: true },
        'planner.ttft_ms': { from: 300, to: 1500, steps: 5, scale: 'linear', whole: false },
        'planner.itl_ms': { from: 15, to: 45, steps: 5, scale: 'linear', whole: false },
        'planner.min_endpoint': [1, 2, 3],
      },
      sample: { points: POINTS, seed: 1 },
      seeds: 1,
    },
  },
  runner,
  { progress: (done, of) => process.stderr.write(`\r${done} of ${of}`) },
);
const wall_s = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(cpu);
await runner.close();
process.stderr.write('\n');
const requests = rows.reduce((sum, row) => sum + (row.requests ?? 0), 0);
process.stdout.write(
  `${JSON.stringify({
    settings: rows.length,
    requests,
    threads: availableParallelism(),
    wall_s: Number(wall_s.toFixed(1)),
    cpu_s: Number(((user + system) / 1e6).toFixed(1)),
    requests_per_s: Math.round(requests / wall_s),
    failed: rows.filter(({ failure }) => failure).length,
  })}\n`,
);
