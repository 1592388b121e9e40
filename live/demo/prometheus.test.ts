/** A Prometheus of one's own, played by a script: how it is started, waited for, ended and told where it fails. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HeadroomError } from '../../scenarios/errors/index.js';
import { PrometheusServer, prometheusVersion } from './prometheus.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-demo-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function program(script: string): string {
  const path = join(folder, 'prometheus');
  writeFileSync(path, script);
  chmodSync(path, 0o755);
  return path;
}

/** Answers every query with so many targets up, after noting its flags and its configuration. */
function standIn(targetsUp: number): string {
  return program(`#!${process.execPath}
const { createServer } = require('node:http');
const { readFileSync, writeFileSync } = require('node:fs');
const flag = (name) => process.argv.find((each) => each.startsWith('--' + name + '=')).split('=')[1];
const file = flag('config.file');
writeFileSync(${JSON.stringify(join(folder, 'told.json'))}, JSON.stringify({ argv: process.argv.slice(2), file, text: readFileSync(file, 'utf8') }));
const [host, port] = flag('web.listen-address').split(':');
createServer((request, response) => {
  response.end(JSON.stringify({ data: { result: [{ value: [0, '${targetsUp}'] }] } }));
}).listen(Number(port), host);
`);
}

const PAGES = ['http://127.0.0.1:8000/metrics', 'http://127.0.0.1:9000/metrics'];

async function errorOf(action: () => unknown): Promise<HeadroomError> {
  try {
    await action();
  } catch (error) {
    expect(error).toBeInstanceOf(HeadroomError);
    return error as HeadroomError;
  }
  throw new Error('it went well');
}

describe('the version', () => {
  it.each(['stdout', 'stderr'])('is read from %s', (stream) => {
    const redirect = stream === 'stderr' ? '>&2' : '';
    const path = program(`#!/bin/sh\necho "prometheus, version 2.42.0+ds (branch: debian/sid)" ${redirect}\n`);
    expect(prometheusVersion(path)).toBe('2.42.0+ds');
  });

  it.each([
    ['is not there', undefined],
    ['fails', '#!/bin/sh\necho version 2.0\nexit 1\n'],
    ['is another', '#!/bin/sh\necho "some other program"\n'],
  ])('of a program that %s is told with the way to get one', async (_, script) => {
    const path = script === undefined ? join(folder, 'absent') : program(script);
    const { code, message } = await errorOf(() => prometheusVersion(path));
    expect(code).toBe('HR_PROGRAM_NOT_FOUND');
    expect(message).toContain(`'${path}' is no Prometheus`);
    expect(message).toContain('apt install prometheus');
  });
});

describe('a server', () => {
  it('is told its pages, keeps its data to itself, and leaves nothing behind', async () => {
    const server = await PrometheusServer.start({ program: standIn(2), pages: PAGES, scrape_s: 0.25 });
    const told = JSON.parse(readFileSync(join(folder, 'told.json'), 'utf8')) as Record<'file' | 'text', string> & {
      argv: string[];
    };
    expect(told.text).toContain("targets: ['127.0.0.1:8000', '127.0.0.1:9000']");
    expect(told.text).toContain('scrape_interval: 250ms, scrape_timeout: 250ms');
    expect(told.argv).toContain(`--web.listen-address=${new URL(server.url).host}`);
    const home = join(told.file, '..');
    expect(told.argv).toContain(`--storage.tsdb.path=${join(home, 'data')}`);
    expect(existsSync(home)).toBe(true);
    await server.close();
    expect(existsSync(home)).toBe(false);
    await expect(fetch(server.url)).rejects.toThrow();
  });

  it('killed is gone, and comes back at the same address over the same data', async () => {
    const server = await PrometheusServer.start({ program: standIn(2), pages: PAGES, scrape_s: 1 });
    const { url } = server;
    await server.kill();
    await expect(fetch(url)).rejects.toThrow();
    await server.restart();
    expect(server.url).toBe(url);
    expect((await fetch(url)).ok).toBe(true);
    await server.close();
  });

  it('that ends before it has scraped is told with its last words', async () => {
    const path = program('#!/bin/sh\necho "bad flag" >&2\nexit 2\n');
    const { code, message } = await errorOf(() => PrometheusServer.start({ program: path, pages: PAGES, scrape_s: 1 }));
    expect(code).toBe('HR_PROGRAM_FAILED');
    expect(message).toContain(`${path} did not scrape its targets: bad flag`);
  });
});
