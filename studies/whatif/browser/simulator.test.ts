/** The page's side of the conversation with the thread that simulates, with a thread that answers when a test says so. */
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { WhatIfResult } from '../rerun.js';
import type { FromWorker, ToWorker } from './messages.js';
import { openSimulator } from './simulator.js';

class FakeWorker {
  static last: FakeWorker;
  readonly heard: ToWorker[] = [];
  onmessage: (event: { data: FromWorker }) => void = () => undefined;

  constructor(readonly url: string) {
    FakeWorker.last = this;
  }

  postMessage(message: ToWorker): void {
    this.heard.push(message);
  }

  answer(data: FromWorker): void {
    this.onmessage({ data });
  }
}

beforeEach(() => {
  vi.stubGlobal('Worker', FakeWorker);
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
});

const packed = (text: string) => gzipSync(text).toString('base64');
const result = (name: string) => ({ name }) as unknown as WhatIfResult;

async function opened() {
  const simulator = await openSimulator(packed('self.x = 1'), packed('{"sla":{"ttft_ms":1}}'));
  return { simulator, worker: FakeWorker.last };
}

describe('a simulator', () => {
  it('is told its setting first, out of what lies in the page', async () => {
    const { worker } = await opened();
    expect(worker.heard).toEqual([{ setting: { sla: { ttft_ms: 1 } } }]);
    expect(worker.url).toMatch(/^blob:/);
  });

  it('finds its text between the blanks of a script element', async () => {
    await openSimulator(`\n  ${packed('1')}\n`, `\n${packed('{}')}  `);
    expect(FakeWorker.last.heard).toEqual([{ setting: {} }]);
  });

  it.each([
    ['no base64', '%%%'],
    ['no gzip', Buffer.from('plain text').toString('base64')],
  ])('of %s does not open', async (_, text) => {
    await expect(openSimulator(packed('1'), text)).rejects.toThrow();
  });
});

describe('a question', () => {
  it('is answered by the run of its number', async () => {
    const { simulator, worker } = await opened();
    const asked = simulator.run({ startup_s: 3 });
    expect(worker.heard.at(-1)).toEqual({ run: 1, knobs: { startup_s: 3 } });
    worker.answer({ run: 1, result: result('first') });
    expect(await asked).toEqual({ name: 'first' });
  });

  it('is void once a later one is asked; the late answer goes to nobody', async () => {
    const { simulator, worker } = await opened();
    const [first, second] = [simulator.run({ ttft_ms: 1 }), simulator.run({ ttft_ms: 2 })];
    expect(await first).toBeUndefined();
    worker.answer({ run: 1, result: result('late') });
    worker.answer({ run: 2, result: result('second') });
    expect(await second).toEqual({ name: 'second' });
  });

  it('that fails says why, and the next one is answered', async () => {
    const { simulator, worker } = await opened();
    const failing = simulator.run({});
    worker.answer({ run: 1, error: 'HR_SIM_STUCK' });
    await expect(failing).rejects.toThrow('HR_SIM_STUCK');
    const next = simulator.run({});
    worker.answer({ run: 2, result: result('next') });
    expect(await next).toEqual({ name: 'next' });
  });
});
