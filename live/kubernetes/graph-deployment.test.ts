/** Components of a DynamoGraphDeployment in both forms: how one is found, read and ordered. The kube contract has the whole way. */
import { describe, expect, it } from 'vitest';
import type { Role } from '../../planner-core/index.js';
import { failure } from '../testing/kube-failures.js';
import type { DynamoForm, KubeObject } from '../testing/kube-objects.js';
import { openKube } from '../testing/open-kube.js';
import { graphComponent } from './graph-deployment.js';

const kube = openKube();
let places = 0;

interface Place {
  readonly namespace: string;
  readonly form: DynamoForm;
  component(role: Role, name?: string): ReturnType<typeof graphComponent>;
  graph(): Promise<KubeObject>;
}

/** A deployment `g` of these components in a namespace of its own; `status` as the operator tells it. */
async function deployment(form: DynamoForm, spec: object, status?: object): Promise<Place> {
  const namespace = `graph-${places++}`;
  const collection = `nvidia.com/${form}/dynamographdeployments`;
  await kube.server.prepare(namespace, form);
  await kube.make(namespace, collection, { metadata: { name: 'g' }, spec, ...(status && { status }) });
  kube.asked.length = 0;
  return {
    namespace,
    form,
    component: (role, name) => graphComponent(kube.api, namespace, 'g', role, name),
    graph: () => kube.read(namespace, collection, 'g'),
  };
}

async function adapter({ namespace, form }: Place, name: string, replicas: number, selector?: string) {
  const collection = `nvidia.com/${form}/dynamographdeploymentscalingadapters`;
  await kube.make(namespace, collection, {
    metadata: { name },
    spec: { replicas },
    ...(selector && { status: { selector } }),
  });
  kube.asked.length = 0;
}

