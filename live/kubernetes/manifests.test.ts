/** deploy/guide against the deployment guide: names, ports, and its commands. Needs kubectl; skips without. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadPlannerFile, loadScenario, shippedPath } from '../../scenarios/index.js';
import type { KubeObject } from '../testing/kube-objects.js';
import { guideObjects, hasKubectl } from '../testing/manifests.js';
import { jsonPatch } from '../testing/patches.js';

describe.skipIf(!hasKubectl)('the manifests of the guide (kubectl)', () => {
  const objects = hasKubectl ? guideObjects() : [];
  const deployments = new Map<string, KubeObject>(
    objects.filter(({ kind }) => kind === 'Deployment').map((object) => [object.metadata.name, object]),
  );

  it('make the pods that the guide expects', () => {
    const names = ['frontend', 'planner', 'prometheus', 'vllmdecodeworker', 'vllmprefillworker'];
    expect([...deployments.keys()].sort()).toEqual(names.map((name) => `vllm-disagg-planner-${name}`));
  });

  it('have Prometheus as the patches of section 2 would make it', () => {
    const prometheus = deployments.get('vllm-disagg-planner-prometheus');
    const container = '/spec/template/spec/containers/0';
    const patched = jsonPatch(prometheus, [
      { op: 'replace', path: `${container}/ports/0/containerPort`, value: 9090 },
      { op: 'replace', path: `${container}/env/0/value`, value: '9090' },
      { op: 'replace', path: `${container}/ports/0/name`, value: 'prometheus' },
    ]);
    expect(patched).toEqual(prometheus);
    const config = objects.find(({ kind, data }) => kind === 'ConfigMap' && data['prometheus.yml'] !== undefined);
    expect(config?.data['prometheus.yml']).toContain('scrape_interval: 5s');
  });

  it('serve the frontend on port 8000 and Prometheus on 9090', () => {
    const ports = objects
      .filter(({ kind }) => kind === 'Service')
      .map(({ metadata, spec }) => [metadata.name, spec.ports[0].port]);
    expect(Object.fromEntries(ports)).toMatchObject({
      'vllm-disagg-planner-frontend': 8000,
      'vllm-disagg-planner-prometheus': 9090,
    });
  });

  it('run without rights that they do not need', () => {
    for (const { spec } of deployments.values()) {
      for (const { securityContext } of spec.template.spec.containers) {
        expect(securityContext).toMatchObject({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          runAsNonRoot: true,
        });
      }
    }
  });
});

it('the emulated cluster of the guide starts workers at once: the stand-in pods do the waiting', () => {
  const { scenario } = loadScenario(shippedPath('deploy', 'guide', 'config', 'scenario.yaml'), []);
  const pools = Object.values<KubeObject>(scenario.cluster).filter(
    (pool) => typeof pool === 'object' && 'profile' in pool,
  );
  const startups = pools.map(({ startup }) => startup.stages.map(({ fixed_s }: KubeObject) => fixed_s));
  expect(startups).toEqual([[0], [0]]);
});

it('the planner of the guide moves the stand-in workers, and holds the lease that its Role names', () => {
  const { scenario: file } = loadPlannerFile(shippedPath('deploy', 'guide', 'config', 'planner.yaml'), []);
  const { connector, lease } = file;
  if (connector.kind !== 'kubernetes') throw new Error('not on Kubernetes');
  const names = Object.values(connector.workloads ?? {}).map((workload) => workload?.name);
  const rules = readFileSync(shippedPath('deploy', 'guide', 'planner-rbac.yaml'), 'utf8');
  for (const name of [...names, lease?.kubernetes]) expect(rules).toContain(`${name}`);
  expect(names).toHaveLength(2);
});
