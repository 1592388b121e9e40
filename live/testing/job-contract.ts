/** What starting, watching and removing an Indexed Job must do on any API server. */
import { expect, it } from 'vitest';
import type { IndexedJob } from '../kubernetes/index.js';
import { kubernetesJobs } from '../kubernetes/index.js';
import type { KubeObject } from './kube-objects.js';
import { accessTo, admin, ask, type KubeServer } from './kube-server.js';

let namespaces = 0;

/** The rules, on a server that has started when they run. */
export function jobContract(server: KubeServer): void {
  const open = async () => {
    const namespace = `jobs-${namespaces++}`;
    await server.prepare(namespace);
    return { namespace, jobs: kubernetesJobs(accessTo(server, 'planner'), namespace) };
  };
  const job: IndexedJob = {
    name: 'headroom-x-1',
    image: 'llm-headroom',
    pods: 3,
    args: ['sweep', '/s/x.yaml', '--shard', 'job'],
    files: [{ path: '/s/x.yaml', content: Buffer.from('axes: {}') }],
    claim: { name: 'runs', mountPath: '/runs' },
  };

  it('an Indexed Job is started once, with its files, and known again', async () => {
    const { namespace, jobs } = await open();
    expect(await jobs.start(job)).toBe('started');
    expect(await jobs.start(job)).toBe('found');
    const { metadata, spec } = await admin<KubeObject>(server, 'GET', jobPath(namespace));
    expect(spec).toMatchObject({ completionMode: 'Indexed', completions: 3, parallelism: 3 });
    const [container] = spec.template.spec.containers;
    expect(container).toMatchObject({ args: job.args, env: [{ name: 'JOB_COMPLETIONS', value: '3' }] });
    const files = await admin<KubeObject>(server, 'GET', `/api/v1/namespaces/${namespace}/configmaps/${job.name}`);
    const [owner] = files.metadata.ownerReferences;
    expect(owner).toMatchObject({ kind: 'Job', name: job.name, uid: metadata.uid });
    const mount = container.volumeMounts.find(({ mountPath }: KubeObject) => mountPath === '/s/x.yaml');
    expect(Buffer.from(files.binaryData[mount.subPath], 'base64').toString()).toBe('axes: {}');
    await jobs.close();
  });

  it('tells how far a Job is, and how it ended', async () => {
    const { namespace, jobs } = await open();
    await expect(jobs.state(job.name)).rejects.toThrow(/refused to get jobs \(batch\) headroom-x-1/);
    await jobs.start(job);
    expect(await jobs.state(job.name)).toEqual({ succeeded: 0, failed: 0 });
    await setStatus(server, namespace, { succeeded: 2, failed: 1 });
    expect(await jobs.state(job.name)).toEqual({ succeeded: 2, failed: 1 });
    await jobs.close();
  });

  it('takes a Job away, and one that is gone too', async () => {
    const { namespace, jobs } = await open();
    await jobs.start(job);
    await jobs.remove(job.name);
    // a real server keeps it until its collector has removed the pods
    const { status, text } = await ask(server, 'admin', 'GET', jobPath(namespace));
    expect(status === 404 || JSON.parse(text).metadata.deletionTimestamp !== undefined).toBe(true);
    await jobs.remove('another');
    await jobs.close();
  });

  const jobPath = (namespace: string) => `/apis/batch/v1/namespaces/${namespace}/jobs/${job.name}`;

  function setStatus(on: KubeServer, namespace: string, status: KubeObject): Promise<unknown> {
    return admin(on, 'PATCH', `${jobPath(namespace)}/status`, {
      status: { startTime: '2026-01-01T00:00:00Z', ...status },
    });
  }
}
