/** A Prometheus of one's own: scrapes pages on loopback, keeps its data in a temporary folder, and leaves nothing behind. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { HeadroomError } from '../../scenarios/errors/index.js';
import { freePort } from './free-port.js';
import { GuardedChild } from './guarded-child.js';

const POLL_MS = 100;
const PATIENCE_MS = 20_000;

/** Which program, and what it scrapes. */
export interface PrometheusOptions {
  /** Its name on the PATH, or its path. */
  readonly program: string;
  /** Addresses of pages, all at /metrics. */
  readonly pages: readonly string[];
  readonly scrape_s: number;
}

/** Finds out whether the program is one, and which. Throws HR_PROGRAM_NOT_FOUND, with the way to get it. */
export function prometheusVersion(program: string): string {
  const { status, stdout, stderr } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  const version = /version (\S+)/.exec(`${stdout}${stderr}`)?.[1];
  if (status === 0 && version !== undefined) return version;
  throw new HeadroomError('HR_PROGRAM_NOT_FOUND', {
    message: `'${program}' is no Prometheus that can be run`,
    hint: 'Debian and Ubuntu: apt install prometheus; macOS: brew install prometheus. Or name one with --prometheus PATH, or scrape the frontend directly with --no-prometheus.',
  });
}

/** A Prometheus that runs. Throws HR_PROGRAM_FAILED where it does not scrape its pages within 20 s of a start. */
export class PrometheusServer {
  private child: GuardedChild;

  private constructor(
    private readonly folder: string,
    private readonly address: string,
    private readonly options: PrometheusOptions,
  ) {
    this.child = this.launch();
  }

  /** Starts one and waits until it has scraped every page: a server is ready seconds before it knows its targets. */
  static async start(options: PrometheusOptions): Promise<PrometheusServer> {
    const folder = mkdtempSync(join(tmpdir(), 'headroom-prometheus-'));
    writeFileSync(join(folder, 'prometheus.yml'), configuration(options));
    const server = new PrometheusServer(folder, `127.0.0.1:${await freePort()}`, options);
    try {
      await server.hasScraped();
      return server;
    } catch (error) {
      await server.close();
      throw error;
    }
  }

  get url(): string {
    return `http://${this.address}`;
  }

  /** Ends the process at once, as a crash would. */
  kill(): Promise<void> {
    return this.child.end('KILL');
  }

  /** Starts it again, over the data that it had. */
  async restart(): Promise<void> {
    this.child = this.launch();
    await this.hasScraped();
  }

  async close(): Promise<void> {
    await this.child.end();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private launch(): GuardedChild {
    const flags = [
      `--config.file=${join(this.folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(this.folder, 'data')}`,
      `--web.listen-address=${this.address}`,
      '--log.level=error',
    ];
    return new GuardedChild([this.options.program, ...flags], { folder: this.folder });
  }

  private async hasScraped(): Promise<void> {
    const end_ms = performance.now() + PATIENCE_MS;
    while (this.child.isRunning && performance.now() < end_ms) {
      if ((await this.targetsUp()) === this.options.pages.length) return;
      await sleep(POLL_MS);
    }
    const said = this.child.said || 'no answer';
    throw new HeadroomError('HR_PROGRAM_FAILED', {
      message: `${this.options.program} did not scrape its targets: ${said}`,
    });
  }

  private async targetsUp(): Promise<number> {
    const answer = await fetch(`${this.url}/api/v1/query?query=sum(up)`).catch(() => undefined);
    if (!answer?.ok) return 0;
    const { data } = (await answer.json()) as { data: { result: { value: [number, string] }[] } };
    return Number(data.result[0]?.value[1] ?? 0);
  }
}

function configuration({ pages, scrape_s }: PrometheusOptions): string {
  const targets = pages.map((page) => `'${new URL(page).host}'`).join(', ');
  const every = `${Math.round(scrape_s * 1000)}ms`;
  return `global: { scrape_interval: ${every}, scrape_timeout: ${every} }
scrape_configs:
  - { job_name: frontend, static_configs: [{ targets: [${targets}] }] }
`;
}
