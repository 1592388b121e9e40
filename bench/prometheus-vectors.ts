/**
 * `npm run vectors:prometheus`: asks a real Prometheus what `increase()` gives for seeded series and writes the answers
 * to sim/observe/fixtures. Needs Debian's `prometheus` package (prometheus and promtool); it listens on loopback only.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { shippedPath } from '../scenarios/index.js';
import { type RandomStream, randomStream } from '../scenarios/random/index.js';

interface Vector {
  readonly times_s: number[];
  readonly values: number[];
  readonly queries: { readonly at_s: number; readonly window_s: number; readonly increase?: number }[];
}

const ADDRESS = '127.0.0.1:19099';
const ORIGIN_S = 1_700_000_000;
const SERIES = 60;
const QUERIES = [
  [60, 60],
  [61, 60],
  [180, 60],
  [183.5, 60],
  [300, 180],
  [240, 30],
  [420, 60],
] as const;

const folder = mkdtempSync(join(tmpdir(), 'headroom-prometheus-'));
try {
  const series = Array.from({ length: SERIES }, (_, i) => drawSeries(randomStream(i, 'prometheus-vectors')));
  const vectors = await answer(series);
  const path = shippedPath('sim', 'observe', 'fixtures', 'increase-prometheus.json');
  writeFileSync(path, `${JSON.stringify({ source: version(), vectors }).replaceAll('{"times_s"', '\n{"times_s"')}\n`);
  process.stdout.write(`${vectors.reduce((sum, { queries }) => sum + queries.length, 0)} answers of ${version()}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Scrapes every 5 s or so, some late, some missing, a late start, an early end, sometimes a reset. */
function drawSeries(random: RandomStream): { times_s: number[]; values: number[] } {
  const interval_s = [5, 5, 5, 10, 15][Math.floor(random.next() * 5)]!;
  const start_s = random.next() < 0.5 ? 0 : Math.floor(random.next() * 200);
  const end_s = random.next() < 0.7 ? 430 : start_s + Math.floor(random.next() * 200);
  const lossy = random.next() < 0.3;
  const jitters = random.next() < 0.3;
  const times_s: number[] = [];
  const values: number[] = [];
  let value = random.next() < 0.4 ? Math.floor(random.next() * 1000) : Math.floor(random.next() * 3);
  for (let time_s = start_s; time_s <= end_s; time_s += interval_s) {
    value = random.next() < 0.02 ? 0 : value + (random.next() < 0.2 ? 0 : Math.round(random.next() * 5000) / 100);
    if (lossy && random.next() < 0.3) continue;
    times_s.push(time_s + (jitters ? Math.floor(random.next() * 1000) / 1000 : 0));
    values.push(value);
  }
  return { times_s, values };
}

async function answer(series: readonly { times_s: number[]; values: number[] }[]): Promise<Vector[]> {
  const metrics = series.flatMap(({ times_s, values }, i) =>
    times_s.map((time_s, k) => `c_total{s="${i}"} ${values[k]} ${(ORIGIN_S + time_s).toFixed(3)}`),
  );
  const input = join(folder, 'metrics.om');
  writeFileSync(input, `# TYPE c counter\n${metrics.join('\n')}\n# EOF\n`);
  const data = join(folder, 'data');
  const made = spawnSync('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', input, data], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(made.stderr);
  const config = join(folder, 'prometheus.yml');
  writeFileSync(config, 'scrape_configs: []\n');
  const server = spawn(
    'prometheus',
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${data}`,
      '--storage.tsdb.retention.time=100y',
      `--web.listen-address=${ADDRESS}`,
      '--log.level=error',
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  try {
    await untilReady();
    return await Promise.all(series.map(async (one, i) => ({ ...one, queries: await ask(i) })));
  } finally {
    server.kill();
  }
}

async function untilReady(): Promise<void> {
  for (let i = 0; i < 100; i++) {
    const ready = await fetch(`http://${ADDRESS}/-/ready`).then(
      (r) => r.ok,
      () => false,
    );
    if (ready) return;
    await setTimeout(200);
  }
  throw new Error('prometheus did not become ready');
}

async function ask(series: number): Promise<Vector['queries']> {
  return Promise.all(
    QUERIES.map(async ([at_s, window_s]) => {
      const query = new URLSearchParams({
        query: `increase(c_total{s="${series}"}[${window_s}s])`,
        time: String(ORIGIN_S + at_s),
      });
      const body = (await (await fetch(`http://${ADDRESS}/api/v1/query?${query}`)).json()) as {
        data: { result: { value: [number, string] }[] };
      };
      const value = body.data.result[0]?.value[1];
      return { at_s, window_s, ...(value !== undefined && { increase: Number(value) }) };
    }),
  );
}

function version(): string {
  return spawnSync('prometheus', ['--version'], { encoding: 'utf8' }).stdout.split(' (')[0]!.trim();
}
