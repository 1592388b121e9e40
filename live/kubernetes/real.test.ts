/** The Kubernetes connector against a real kube-apiserver: `npm run test:kube`. */
import { afterAll, beforeAll, describe } from 'vitest';
import { kubeContract } from '../testing/kube-contract.js';
import { RealKube } from '../testing/real-kube.js';

describe.skipIf(process.env['HEADROOM_TEST_KUBE'] === undefined)('a real kube-apiserver', () => {
  const server = new RealKube();
  beforeAll(() => server.open());
  afterAll(() => server.close());

  kubeContract(server);
});
