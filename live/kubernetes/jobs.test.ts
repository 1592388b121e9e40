/** Indexed Jobs on the fake API server; on a real one: `npm run test:kube`. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeKube } from '../testing/fake-kube.js';
import { jobContract } from '../testing/job-contract.js';
import { accessTo, admin } from '../testing/kube-server.js';
import { kubernetesJobs } from './jobs.js';

describe('Indexed Jobs', () => {
  const server = new FakeKube();
  beforeAll(() => server.start());
  afterAll(() => server.stop());

  jobContract(server);

  it.each([
    ['Complete', { end: 'complete' }],
    ['Failed', { end: 'failed', reason: 'too many' }],
  ])('%s ends it', async (type, expected) => {
    const jobs = kubernetesJobs(accessTo(server, 'admin'), 'ends');
    const job = { name: type.toLowerCase(), image: 'i', pods: 1, args: [], files: [] };
    await jobs.start(job);
    const conditions = [{ type, status: 'True', message: 'too many' }];
    await admin(server, 'PATCH', `/apis/batch/v1/namespaces/ends/jobs/${job.name}/status`, { status: { conditions } });
    expect(await jobs.state(job.name)).toMatchObject(expected);
    await jobs.close();
  });

  it('a missing right is named', async () => {
    const jobs = kubernetesJobs(accessTo(server, 'limited'), 'ends');
    const start = jobs.start({ name: 'x', image: 'i', pods: 1, args: [], files: [] });
    await expect(start).rejects.toThrow(/apiGroups: \["batch"\], resources: \["jobs"\], verbs: \["create"\]/);
    await jobs.close();
  });
});
