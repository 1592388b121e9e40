/** The Kubernetes connector against a real kube-apiserver: `npm run test:kube`. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shippedPath } from '../../scenarios/index.js';
import { kubeContract } from '../testing/kube-contract.js';
import { playExchanges } from '../testing/kube-exchanges.js';
import { admin } from '../testing/kube-server.js';
import { guideObjects, hasKubectl } from '../testing/manifests.js';
import { RealKube } from '../testing/real-kube.js';

const RECORDED = fileURLToPath(new URL('../testing/fixtures/kube-exchanges.json', import.meta.url));

describe.skipIf(process.env['HEADROOM_TEST_KUBE'] === undefined)('a real kube-apiserver', () => {
  const server = new RealKube();
  beforeAll(() => server.open());
  afterAll(() => server.close());

  kubeContract(server);

  it.skipIf(!hasKubectl)('takes the shipped manifests', async () => {
    await admin(server, 'POST', '/api/v1/namespaces', { metadata: { name: 'manifests' } });
    const kubectl = [
      '--server',
      server.url,
      '--token',
      'admin',
      '--insecure-skip-tls-verify',
      '--namespace',
      'manifests',
    ];
    const taken = (...what: string[]) =>
      execFileSync('kubectl', [...kubectl, 'apply', '--dry-run=server', ...what], { encoding: 'utf8' });
    const guide = taken('-k', shippedPath('deploy', 'guide')).trimEnd().split('\n');
    expect(guide).toHaveLength(guideObjects().length);
    expect(guide.every((line) => line.endsWith('(server dry run)'))).toBe(true);
    expect(taken('-f', shippedPath('deploy', 'rbac'))).toContain('headroom-planner-dynamo');
  });

  it('answers as recorded for the fake one', async () => {
    await expect(`${JSON.stringify(await playExchanges(server), undefined, 1)}\n`).toMatchFileSnapshot(RECORDED);
  });
});