const LABELS = 'nvidia.com/dynamo-graph-deployment-name=g,nvidia.com/dynamo-component=';
const requests = () => kube.asked.map((request) => request.replace(/ .*\/namespaces\/[^/]+\//, ' '));

describe('how a component is found', () => {
  const services = {
    Frontend: { replicas: 1 },
    VllmPrefill: { subComponentType: 'prefill', replicas: 2 },
    VllmDecode: { subComponentType: 'decode', replicas: 3 },
  };

  it.each([
    ['by name', 'prefill', 'Frontend', 1],
    ['by its declared role', 'prefill', undefined, 2],
    ['by its declared role', 'decode', undefined, 3],
  ] as const)('%s: %s %s', async (_, role, name, desired) => {
    const place = await deployment('v1alpha1', { services });
    expect(await place.component(role, name).read()).toMatchObject({ desired });
  });

  it.each([
    ['a name that is nearly there', 'VllmPrefil', 'does not have a component VllmPrefil: is VllmPrefill meant?'],
    ['a name that is not', 'Zzz', 'a component Zzz: it has Frontend, VllmPrefill, VllmDecode'],
    ['a role that nobody declares', undefined, 'one component of role aggregated: it has Frontend'],
  ])('%s is told with what there is', async (_, name, expected) => {
    const { component } = await deployment('v1alpha1', { services });
    await expect(component('aggregated', name).read()).rejects.toThrow(expected);
  });

  it('two of one role are not told apart', async () => {
    const two = [
      { name: 'a', type: 'decode' },
      { name: 'b', type: 'decode' },
    ];
    const { component } = await deployment('v1beta1', { components: two });
    await expect(component('decode').read()).rejects.toThrow('one component of role decode: it has a, b');
    expect(await component('decode', 'b').read()).toMatchObject({ selector: `${LABELS}b` });
  });

  it('a deployment of nothing says so', async () => {
    const { component, namespace } = await deployment('v1beta1', {});
    await expect(component('decode', 'x').read()).rejects.toThrow(
      `the DynamoGraphDeployment g in namespace ${namespace} does not have a component x: it has none`,
    );
  });

  it('is named for messages', async () => {
    expect(graphComponent(kube.api, 'prod', 'g', 'decode', 'X').name).toBe('dynamographdeployments.nvidia.com/g X');
    expect(graphComponent(kube.api, 'prod', 'g', 'decode').name).toBe('dynamographdeployments.nvidia.com/g decode');
  });
});

describe('what is read', () => {
  const decode = (more: object = {}) => ({ components: [{ name: 'd', type: 'decode', ...more }] });

  it('replicas left out are one, and a pod is a worker', async () => {
    const { component } = await deployment('v1beta1', decode());
    expect(await component('decode').read()).toEqual({ desired: 1, selector: `${LABELS}d`, podsPerWorker: 1 });
  });

  it('a worker of several nodes is as many pods', async () => {
    const { component } = await deployment('v1beta1', decode({ replicas: 2, multinode: { nodeCount: 4 } }));
    expect(await component('decode').read()).toMatchObject({ desired: 2, podsPerWorker: 4 });
  });

  it.each([
    ['available ones', { availableReplicas: 2, readyReplicas: 3 }, 2],
    ['ready ones', { readyReplicas: 3 }, 3],
    ['none', {}, undefined],
  ])('%s of the status', async (_, told, ready) => {
    for (const [form, spec, status] of [
      ['v1beta1', decode(), { components: { d: told } }],
      ['v1alpha1', { services: { d: { subComponentType: 'decode' } } }, { services: { d: told } }],
    ] as const) {
      const { component } = await deployment(form, spec, status);
      expect((await component('decode').read()).ready).toBe(ready);
    }
  });

  it("an adapter's count and selector go before the deployment's own", async () => {
    const place = await deployment('v1beta1', decode({ name: 'MyDecode', replicas: 2 }));
    await adapter(place, 'g-mydecode', 7, 'app=of-the-adapter');
    expect(await place.component('decode').read()).toMatchObject({ desired: 7, selector: 'app=of-the-adapter' });
  });

  it('an adapter without a selector yet leaves it to the labels', async () => {
    const place = await deployment('v1beta1', decode({ replicas: 2 }));
    await adapter(place, 'g-d', 0);
    expect(await place.component('decode').read()).toMatchObject({ desired: 0, selector: `${LABELS}d` });
  });
});

describe('which form is asked for', () => {
  it('the newest first, and then the one that the cluster serves', async () => {
    const { component } = await deployment('v1alpha1', { services: { d: { subComponentType: 'decode' } } });
    const workload = component('decode');
    await workload.read();
    const paths = () => kube.asked.filter((request) => request.endsWith('/g')).map((path) => path.split('/')[3]);
    expect(paths()).toEqual(['v1beta1', 'v1alpha1']);
    kube.asked.length = 0;
    await workload.read();
    expect(paths()).toEqual(['v1alpha1']);
  });

  it('a cluster without the operator is told so', async () => {
    kube.instead = () => ({ status: 404, body: '404 page not found\n' });
    await expect(graphComponent(kube.api, 'prod', 'g', 'decode').read()).rejects.toThrow(
      'serves no DynamoGraphDeployment (v1beta1, v1alpha1): is the Dynamo operator installed?',
    );
  });

  it('a deployment that is not there is missing, in the form that is served', async () => {
    await kube.server.prepare('empty', 'v1beta1');
    await expect(graphComponent(kube.api, 'empty', 'g', 'decode').read()).rejects.toThrow('"g" not found');
  });
});

describe('an order', () => {
  it('goes through the adapter where there is one, and leaves the deployment alone', async () => {
    const place = await deployment('v1alpha1', { services: { d: { subComponentType: 'decode', replicas: 1 } } });
    await adapter(place, 'g-d', 1);
    expect(await place.component('decode').order(4)).toBe(4);
    expect(requests().at(-1)).toBe('PATCH dynamographdeploymentscalingadapters/g-d/scale');
    expect((await place.graph()).spec.services.d.replicas).toBe(1);
  });

  it('else patches the service, and no other', async () => {
    const services = { d: { subComponentType: 'decode', replicas: 1 }, other: { replicas: 5 } };
    const place = await deployment('v1alpha1', { services });
    expect(await place.component('decode').order(4)).toBe(4);
    expect((await place.graph()).spec.services).toEqual({ ...services, d: { ...services.d, replicas: 4 } });
  });

  it('else patches the component by its place in the list', async () => {
    const components = [
      { name: 'front', type: 'frontend' },
      { name: 'd', type: 'decode' },
    ];
    const place = await deployment('v1beta1', { components });
    expect(await place.component('decode').order(4)).toBe(4);
    expect((await place.graph()).spec.components).toEqual([components[0], { ...components[1], replicas: 4 }]);
  });

  it('that is in force writes nothing', async () => {
    const place = await deployment('v1beta1', { components: [{ name: 'd', type: 'decode', replicas: 4 }] });
    expect(await place.component('decode').order(4)).toBe(4);
    expect(requests().filter((request) => request.startsWith('PATCH'))).toEqual([]);
  });

  it('that is refused says so, and is not sent to the deployment instead', async () => {
    const place = await deployment('v1beta1', { components: [{ name: 'd', type: 'decode' }] });
    await adapter(place, 'g-d', 1);
    kube.instead = (method) => (method === 'PATCH' ? failure(403, 'Forbidden', 'no') : undefined);
    await expect(place.component('decode').order(4)).rejects.toThrow(
      'resources: ["dynamographdeploymentscalingadapters/scale"], verbs: ["patch"]',
    );
    expect(requests().filter((request) => request.startsWith('PATCH'))).toHaveLength(1);
  });
});
