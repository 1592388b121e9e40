/** The Kubernetes connector against a real kube-apiserver: `npm run test:kube`. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { loadProfile, loadScenario, poolsOf, shippedPath } from '../../scenarios/index.js';
import { exportPlanner } from '../../studies/export/index.js';
import { jobContract } from '../testing/job-contract.js';
import { kubeContract } from '../testing/kube-contract.js';
import { playExchanges } from '../testing/kube-exchanges.js';
import { workloads } from '../testing/kube-objects.js';
import { admin } from '../testing/kube-server.js';
import { openKubeWorld } from '../testing/kube-world.js';
import { hasKubectl, shippedObjects } from '../testing/manifests.js';
import { RealKube } from '../testing/real-kube.js';
import { openAccess } from './access.js';

const RECORDED = fileURLToPath(new URL('../testing/fixtures/kube-exchanges.json', import.meta.url));

describe.skipIf(process.env['HEADROOM_TEST_KUBE'] === undefined)('a real kube-apiserver', () => {
  const server = new RealKube();
  beforeAll(() => server.open(), 120_000);
  afterAll(() => server.close());

  kubeContract(server);
  jobContract(server);

  it('lets in who a kubeconfig says, and checks the server against its authority', async () => {
    const cluster = { server: server.url, 'certificate-authority': 'certs/apiserver.crt' };
    const kubeconfig = (name: string, authority: object) => {
      const user = { 'client-certificate': 'planner.crt', 'client-key': 'planner.key' };
      const contexts = [{ name: 'c', context: { cluster: 'c', user: 'u' } }];
      const clusters = [{ name: 'c', cluster: { ...cluster, ...authority } }];
      const file = join(server.folder, name);
      writeFileSync(file, stringify({ 'current-context': 'c', contexts, clusters, users: [{ name: 'u', user }] }));
      return openAccess({ kubeconfig: file });
    };
    const world = await openKubeWorld(server, workloads('Deployment'), kubeconfig('good', {}));
    expect(await world.connector.scale({ decode: 5 })).toEqual({ decode: 5 });
    await world.close();
    const other = kubeconfig('other', { 'certificate-authority': 'ca.crt' });
    const distrustful = await openKubeWorld(server, workloads('Deployment'), other);
    await expect(distrustful.connector.workers()).rejects.toThrow('cannot be reached: self-signed certificate');
    await distrustful.close();
  });

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
    for (const folder of ['guide', 'load', 'sweep']) {
      const objects = taken('-k', shippedPath('deploy', folder)).trimEnd().split('\n');
      expect(objects).toHaveLength(shippedObjects(folder).length);
      expect(objects.every((line) => line.endsWith('(server dry run)'))).toBe(true);
    }
    expect(taken('-f', shippedPath('deploy', 'load', 'merge.yaml'))).toContain('headroom-load-merge');
    expect(taken('-f', shippedPath('deploy', 'sweep', 'report.yaml'))).toContain('headroom-sweep-report');
    expect(taken('-f', shippedPath('deploy', 'rbac'))).toContain('headroom-planner-dynamo');
  });

  it.skipIf(!hasKubectl)('takes the autoscalers that a plan exports', async () => {
    await admin(server, 'POST', '/api/v1/namespaces', { metadata: { name: 'exports' } });
    const { scenario, resolve } = loadScenario(shippedPath('scenarios', 'quickstart.yaml'), [
      'planner={policy: hpa, metric: kv_usage, target: 0.7, max_replicas: 12}',
    ]);
    const pools = poolsOf(scenario.cluster).map(([role, { profile }]) => [role, loadProfile(profile, resolve).profile]);
    const { 'hpa.yaml': text } = exportPlanner(scenario, { profiles: Object.fromEntries(pools) });
    const to = ['--server', server.url, '--token', 'admin', '--insecure-skip-tls-verify', '--namespace', 'exports'];
    const said = execFileSync('kubectl', [...to, 'apply', '--dry-run=server', '-f', '-'], {
      input: text,
      encoding: 'utf8',
    });
    expect(said.trimEnd().split('\n')).toEqual(
      ['prefill', 'decode'].map(
        (role) => `horizontalpodautoscaler.autoscaling/vllm-disagg-planner-vllm${role}worker created (server dry run)`,
      ),
    );
  });

  it('answers as recorded for the fake one', async () => {
    await expect(`${JSON.stringify(await playExchanges(server), undefined, 1)}\n`).toMatchFileSnapshot(RECORDED);
  });
});
