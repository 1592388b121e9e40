/** The scale subresource on the fake API server: what is read, what is written, and what is not. */
import { describe, expect, it } from 'vitest';
import { failure } from '../testing/kube-failures.js';
import { openKube } from '../testing/open-kube.js';
import { orderScale, readScale, type ScalableKind, scalable } from './scale.js';

const kube = openKube();
const DEPLOYMENTS = 'apps/v1/deployments';
let places = 0;

/** A Deployment in a namespace of its own. */
async function deployment(replicas: number) {
  const namespace = `scale-${places++}`;
  const selector = { matchLabels: { app: 'decode', part: 'worker' } };
  await kube.make(namespace, DEPLOYMENTS, { metadata: { name: 'decode' }, spec: { replicas, selector } });
  kube.asked.length = 0;
  return { group: 'apps', version: 'v1', resource: 'deployments', namespace, name: 'decode' };
}

const verbs = () => kube.asked.map((request) => request.split(' ')[0]);

describe('reading', () => {
  it('gives the count, the selector and the version, by one request', async () => {
    const target = await deployment(3);
    const { resourceVersion, ...scale } = await readScale(kube.api, target);
    expect(scale).toEqual({ replicas: 3, selector: 'app=decode,part=worker' });
    expect(resourceVersion).toMatch(/^\d+$/);
    expect(kube.asked).toEqual([`GET /apis/apps/v1/namespaces/${target.namespace}/deployments/decode/scale`]);
  });

  it('0 is left out by the server, and is 0', async () => {
    expect((await readScale(kube.api, await deployment(0))).replicas).toBe(0);
  });

  it('what is not there is missing', async () => {
    const target = { ...(await deployment(1)), name: 'absent' };
    await expect(readScale(kube.api, target)).rejects.toMatchObject({ isMissing: true, isUnknownKind: false });
  });
});

describe('ordering', () => {
  it('writes against what was read', async () => {
    const target = await deployment(1);
    expect(await orderScale(kube.api, target, 5)).toBe(5);
    expect(verbs()).toEqual(['GET', 'PATCH']);
    expect((await readScale(kube.api, target)).replicas).toBe(5);
  });

  it('writes nothing where the count stands', async () => {
    const target = await deployment(4);
    expect(await orderScale(kube.api, target, 4)).toBe(4);
    expect(verbs()).toEqual(['GET']);
  });

  it('to 0 is accepted as 0', async () => {
    const target = await deployment(4);
    expect(await orderScale(kube.api, target, 0)).toBe(0);
    expect((await readScale(kube.api, target)).replicas).toBe(0);
  });

  it('resolves to what the server accepted, not to what was asked', async () => {
    const target = await deployment(1);
    kube.instead = (method) =>
      method === 'PATCH'
        ? { status: 200, body: { metadata: { resourceVersion: '9' }, spec: { replicas: 2 } } }
        : undefined;
    expect(await orderScale(kube.api, target, 5)).toBe(2);
  });

  it('an edit in between: reads again and writes again', async () => {
    const target = await deployment(1);
    let conflicts = 0;
    kube.instead = (method) =>
      method === 'PATCH' && conflicts++ === 0 ? failure(409, 'Conflict', 'the object has been modified') : undefined;
    expect(await orderScale(kube.api, target, 3)).toBe(3);
    expect(verbs()).toEqual(['GET', 'PATCH', 'GET', 'PATCH']);
  });

  it('edits without end: gives up', async () => {
    const target = await deployment(1);
    kube.instead = (method) => (method === 'PATCH' ? failure(409, 'Conflict', 'modified') : undefined);
    await expect(orderScale(kube.api, target, 3)).rejects.toMatchObject({ isStale: true });
  });

  it('a count that is not allowed is not tried again', async () => {
    const target = await deployment(1);
    await expect(orderScale(kube.api, target, -1)).rejects.toThrow('must be greater than or equal to 0');
    expect(verbs()).toEqual(['GET', 'PATCH']);
  });
});

describe('a workload', () => {
  it.each([
    ['Deployment', 'deployments.apps/w'],
    ['StatefulSet', 'statefulsets.apps/w'],
    ['LeaderWorkerSet', 'leaderworkersets.leaderworkerset.x-k8s.io/w'],
  ] satisfies [ScalableKind, string][])('%s is named %s', (kind, name) => {
    expect(scalable(kube.api, kind, 'prod', 'w').name).toBe(name);
  });

  it('is one pod a worker, however many of its pods are ready by its own word', async () => {
    const { namespace } = await deployment(2);
    expect(await scalable(kube.api, 'Deployment', namespace, 'decode').read()).toEqual({
      desired: 2,
      selector: 'app=decode,part=worker',
      podsPerWorker: 1,
    });
  });

  it('of leaders is counted by the selector of its status', async () => {
    const collection = 'leaderworkerset.x-k8s.io/v1/leaderworkersets';
    const object = { metadata: { name: 'w' }, spec: { replicas: 2 } };
    await kube.make('lws', collection, { ...object, status: { hpaPodSelector: 'worker-index=0' } });
    expect(await scalable(kube.api, 'LeaderWorkerSet', 'lws', 'w').read()).toMatchObject({
      selector: 'worker-index=0',
    });
  });

  it('that tells no selector cannot be counted, and says so', async () => {
    await kube.make('lws', 'leaderworkerset.x-k8s.io/v1/leaderworkersets', { metadata: { name: 'new' }, spec: {} });
    await expect(scalable(kube.api, 'LeaderWorkerSet', 'lws', 'new').read()).rejects.toThrow(
      'leaderworkersets (leaderworkerset.x-k8s.io) new in namespace lws tells no selector',
    );
  });
});
