/** An emulator of a small cluster on a free port of loopback, and ways to ask it; for tests. */

import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import type { RunSink } from '../../../reports/index.js';
import { loadTokenizer, WORDS } from '../../../scenarios/index.js';
import { type SmallClusterOptions, smallInput } from '../../../sim/testing/index.js';
import { type Emulator, type EmulatorOptions, startEmulator } from '../emulator.js';

export interface SmallEmulator extends Emulator {
  readonly said: string[];
  /** Posts a body; `path` is after /v1/. */
  post(path: string, body: object, init?: RequestInit): Promise<Response>;
  get(path: string): Promise<string>;
}

/** A model that says 5 tokens unless asked for more or less; `more` overrides the emulator's options. */
export async function startSmallEmulator(
  cluster: SmallClusterOptions = {},
  more: Partial<EmulatorOptions> & { readonly sink?: Partial<RunSink> } = {},
): Promise<SmallEmulator> {
  const said: string[] = [];
  const emulator = await startEmulator({
    input: smallInput(cluster),
    model: 'small',
    host: '127.0.0.1',
    port: 0,
    speedup: 1,
    dialect: 'both',
    tokenizer: await loadTokenizer(undefined),
    writer: { words: WORDS, drawTokens: () => 5 },
    sink: {},
    say: (line) => said.push(line),
    ...more,
  });
  return {
    ...emulator,
    said,
    post: (path, body, init = {}) =>
      fetch(`${emulator.url}/v1/${path}`, {
        method: 'POST',
        body: JSON.stringify({ model: 'small', ...body }),
        ...init,
        headers: { 'content-type': 'application/json', ...init.headers },
      }),
    get: async (path) => (await fetch(`${emulator.url}${path}`)).text(),
  };
}

/** A small emulator that is closed after the test that opened it. */
export async function openEmulator(...options: Parameters<typeof startSmallEmulator>): Promise<SmallEmulator> {
  const emulator = await startSmallEmulator(...options);
  onTestFinished(() => emulator.close());
  return emulator;
}

/** Asks every few milliseconds until it holds. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(5);
}

/** A chat request of one short prompt. */
export function chat(body: object = {}): object {
  return { messages: [{ role: 'user', content: ' hello world' }], ...body };
}

/** The `data:` of every event of a stream. */
export async function events(response: Response): Promise<string[]> {
  const blocks = (await response.text()).split('\n\n').filter((block) => block !== '');
  return blocks.map((block) => {
    if (!block.startsWith('data: ')) throw new Error(`no event: ${block}`);
    return block.slice('data: '.length);
  });
}
