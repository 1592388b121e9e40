import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MortalServer } from '../testing/mortal-server.js';
import { ApiError } from './api/api-error.js';
import { readBody, sendError, sendJson } from './respond.js';

describe('a response', () => {
  const server = new MortalServer(async (request, response) => {
    const status = Number(request.url!.slice(1));
    if (status === 200) sendJson(response, 202, { ready: [1, null], name: 'é' });
    else sendError(response, new ApiError(status, 'some_error', 'No.'));
  });
  beforeAll(() => server.start());
  afterAll(() => server.stop());

  it('in JSON has its status, its type and its body', async () => {
    const response = await fetch(`${server.url}/200`);
    expect(response.status).toBe(202);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({ ready: [1, null], name: 'é' });
  });

  it.each([
    [400, null],
    [404, null],
    [429, '1'],
    [500, null],
    [503, '1'],
  ])('of error %i asks to come back after %s s', async (status, retryAfter) => {
    const response = await fetch(`${server.url}/${status}`);
    expect(response.status).toBe(status);
    expect(response.headers.get('retry-after')).toBe(retryAfter);
    expect(await response.json()).toEqual({ error: { message: 'No.', type: 'some_error', param: null, code: null } });
  });
});

describe('a body', () => {
  const bodyOf = (...pieces: Buffer[]) => readBody(Readable.from(pieces) as unknown as IncomingMessage);

  it('comes in pieces, which may end inside a letter', async () => {
    const whole = Buffer.from('é😀');
    expect(await bodyOf(...[...whole].map((byte) => Buffer.from([byte])))).toBe('é😀');
    expect(await bodyOf()).toBe('');
  });

  it('of 32 MiB is read, of a byte more it is not', async () => {
    const mebibytes = Array.from({ length: 32 }, () => Buffer.alloc(1 << 20, 'x'));
    expect(await bodyOf(...mebibytes)).toHaveLength(32 << 20);
    await expect(bodyOf(...mebibytes, Buffer.from('x'))).rejects.toMatchObject({
      status: 413,
      message: 'The body is too long.',
    });
  });
});
