/** One line of JSON a request. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CLIENT_COLUMNS, REQUEST_COLUMNS } from '../../reports/index.js';
import { requestEnd } from '../testing/ends.js';
import { openJsonl } from './jsonl-sink.js';

const SLA = { ttft_ms: 1000, tpot_ms: 200 };
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-jsonl-'));
  file = join(folder, 'lines.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lines = () =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

it('has the names and units of requests.csv', () => {
  const sink = openJsonl(file, SLA);
  sink.requestEnd(requestEnd({ id: 7, class: 'chat' }));
  sink.close();
  expect(lines()).toHaveLength(1);
  // 2 s for the 20 tokens after the first
  expect(lines()[0]).toMatchObject({
    id: 7,
    class: 'chat',
    arrival_s: 10,
    input_tokens: 100,
    output_tokens: 21,
    ttft_ms: 500,
    tpot_ms: 100,
    e2e_ms: 2500,
    status: 'completed',
    met_sla: true,
  });
  const known = new Set<string>([...REQUEST_COLUMNS, ...CLIENT_COLUMNS]);
  expect(Object.keys(lines()[0]!).filter((name) => !known.has(name))).toEqual([]);
});

it('leaves out what is not known', () => {
  const sink = openJsonl(file, SLA);
  sink.requestEnd(requestEnd({ status: 'failed', firstToken_s: undefined, lastToken_s: undefined }));
  sink.close();
  const [line] = lines();
  expect(line).toMatchObject({ status: 'failed', met_sla: false });
  for (const name of ['class', 'ttft_ms', 'tpot_ms', 'prefill_worker', 'chunks']) expect(line).not.toHaveProperty(name);
});

it('has what the client saw, where one did', () => {
  const sink = openJsonl(file, SLA);
  const client = { started_s: 10, sent_s: 10.25, chunks: 20, sharedReads: 1, httpStatus: 200, target: 'http://a' };
  sink.requestEnd(requestEnd({ client }));
  sink.close();
  expect(lines()[0]).toMatchObject({ chunks: 20, http_status: 200, target: 'http://a' });
});

it('is written as each request ends, before it is closed, in that order', () => {
  const sink = openJsonl(file, SLA);
  for (const id of [3, 1, 2]) {
    sink.requestEnd(requestEnd({ id }));
    expect(lines().at(-1)!['id']).toBe(id);
  }
  sink.close();
  expect(lines().map(({ id }) => id)).toEqual([3, 1, 2]);
});

describe('the file', () => {
  it('of an earlier run is begun anew', () => {
    writeFileSync(file, 'old\n');
    openJsonl(file, SLA).close();
    expect(readFileSync(file, 'utf8')).toBe('');
  });

  it.each([
    ['in a folder that is not there', () => join(folder, 'no', 'lines.jsonl'), 'ENOENT'],
    ['that is a folder', () => folder, 'EISDIR'],
  ])('%s is refused, with its place', (_name, path, reason) => {
    expect(() => openJsonl(path(), SLA)).toThrow(
      expect.objectContaining({
        code: 'HR_OUTPUT_FAILED',
        message: expect.stringContaining(`${path()}: cannot be written (${reason})`),
      }),
    );
  });

  it('- is stdout, and stays open', () => {
    const sink = openJsonl('-', SLA);
    expect(() => sink.close()).not.toThrow();
    expect(() => process.stdout.write('')).not.toThrow();
  });
});
