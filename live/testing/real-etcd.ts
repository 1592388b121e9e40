/** Debian's etcd for tests: on loopback, its data in a temporary folder, ended with the test. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';

export const hasEtcd = spawnSync('etcd', ['--version']).status === 0;

export class RealEtcd {
  private readonly folder = mkdtempSync(join(tmpdir(), 'headroom-etcd-'));
  private port = 0;
  private process: ChildProcess | undefined;

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts it, over the data that it had. */
  async start(): Promise<void> {
    if (this.port === 0) this.port = await freePort();
    const peer = `http://127.0.0.1:${this.port + 1}`;
    const listen = ['--listen-client-urls', this.url, '--advertise-client-urls', this.url, '--listen-peer-urls', peer];
    const cluster = ['--initial-advertise-peer-urls', peer, '--initial-cluster', `default=${peer}`];
    this.process = spawn('etcd', ['--data-dir', this.folder, ...listen, ...cluster], { stdio: 'ignore' });
    for (let tries = 0; !(await this.isHealthy()); tries++) {
      if (tries === 100) throw new Error('etcd did not start within 10 s');
      await sleep(100);
    }
  }

  /** Ends it as a crash would. */
  async stop(): Promise<void> {
    const { process } = this;
    if (process === undefined || process.exitCode !== null) return;
    const gone = new Promise((resolve) => process.once('exit', resolve));
    process.kill('SIGKILL');
    await gone;
  }

  async close(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async isHealthy(): Promise<boolean> {
    try {
      return (await (await request(`${this.url}/health`)).body.text()).includes('true');
    } catch {
      return false;
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
