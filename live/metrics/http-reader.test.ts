/** What the sources' HTTP bears and what it does not; nothing here leaves loopback, and no secret gets into a message. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HeadroomError } from '../../scenarios/errors/index.js';
import { MortalServer } from '../testing/mortal-server.js';
import { type HttpOptions, HttpReader } from './http-reader.js';

let requests: IncomingMessage[];
let answer: (response: ServerResponse, nth: number) => void;
const server = new MortalServer(async (request, response) => {
  requests.push(request);
  answer(response, requests.length);
});
const readers: HttpReader[] = [];

beforeEach(async () => {
  requests = [];
  answer = (response) => response.end('a 1\n');
  await server.start();
});
afterEach(async () => {
  for (const reader of readers.splice(0)) await reader.close();
  await server.stop();
});

function reader(options: Partial<HttpOptions> = {}, env: NodeJS.ProcessEnv = {}): HttpReader {
  const made = new HttpReader({ timeout_s: 5, retries: 0, ...options }, env);
  readers.push(made);
  return made;
}

/** Answers with these statuses in turn, and then well. */
function statuses(...codes: number[]): void {
  answer = (response, nth) => response.writeHead(codes[nth - 1] ?? 200).end(nth > codes.length ? 'well' : 'unwell');
}

function errorOf(options: Partial<HttpOptions>, env: NodeJS.ProcessEnv = {}): HeadroomError {
  try {
    reader(options, env);
  } catch (error) {
    expect(error).toBeInstanceOf(HeadroomError);
    return error as HeadroomError;
  }
  throw new Error('it was made');
}

describe('an answer', () => {
  it('is its body, whole, whatever its letters', async () => {
    answer = (response) => response.end('é 1\n'.repeat(10_000));
    expect(await reader().text(server.url)).toBe('é 1\n'.repeat(10_000));
  });

  it.each([204, 301, 400, 401, 403, 404, 422])('of status %i is a refusal, asked for once', async (status) => {
    statuses(status, status);
    await expect(reader({ retries: 3 }).text(server.url)).rejects.toThrow(`status ${status}`);
    expect(requests).toHaveLength(1);
  });

  it.each([429, 500, 502, 503])('of status %i is asked for again', async (status) => {
    statuses(status);
    expect(await reader({ retries: 1 }).text(server.url)).toBe('well');
    expect(requests).toHaveLength(2);
  });

  it('is asked for once more than the retries', async () => {
    statuses(503, 503, 503);
    await expect(reader({ retries: 1 }).text(server.url)).rejects.toThrow('status 503: unwell');
    expect(requests).toHaveLength(2);
  });

  it('is told by its first 200 letters', async () => {
    answer = (response) => response.writeHead(400).end('x'.repeat(500));
    const message = await reader()
      .text(server.url)
      .catch((error: Error) => error.message);
    expect(message).toBe(`${server.url}: status 400: ${'x'.repeat(200)}`);
  });

  it('without a body is told by its status alone', async () => {
    answer = (response) => response.writeHead(404).end();
    await expect(reader().text(server.url)).rejects.toThrow(/status 404$/);
  });

  it('that breaks off is asked for again', async () => {
    answer = (response, nth) => {
      if (nth > 1) return void response.end('well');
      response.write('half');
      response.destroy();
    };
    expect(await reader({ retries: 1 }).text(server.url)).toBe('well');
  });
});

describe('a message', () => {
  it('names the page, and not what stands in its query', async () => {
    statuses(404);
    const message = await reader()
      .text(`${server.url}/api/v1/query?query=hush`)
      .catch((error: Error) => error.message);
    expect(message).toContain(`${server.url}/api/v1/query: status 404`);
    expect(message).not.toContain('hush');
  });

  it('says that nobody is there', async () => {
    const { url } = server;
    await server.stop();
    await expect(reader().text(`${url}/metrics`)).rejects.toThrow(/\/metrics: .*ECONNREFUSED/);
  });

  it('says that there was no answer in time', async () => {
    answer = () => undefined;
    await expect(reader({ timeout_s: 0.02 }).text(server.url)).rejects.toThrow(`${server.url}: no answer in time`);
  });

  it('carries its cause', async () => {
    statuses(401);
    const error = await reader()
      .text(server.url)
      .catch((reason: Error) => reason);
    expect((error as Error).cause).toBeInstanceOf(Error);
  });
});

describe('an abort', () => {
  it('ends an attempt', async () => {
    const stop = new AbortController();
    answer = () => stop.abort(new Error('the tick is over'));
    await expect(reader({ retries: 5 }).text(server.url, stop.signal)).rejects.toThrow('the tick is over');
    expect(requests).toHaveLength(1);
  });

  it('ends the pause between two', async () => {
    const stop = new AbortController();
    answer = (response) => {
      response.on('close', () => setImmediate(() => stop.abort()));
      response.writeHead(503).end();
    };
    await expect(reader({ retries: 50 }).text(server.url, stop.signal)).rejects.toThrow();
    expect(requests).toHaveLength(1);
  });

  it('before the first attempt asks nothing', async () => {
    await expect(reader().text(server.url, AbortSignal.abort())).rejects.toThrow();
    expect(requests).toHaveLength(0);
  });
});

describe('credentials', () => {
  const sent = () => requests.map(({ headers }) => headers.authorization);
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'headroom-reader-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are sent by nobody who has none', async () => {
    await reader().text(server.url);
    expect(sent()).toEqual([undefined]);
  });

  it('come from the environment', async () => {
    await reader({ token_env: 'T' }, { T: 'made-up' }).text(server.url);
    expect(sent()).toEqual(['Bearer made-up']);
  });

  it('come from a file, without its line end, as it is now', async () => {
    const token_file = join(folder, 'token');
    writeFileSync(token_file, 'one\n');
    const made = reader({ token_file });
    await made.text(server.url);
    writeFileSync(token_file, ' two ');
    await made.text(server.url);
    expect(sent()).toEqual(['Bearer one', 'Bearer two']);
  });

  it('a file goes before the environment', async () => {
    const token_file = join(folder, 'token');
    writeFileSync(token_file, 'of the file');
    await reader({ token_file, token_env: 'T' }, { T: 'of the environment' }).text(server.url);
    expect(sent()).toEqual(['Bearer of the file']);
  });

  it.each([{}, { T: '' }])('a variable that is not there is told before anything is asked: %j', (env) => {
    const { code, message } = errorOf({ token_env: 'T' }, env);
    expect(code).toBe('HR_TARGET_INVALID');
    expect(message).toContain('the environment holds no variable T');
  });

  it.each(['token_file', 'ca_file'])('a %s that is not there is told with its path', (option) => {
    const { code, message } = errorOf({ [option]: join(folder, 'absent') });
    expect(code).toBe('HR_TARGET_INVALID');
    expect(message).toContain(join(folder, 'absent'));
    expect(message).toContain('cannot be read (ENOENT)');
  });

  it('a file that goes away while the reader runs ends the request', async () => {
    const token_file = join(folder, 'token');
    writeFileSync(token_file, 'made-up');
    const made = reader({ token_file });
    rmSync(token_file);
    await expect(made.text(server.url)).rejects.toThrow('cannot be read (ENOENT)');
    expect(requests).toHaveLength(0);
  });
});
