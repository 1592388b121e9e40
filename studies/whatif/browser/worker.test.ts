/** The thread's side of the conversation: it is loaded where `onmessage` and `postMessage` are the test's. */
import { expect, it, onTestFinished, vi } from 'vitest';
import { madeSetting } from '../../testing/index.js';
import { rerun } from '../rerun.js';
import type { FromWorker, ToWorker } from './messages.js';

/** Says messages to a fresh thread; what it answers. */
async function answersTo(...messages: readonly ToWorker[]): Promise<FromWorker[]> {
  const said: FromWorker[] = [];
  vi.resetModules();
  vi.stubGlobal('postMessage', (message: FromWorker) => said.push(message));
  vi.stubGlobal('onmessage', undefined);
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
  await import('./worker.js');
  const { onmessage } = globalThis as unknown as { onmessage(event: { data: ToWorker }): void };
  for (const data of messages) onmessage({ data });
  return said;
}

const SHORT = [
  'traffic.generator={ duration_s: 10, rate: [{ from_s: 0, rps: 2 }], input_tokens: 100, output_tokens: 5 }',
];

it('the setting is kept without an answer; every question is answered by its number', async () => {
  const { setting } = madeSetting(SHORT);
  const knobs = { replicas: { decode: 2 } };
  const said = await answersTo({ setting }, { run: 4, knobs: {} }, { run: 5, knobs });
  expect(said.map(({ run, error }) => [run, error])).toEqual([
    [4, undefined],
    [5, undefined],
  ]);
  expect(said[1]!.result!.summary.gpu_hours).toEqual(rerun(setting, knobs).summary.gpu_hours);
});

it('a run that fails is an answer too', async () => {
  const said = await answersTo({ run: 1, knobs: {} }); // no setting yet
  expect(said).toEqual([{ run: 1, error: expect.stringMatching(/./) }]);
});
