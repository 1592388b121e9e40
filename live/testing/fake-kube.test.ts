/** The fake API server answers as a real one was recorded to: `npm run test:kube -- -u` records again. */
import { readFileSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { FakeKube } from './fake-kube.js';
import { playExchanges } from './kube-exchanges.js';

it('repeats what the real kube-apiserver answered', async () => {
  const server = new FakeKube();
  await server.start();
  onTestFinished(() => server.stop());
  const recorded = JSON.parse(readFileSync(new URL('fixtures/kube-exchanges.json', import.meta.url), 'utf8'));
  expect(JSON.parse(JSON.stringify(await playExchanges(server)))).toEqual(recorded);
});
