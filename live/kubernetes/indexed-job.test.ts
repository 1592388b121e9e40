import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../testing/kube-objects.js';
import { type IndexedJob, jobFiles, jobManifest } from './indexed-job.js';

const JOB: IndexedJob = {
  name: 'headroom-sweep-1',
  image: 'llm-headroom:1',
  pods: 5,
  args: ['sweep', 'x.yaml', '--shard', 'job'],
  files: [
    { path: '/s/x.yaml', content: Buffer.from('axes: {}') },
    { path: '/s/profile.npz', content: Buffer.from([0, 255, 128]) },
  ],
  claim: { name: 'runs', mountPath: '/runs' },
};
const manifest = (job: Partial<IndexedJob> = {}) => jobManifest({ ...JOB, ...job }) as KubeObject;
const podOf = (job: Partial<IndexedJob> = {}) => manifest(job).spec.template.spec as KubeObject;
const containerOf = (job: Partial<IndexedJob> = {}) => podOf(job).containers[0] as KubeObject;

describe('the Job', () => {
  it('runs every index at a time, and tries each four times on average', () => {
    expect(manifest().spec).toMatchObject({
      completionMode: 'Indexed',
      completions: 5,
      parallelism: 5,
      backoffLimit: 20,
      ttlSecondsAfterFinished: 86_400,
    });
    expect(manifest({ pods: 1 }).spec).toMatchObject({ completions: 1, parallelism: 1, backoffLimit: 4 });
  });

  it('does not count what an eviction ends', () => {
    expect(manifest().spec.podFailurePolicy.rules).toEqual([
      { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
    ]);
    expect(podOf().restartPolicy).toBe('Never'); // a failure policy asks for that
  });

  it('and its pods are found by the same labels', () => {
    const labels = { 'app.kubernetes.io/name': 'headroom', 'app.kubernetes.io/instance': 'headroom-sweep-1' };
    expect(manifest().metadata).toEqual({ name: 'headroom-sweep-1', labels });
    expect(manifest().spec.template.metadata.labels).toEqual(labels);
  });
});

describe('a pod', () => {
  it('gets the command and the number of pods', () => {
    expect(containerOf()).toMatchObject({ image: 'llm-headroom:1', args: JOB.args });
    expect(containerOf().env).toEqual([{ name: 'JOB_COMPLETIONS', value: '5' }]);
  });

  it('may do nothing that it need not: no root, no token, nothing written but /tmp', () => {
    expect(podOf()).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 1000, fsGroup: 1000 },
    });
    expect(containerOf().securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });

  it('every mount has its volume, and every volume its mount', () => {
    for (const job of [{}, { files: [] }, { claim: undefined }, { files: [], claim: undefined }]) {
      const names = (list: readonly KubeObject[]) => [...new Set(list.map(({ name }) => name as string))].sort();
      expect(names(containerOf(job).volumeMounts)).toEqual(names(podOf(job).volumes));
    }
  });

  it('finds each file at its own path, to read alone', () => {
    const files = containerOf().volumeMounts.filter(({ name }: KubeObject) => name === 'files');
    expect(files).toEqual([
      { name: 'files', mountPath: '/s/x.yaml', subPath: 'file-0', readOnly: true },
      { name: 'files', mountPath: '/s/profile.npz', subPath: 'file-1', readOnly: true },
    ]);
  });

  it('without files and a claim has /tmp alone', () => {
    expect(podOf({ files: [], claim: undefined }).volumes).toEqual([{ name: 'tmp', emptyDir: {} }]);
  });

  it('shares the claim where it is asked to', () => {
    expect(podOf().volumes).toContainEqual({ name: 'runs', persistentVolumeClaim: { claimName: 'runs' } });
    expect(containerOf().volumeMounts).toContainEqual({ name: 'runs', mountPath: '/runs' });
  });
});

describe('its files', () => {
  const files = jobFiles(JOB, 'uid-1') as KubeObject;

  it('go with the Job', () => {
    expect(files.metadata).toEqual({
      name: JOB.name,
      ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name: JOB.name, uid: 'uid-1' }],
    });
  });

  it('are there byte by byte, under the keys that the pods mount', () => {
    const keys = containerOf()
      .volumeMounts.map(({ subPath }: KubeObject) => subPath as string)
      .filter(Boolean);
    expect(Object.keys(files.binaryData)).toEqual(keys);
    const contents = Object.values(files.binaryData as Record<string, string>);
    expect(contents.map((text) => Buffer.from(text, 'base64'))).toEqual(JOB.files.map(({ content }) => content));
  });
});
