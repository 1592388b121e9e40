/** What the Kubernetes connector must do on any API server: the connector contract on every kind of workload, and Kubernetes's own faults. */
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { kubernetesLease } from '../kubernetes/index.js';
import type { Lease } from '../ports.js';
import { connectorContract, STARTS_WITH } from './connector-contract.js';
import { graph, graphWithAdapters, type KubeObject, type WorldSetup, workloads } from './kube-objects.js';
import { accessTo, admin, type KubeServer } from './kube-server.js';
import { addPod, type KubeWorld, openKubeWorld, pathOf } from './kube-world.js';

let leaseWorlds = 0;

/** The suite, on a server that has started when its rules run. */
export function kubeContract(server: KubeServer): void {
  const setups: readonly (readonly [string, WorldSetup])[] = [
    ['Deployments', workloads('Deployment')],
    ['StatefulSets', workloads('StatefulSet')],
    ['LeaderWorkerSets', workloads('LeaderWorkerSet')],
    ['DynamoGraphDeployment v1alpha1', graph('v1alpha1')],
    ['DynamoGraphDeployment v1alpha1 with scaling adapters', graphWithAdapters('v1alpha1')],
    ['DynamoGraphDeployment v1beta1', graph('v1beta1')],
    ['DynamoGraphDeployment v1beta1 with scaling adapters', graphWithAdapters('v1beta1')],
  ];
  for (const [name, setup] of setups) connectorContract(name, () => openKubeWorld(server, setup));
  conflicts(server);
  refusals(server);
  podStates(server);
  leases(server);
}

function conflicts(server: KubeServer): void {
  const places = [
    ['a Deployment', workloads('Deployment')],
    ['a DynamoGraphDeployment v1alpha1', graph('v1alpha1')],
    ['a scaling adapter', graphWithAdapters('v1beta1')],
  ] as const;

  describe('somebody else writes between reading and writing', () => {
    it.each(places)('%s: the order is repeated on what is there then', async (_, setup) => {
      const { world, extraRequests } = await disturbed(server, setup, (world) =>
        world.edit!('prefill', STARTS_WITH + 7),
      );
      expect(extraRequests).toBe(2);
      expect((await world.connector.workers()).prefill?.desired).toBe(STARTS_WITH + 3);
    });

    it('a component that moves to another place of the list is not mistaken for another', async () => {
      const { world } = await disturbed(server, graph('v1beta1'), async ({ namespace }) => {
        const path = pathOf(namespace, 'nvidia.com/v1beta1/dynamographdeployments', 'vllm-disagg-planner');
        const { spec } = await admin<KubeObject>(server, 'GET', path);
        await admin(server, 'PATCH', path, { spec: { components: spec.components.toReversed() } });
      });
      const { prefill, decode } = await world.connector.workers();
      expect([prefill?.desired, decode?.desired]).toEqual([STARTS_WITH + 3, STARTS_WITH]);
    });
  });

  it('tells once of a count that somebody else set', async () => {
    const world = await openKubeWorld(server, workloads('Deployment'));
    onTestFinished(() => world.close());
    await world.connector.scale({ decode: STARTS_WITH + 1 });
    await world.connector.workers();
    expect(world.told).toEqual([]);
    await world.edit!('decode', 9);
    await world.connector.workers();
    await world.connector.workers();
    expect(world.told.map(({ text }) => text)).toEqual([
      'Somebody else set deployments.apps/vllm-disagg-planner-vllmdecodeworker to 9 replicas where 3 were ordered; is there a second autoscaler?',
    ]);
  });
}

/** A world in which `meddle` runs right before the write of an order of three more prefill workers. */
async function disturbed(server: KubeServer, setup: WorldSetup, meddle: (world: KubeWorld) => Promise<void>) {
  const access = accessTo(server, 'planner');
  let requests = 0;
  let beforeRequest = async (): Promise<void> => {};
  const credentials = async () => {
    requests += 1;
    await beforeRequest();
    return access.credentials(false);
  };
  const requestsOf = async (count: number): Promise<number> => {
    requests = 0;
    expect(await world.connector.scale({ prefill: count })).toEqual({ prefill: count });
    return requests;
  };
  const world = await openKubeWorld(server, setup, { ...access, credentials });
  onTestFinished(() => world.close());
  await requestsOf(STARTS_WITH + 1); // finds out, among others, which form the cluster serves
  const undisturbed = await requestsOf(STARTS_WITH + 2);
  beforeRequest = async () => {
    if (requests === undisturbed) await meddle(world);
  };
  return { world, extraRequests: (await requestsOf(STARTS_WITH + 3)) - undisturbed };
}

