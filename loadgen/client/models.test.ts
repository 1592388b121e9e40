/** Which model a target serves, by what it says at /v1/models. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { firstModel } from './models.js';
import { openTarget } from './target.js';

let server: Server;
let url: string;
let answer: { status: number; body: string };
let asked: IncomingMessage | undefined;
beforeAll(async () => {
  server = createServer((request, response) => {
    asked = request;
    response.writeHead(answer.status).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  asked = undefined;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const models = (...data: unknown[]) => JSON.stringify({ object: 'list', data });

it('is the first one, asked under the prefix and with the headers of the target', async () => {
  answer = { status: 200, body: models({ id: 'qwen' }, { id: 'llama' }) };
  const target = openTarget(`${url}/base/v1`, { headers: ['X-Key: k'] }, {});
  expect(await firstModel(target)).toBe('qwen');
  expect(asked?.url).toBe('/base/v1/models');
  expect(asked?.headers['x-key']).toBe('k');
});

it.each([
  ['no model', 200, models(), 200],
  ['a model without a name', 200, models({ object: 'model' }), 200],
  ['a name that is no text', 200, models({ id: 7 }), 200],
  ['another document', 200, '{"hello": "world"}', 200],
  ['a list', 200, '[]', 200],
  ['a page for people', 200, '<html></html>', 200],
  ['nothing', 200, '', 200],
  ['a refusal, whatever it holds', 401, models({ id: 'qwen' }), 401],
  ['no such page', 404, 'not found', 404],
])('%s is none', async (_name, status, body, shown) => {
  answer = { status, body };
  await expect(firstModel(openTarget(url, { headers: [] }, {}))).rejects.toMatchObject({
    code: 'HR_TARGET_INVALID',
    message: expect.stringContaining(`${url} answers /v1/models with status ${shown} and no model`),
  });
});

it('a target that does not answer is told apart, with what to do', async () => {
  await expect(firstModel(openTarget('http://127.0.0.1:1', { headers: [] }, {}))).rejects.toMatchObject({
    code: 'HR_TARGET_INVALID',
    message: expect.stringMatching(/^http:\/\/127\.0\.0\.1:1 does not answer: .*ECONNREFUSED.*\n.*--model/s),
  });
});
