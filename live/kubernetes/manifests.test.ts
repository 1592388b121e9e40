/** deploy/guide against the deployment guide, and the Jobs of deploy/load and deploy/sweep. Needs kubectl; skips in part without. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadLiveScenario, loadPlannerFile, loadScenario, loadSweep, shippedPath } from '../../scenarios/index.js';
import type { KubeObject } from '../testing/kube-objects.js';
import { hasKubectl, shippedObjects } from '../testing/manifests.js';
import { jsonPatch } from '../testing/patches.js';

describe.skipIf(!hasKubectl)('the manifests of the guide (kubectl)', () => {
  const objects = hasKubectl ? shippedObjects('guide') : [];
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

describe('the Jobs of deploy/load and deploy/sweep', () => {
  const read = (...path: string[]): KubeObject => parse(readFileSync(shippedPath('deploy', ...path), 'utf8'));
  const container = ({ spec }: KubeObject) => spec.template.spec.containers[0];

  it.each(['load', 'sweep'])('%s: as many pods as the command has parts, each with its own rights alone', (folder) => {
    const job = read(folder, 'job.yaml');
    const { completionMode, completions, parallelism } = job.spec;
    expect({ completionMode, parallelism }).toEqual({ completionMode: 'Indexed', parallelism: completions });
    expect(container(job).args.join(' ')).toContain(`=job/${completions} `);
    expect(container(job).securityContext).toMatchObject({ readOnlyRootFilesystem: true, runAsNonRoot: true });
  });

  it('merge every segment, and report on the directory of the shards', () => {
    const { args } = container(read('load', 'merge.yaml'));
    const parts = args.filter((arg: string) => arg.startsWith('/runs/part-'));
    expect(parts.map((part: string) => basename(part))).toEqual(['part-0', 'part-1', 'part-2']);
    expect(read('load', 'job.yaml').spec.completions).toBe(parts.length);
    const out = (file: string) => container(read('sweep', file)).args.at(-1);
    expect(out('report.yaml')).toBe(out('job.yaml'));
  });

  it('have a scenario that a load, and a sweep that its shards can read', () => {
    const { scenario } = loadLiveScenario(shippedPath('deploy', 'load', 'config', 'scenario.yaml'), []);
    expect(scenario.bench.schedule).toMatchObject({ kind: 'rate' });
    const sweep = loadSweep(shippedPath('deploy', 'sweep', 'config', 'sweep.yaml'));
    expect(loadScenario(sweep.scenario, sweep.sweep.set).scenario.planner.policy).toBe('dynamo-sla');
  });

  it.skipIf(!hasKubectl)('are whole for kubectl', () => {
    const kinds = (folder: string) => shippedObjects(folder).map(({ kind }) => kind);
    for (const folder of ['load', 'sweep'])
      expect(kinds(folder)).toEqual(['ConfigMap', 'PersistentVolumeClaim', 'Job']);
  });
});