function refusals(server: KubeServer): void {
  it('a missing permission is told by verb, resource and namespace', async () => {
    const world = await openKubeWorld(server, workloads('Deployment'), accessTo(server, 'limited'));
    onTestFinished(() => world.close());
    const lacks = (verb: string) =>
      `Role in namespace ${world.namespace} lacks apiGroups: ["apps"], resources: ["deployments/scale"], verbs: ["${verb}"]`;
    await expect(world.connector.workers()).rejects.toThrow(lacks('get'));
    await expect(world.connector.scale({ decode: 3 })).rejects.toThrow(lacks('get'));
  });

  it('credentials that are not accepted are told without them', async () => {
    const world = await openKubeWorld(server, workloads('Deployment'), accessTo(server, 'no-such-secret'));
    onTestFinished(() => world.close());
    const error = await world.connector.workers().catch((reason: Error) => reason.message);
    expect(error).toContain('401 Unauthorized');
    expect(error).not.toContain('no-such-secret');
  });

  it('an order that is half applied resolves to the half, and the rest is told', async () => {
    const setup = workloads('Deployment');
    const config = {
      workloads: { ...setup.config.workloads, decode: { kind: 'StatefulSet', name: 'not-there' } as const },
    };
    const world = await openKubeWorld(server, { ...setup, config });
    onTestFinished(() => world.close());
    expect(await world.connector.scale({ prefill: 4, decode: 4 })).toEqual({ prefill: 4 });
    expect(world.told).toMatchObject([{ level: 'error', text: expect.stringContaining('"not-there" not found') }]);
    await expect(world.connector.scale({ decode: 4 })).rejects.toThrow('"not-there" not found');
  });

  it('a component that is not there is told with those that are', async () => {
    const setup = graph('v1alpha1');
    const components = { prefill: 'VllmPrefilWorker' };
    const world = await openKubeWorld(server, {
      ...setup,
      config: { graphDeployment: { name: 'vllm-disagg-planner', components } },
    });
    onTestFinished(() => world.close());
    await expect(world.connector.workers()).rejects.toThrow('is VllmPrefillWorker meant?');
  });

  it('a count that the platform does not allow is refused with its reason', async () => {
    const world = await openKubeWorld(server, workloads('Deployment'));
    onTestFinished(() => world.close());
    await expect(world.connector.scale({ decode: -1 })).rejects.toThrow('must be greater than or equal to 0');
  });
}

function podStates(server: KubeServer): void {
  it('pods that no node takes are pending, those being ended drain, those that ended do not count', async () => {
    const setup = workloads('Deployment');
    const world = await openKubeWorld(server, setup);
    onTestFinished(() => world.close());
    const add = (name: string, status: object, node?: string) =>
      addPod(server, world.namespace, name, setup.roles[0]!.labels, status, node);
    const unschedulable = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable' };
    await add('waits', { phase: 'Pending', conditions: [unschedulable] });
    await add('loads', { conditions: [{ type: 'Ready', status: 'False' }] });
    await add('evicted', { phase: 'Failed' });
    await add('leaves', { conditions: [{ type: 'Ready', status: 'True' }] }, 'node-1');
    await admin(server, 'DELETE', pathOf(world.namespace, 'v1/pods', 'leaves'));
    await world.connector.scale({ prefill: 6 });
    expect((await world.connector.workers()).prefill).toEqual({
      ready: 2,
      starting: 4,
      pending: 1,
      draining: 1,
      desired: 6,
    });
  });
}

function leases(server: KubeServer): void {
  describe('leases', () => {
    let namespace: string;
    let time_s = 0;
    beforeEach(async () => {
      namespace = `leases-${process.pid}-${leaseWorlds++}`;
      await server.prepare(namespace);
    });
    const planner = (holder: string): Lease => {
      const config = { namespace, name: 'vllm-disagg-planner-planner', holder };
      const lease = kubernetesLease(accessTo(server, 'planner'), config, () => time_s);
      onTestFinished(() => lease.release());
      return lease;
    };

    it('one of two that ask at once gets it, and keeps it by renewing', async () => {
      const both = [planner('a'), planner('b')];
      const got = await Promise.all(both.map((lease) => lease.acquire()));
      expect(got.filter(Boolean)).toHaveLength(1);
      const [leader, other] = got[0] ? both : both.toReversed();
      for (let turn = 0; turn < 6; turn++) {
        time_s += leader!.retry_s;
        expect([await leader!.renew(), await other!.acquire()]).toEqual([true, false]);
      }
      expect([leader!.isHeld(), other!.isHeld()]).toEqual([true, false]);
    });

    it('one that is silent stops leading by itself before another may begin', async () => {
      const [first, second] = [planner('a'), planner('b')];
      await first.acquire();
      expect(await second.acquire()).toBe(false);
      time_s += 9;
      expect([first.isHeld(), await second.acquire()]).toEqual([true, false]);
      time_s += 5;
      expect([first.isHeld(), await second.acquire()]).toEqual([false, false]);
      time_s += 2;
      expect(await second.acquire()).toBe(true);
      expect([await first.renew(), await first.acquire(), first.isHeld()]).toEqual([false, false, false]);
    });

    it('one that gives it up need not be waited for', async () => {
      const [first, second] = [planner('a'), planner('b')];
      await first.acquire();
      await first.release();
      expect([first.isHeld(), await second.acquire()]).toEqual([false, true]);
    });

    it('a planner that comes back under its name goes on at once', async () => {
      await planner('a').acquire();
      expect(await planner('a').acquire()).toBe(true);
    });

    it('without the permission the error names it', async () => {
      const lease = kubernetesLease(accessTo(server, 'limited'), { namespace, name: 'l', holder: 'a' });
      await expect(lease.acquire()).rejects.toThrow('resources: ["leases"], verbs: ["get"]');
    });
  });
}
