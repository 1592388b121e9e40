/** The Kubernetes connector against a real kube-apiserver: `npm run test:kube`. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kubeContract } from '../testing/kube-contract.js';
import { playExchanges } from '../testing/kube-exchanges.js';
import { RealKube } from '../testing/real-kube.js';

const RECORDED = fileURLToPath(new URL('../testing/fixtures/kube-exchanges.json', import.meta.url));

describe.skipIf(process.env['HEADROOM_TEST_KUBE'] === undefined)('a real kube-apiserver', () => {
  const server = new RealKube();
  beforeAll(() => server.open());
  afterAll(() => server.close());

  kubeContract(server);

  it('answers as recorded for the fake one', async () => {
    await expect(`${JSON.stringify(await playExchanges(server), undefined, 1)}\n`).toMatchFileSnapshot(RECORDED);
  });
});
