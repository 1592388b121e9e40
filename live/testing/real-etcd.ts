/** Debian's etcd for tests: on loopback, its data in a temporary folder, ended with the test. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { freePorts } from './free-ports.js';

export const hasEtcd = spawnSync('etcd', ['--version']).status === 0;

export class RealEtcd {
  private readonly folder = mkdtempSync(join(tmpdir(), 'headroom-etcd-'));
  private ports: readonly number[] = [];
  private process: ChildProcess | undefined;

  get url(): string {
    return `http://127.0.0.1:${this.ports[0]}`;
  }

  /** Starts it, over the data that it had. */
  async start(): Promise<void> {
    if (this.ports.length === 0) this.ports = await freePorts(2);
    const peer = `http://127.0.0.1:${this.ports[1]}`;
    const listen = ['--listen-client-urls', this.url, '--advertise-client-urls', this.url, '--listen-peer-urls', peer];
    const cluster = ['--initial-advertise-peer-urls', peer, '--initial-cluster', `default=${peer}`];
    this.process = spawn('etcd', ['--data-dir', this.folder, ...listen, ...cluster], { stdio: 'ignore' });
    for (let tries = 0; !(await this.isHealthy()); tries++) {
      if (tries === 300) throw new Error('etcd did not start within 30 s');
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
