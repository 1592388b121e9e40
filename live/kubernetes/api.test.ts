/** How requests bear a server that is busy, breaks connections, or no longer takes a token; kube-contract.ts has what a real one shows too. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FakeKube } from '../testing/fake-kube.js';
import type { Answer } from '../testing/fake-kube-request.js';
import { failure } from '../testing/kube-failures.js';
import { accessTo } from '../testing/kube-server.js';
import { KubeApi } from './api.js';
import type { ClusterAccess } from './cluster-access.js';
import { countPods } from './pods.js';

const DEPLOYMENT = { group: 'apps', version: 'v1', resource: 'deployments', namespace: 'prod', name: 'decode' };
const server = new FakeKube();
let api: KubeApi;

beforeEach(async () => {
  await server.start();
  api = new KubeApi(accessTo(server, 'admin'));
  const create = { verb: 'create', target: { ...DEPLOYMENT, name: undefined }, body: { metadata: { name: 'decode' } } };
  await api.ask(create as never).catch(() => undefined);
});
afterEach(async () => {
  server.intercept = () => undefined;
  await api.close();
  await server.stop();
});

/** Answers the first `count` requests with this instead, and tells how many there were. */
function firstAnswers(count: number, answer: Answer): () => number {
  let requests = 0;
  server.intercept = () => (++requests <= count ? answer : undefined);
  return () => requests;
}

const busy = (retryAfter: string): Answer => ({
  ...failure(429, 'TooManyRequests', 'too many requests, please try again later'),
  headers: { 'retry-after': retryAfter },
});
const get = () => api.ask<{ metadata: { name: string } }>({ verb: 'get', target: DEPLOYMENT });

it('waits as long as a throttling server asks, and then goes on', async () => {
  const requests = firstAnswers(2, busy('0'));
  expect((await get()).metadata.name).toBe('decode');
  expect(requests()).toBe(3);
});

it('does not ask a throttling server for ever', async () => {
  const requests = firstAnswers(100, busy('0'));
  await expect(get()).rejects.toThrow('429 TooManyRequests');
  expect(requests()).toBe(4);
});

it('leaves a pause longer than a tick can wait to the next tick', async () => {
  const requests = firstAnswers(1, busy('60'));
  await expect(get()).rejects.toThrow('429');
  expect(requests()).toBe(1);
});

it('an abort ends the wait', async () => {
  firstAnswers(100, busy('10'));
  const controller = new AbortController();
  const asked = api.ask({ verb: 'get', target: DEPLOYMENT }, controller.signal);
  setTimeout(() => controller.abort(new Error('the daemon stops')), 20);
  await expect(asked).rejects.toThrow();
});

it('a server error is not repeated', async () => {
  const requests = firstAnswers(1, failure(500, 'InternalError', 'etcd is not there'));
  await expect(get()).rejects.toThrow('500 InternalError): etcd is not there');
  expect(requests()).toBe(1);
});

it('tries again on a connection that the server closed', async () => {
  await get();
  await server.stop();
  await server.start();
  expect((await get()).metadata.name).toBe('decode');
});

it('names the server that cannot be reached', async () => {
  await server.stop();
  await expect(get()).rejects.toThrow(`the API server ${new URL(server.url).host} cannot be reached`);
});

it('tells a page of a proxy from an answer', async () => {
  firstAnswers(1, { status: 200, body: '<html>Sign in</html>' });
  await expect(get()).rejects.toThrow('does not answer as a Kubernetes API server');
});

it('asks for new credentials once when they are refused', async () => {
  const asked: boolean[] = [];
  const access: ClusterAccess = {
    server: new URL(server.url),
    credentials: async (isRefused) => {
      asked.push(isRefused);
      return { token: isRefused ? 'admin' : 'run-out' };
    },
  };
  const renewing = new KubeApi(access);
  await renewing.ask({ verb: 'get', target: DEPLOYMENT });
  await renewing.close();
  expect(asked).toEqual([false, true]);
});

it('keeps to the path under which a proxy serves the API', async () => {
  let path = '';
  server.intercept = (_, asked) => {
    path = asked;
    return { status: 200, body: {} };
  };
  const proxied = new KubeApi({ ...accessTo(server, 'admin'), server: new URL(`${server.url}/k8s/clusters/c-1/`) });
  await proxied.ask({ verb: 'get', target: { ...DEPLOYMENT, subresource: 'scale' } });
  await proxied.close();
  expect(path).toBe('/k8s/clusters/c-1/apis/apps/v1/namespaces/prod/deployments/decode/scale');
});

it('counts pods over as many pages as there are', async () => {
  const target = { group: '', version: 'v1', resource: 'pods', namespace: 'prod' };
  for (let index = 0; index < 501; index++) {
    const body = { metadata: { name: `pod-${index}`, labels: { app: 'decode' } } };
    await api.ask({ verb: 'create', target, body });
  }
  expect(await countPods(api, 'prod', 'app=decode')).toEqual({ ready: 0, starting: 501, pending: 0, draining: 0 });
});
