/** The daemon's small parts: lease, pages, log. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { fileLease } from './file-lease.js';
import { servePages } from './http.js';
import { streamLog } from './log.js';

function lockPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-lease-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'lock');
}

it('a lease is taken once, kept, and given up', async () => {
  const path = lockPath();
  const lease = fileLease(path);
  expect(lease.isHeld()).toBe(false);
  expect(await lease.acquire()).toBe(true);
  expect(await lease.renew()).toBe(true);
  await lease.release();
  expect(existsSync(path)).toBe(false);
});

it('a lease of a process that lives is respected, that of one that is gone is taken', async () => {
  const path = lockPath();
  writeFileSync(path, '1'); // always there
  expect(await fileLease(path).acquire()).toBe(false);
  const { pid } = spawnSync('true');
  writeFileSync(path, String(pid));
  const lease = fileLease(path);
  expect(await lease.acquire()).toBe(true);
  writeFileSync(path, '1');
  expect(lease.isHeld()).toBe(false);
});

it('serves its pages, and says by the status of /health whether it goes round', async () => {
  let ok = true;
  const pages = { metrics: async () => 'a 1\n', health: () => ({ ok }), live: async () => '<p>' };
  const server = await servePages('127.0.0.1:0', pages);
  onTestFinished(() => server.close());
  const get = async (path: string) => {
    const response = await fetch(server.url + path);
    return [response.status, await response.text()];
  };
  expect(await get('/metrics')).toEqual([200, 'a 1\n']);
  expect(await get('/live')).toEqual([200, '<p>']);
  expect(await get('/health')).toEqual([200, '{"ok":true}\n']);
  ok = false;
  expect((await get('/health'))[0]).toBe(503);
  expect((await get('/else'))[0]).toBe(404);
  await expect(servePages(new URL(server.url).host, pages)).rejects.toThrow('EADDRINUSE');
});

it('logs for people and for collectors', () => {
  const lines: string[] = [];
  const stream = { write: (text: string) => lines.push(text) };
  const now = () => new Date(0);
  streamLog('text', stream, now).write('info', 'Observed ttft: 0.048s itl: 0.012s', { tick: 1 });
  streamLog('json', stream, now).write('warning', 'holding', { tick: 2 });
  expect(lines).toEqual([
    '1970-01-01T00:00:00.000Z INFO    Observed ttft: 0.048s itl: 0.012s\n',
    '{"time":"1970-01-01T00:00:00.000Z","level":"warning","msg":"holding","tick":2}\n',
  ]);
});
