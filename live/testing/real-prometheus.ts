/** Debian's Prometheus for tests: scrapes pages on loopback, keeps its data in a temporary folder, and ends with the test. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export const hasPrometheus = spawnSync('prometheus', ['--version']).status === 0;

export interface RealPrometheus {
  readonly url: string;
  /** Ends the process at once, as a crash would. */
  kill(): Promise<void>;
  /** Starts it again, over the data that it had. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a server that scrapes these pages (all at /metrics) at this interval. */
export async function startPrometheus(pages: readonly string[], scrape_s: number): Promise<RealPrometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-prometheus-'));
  const targets = pages.map((page) => `'${new URL(page).host}'`).join(', ');
  const every = `${Math.round(scrape_s * 1000)}ms`;
  writeFileSync(
    join(folder, 'prometheus.yml'),
    `global: { scrape_interval: ${every}, scrape_timeout: ${every} }
scrape_configs:
  - { job_name: frontend, static_configs: [{ targets: [${targets}] }] }
`,
  );
  const address = `127.0.0.1:${await freePort()}`;
  let process = await run(folder, address, pages.length);
  const kill = async () => {
    const gone = new Promise((resolve) => process.once('exit', resolve));
    if (process.exitCode === null && process.kill('SIGKILL')) await gone;
  };
  return {
    url: `http://${address}`,
    kill,
    restart: async () => {
      process = await run(folder, address, pages.length);
    },
    close: async () => {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Resolves when every target has been scraped: a server is ready seconds before it knows its targets. */
async function run(folder: string, address: string, targets: number): Promise<ChildProcess> {
  const process = spawn(
    'prometheus',
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${address}`,
      '--log.level=error',
    ],
    { stdio: 'ignore' },
  );
  for (let attempt = 0; attempt < 150; attempt++) {
    const scraped = await fetch(`http://${address}/api/v1/query?query=sum(up)`)
      .then((response) => response.json() as Promise<{ data: { result: { value: [number, string] }[] } }>)
      .then(({ data }) => Number(data.result[0]?.value[1] ?? 0))
      .catch(() => 0);
    if (scraped === targets) return process;
    await sleep(100);
  }
  process.kill('SIGKILL');
  throw new Error('prometheus did not scrape its targets');
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
