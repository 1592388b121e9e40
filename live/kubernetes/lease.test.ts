/** The Lease object as other controllers see it; the kube contract has how planners share it. */
import { describe, expect, it } from 'vitest';
import { failure } from '../testing/kube-failures.js';
import { accessTo, admin } from '../testing/kube-server.js';
import { openKube } from '../testing/open-kube.js';
import { kubernetesLease } from './lease.js';

const kube = openKube();
const LEASES = 'coordination.k8s.io/v1/leases';
const PATH = '/apis/coordination.k8s.io/v1/namespaces';
let places = 0;

/** A lease `l` in a namespace of its own, on a clock of the test. */
function open(holder = 'a', namespace = `lease-${places++}`) {
  const clock = { now_s: 100 };
  const config = { namespace, name: 'l', holder };
  const lease = kubernetesLease(accessTo(kube.server, 'admin'), config, () => clock.now_s);
  const object = () => kube.read(namespace, LEASES, 'l');
  const edit = (spec: object) => admin(kube.server, 'PATCH', `${PATH}/${namespace}/leases/l`, { spec });
  return { lease, clock, namespace, object, edit };
}

/** Microseconds, as the API has them. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

describe('the object', () => {
  it('is made with its holder, and lasts 15 s', async () => {
    const { lease, object } = open('planner-0');
    expect(await lease.acquire()).toBe(true);
    const { apiVersion, kind, spec } = await object();
    expect([apiVersion, kind]).toEqual(['coordination.k8s.io/v1', 'Lease']);
    expect(spec).toMatchObject({ holderIdentity: 'planner-0', leaseDurationSeconds: 15, leaseTransitions: 0 });
    expect(spec.acquireTime).toMatch(TIME);
    expect(spec.renewTime).toMatch(TIME);
    await lease.release();
  });

  it('keeps what others wrote into it', async () => {
    const { lease, namespace, object } = open();
    const metadata = { name: 'l', labels: { team: 'serving' } };
    await kube.make(namespace, LEASES, { metadata, spec: { holderIdentity: '' } });
    await lease.acquire();
    expect((await object()).metadata.labels).toEqual({ team: 'serving' });
    await lease.release();
  });

  it('counts a change of holder, and not a renewal', async () => {
    const { lease, namespace, object } = open('b');
    await kube.make(namespace, LEASES, { metadata: { name: 'l' }, spec: { leaseTransitions: 4 } });
    await lease.acquire();
    const { acquireTime } = (await object()).spec;
    await lease.renew();
    expect((await object()).spec).toMatchObject({ leaseTransitions: 5, acquireTime });
    await lease.release();
  });

  it('given up names nobody, and for a second at most', async () => {
    const { lease, object } = open();
    await lease.acquire();
    await lease.release();
    expect((await object()).spec).toMatchObject({ holderIdentity: '', leaseDurationSeconds: 1 });
  });
});

describe('holding', () => {
  it.each([
    [9.999, true],
    [10, false],
  ])('%d s after the last renewal: %s', async (seconds, isHeld) => {
    const { lease, clock } = open();
    await lease.acquire();
    clock.now_s += seconds;
    expect(lease.isHeld()).toBe(isHeld);
    clock.now_s = 100;
    await lease.release();
  });

  it('counts from before the request, not from its answer', async () => {
    const { lease, clock } = open();
    kube.instead = (method) => {
      if (method === 'POST') clock.now_s += 9; // the server took its time
      return undefined;
    };
    await lease.acquire();
    clock.now_s += 1;
    expect(lease.isHeld()).toBe(false);
  });

  it('a renewal that fails leaves it held for its time', async () => {
    const { lease, clock } = open();
    await lease.acquire();
    clock.now_s += 4;
    kube.instead = () => failure(500, 'InternalError', 'etcd is not there');
    await expect(lease.renew()).rejects.toThrow('500 InternalError');
    expect(lease.isHeld()).toBe(true);
    clock.now_s += 6;
    expect(lease.isHeld()).toBe(false);
  });

  it('somebody else in it: lost at the next renewal', async () => {
    const { lease, edit } = open();
    await lease.acquire();
    await edit({ holderIdentity: 'b' });
    expect(await lease.renew()).toBe(false);
    expect(lease.isHeld()).toBe(false);
    await lease.release();
  });

  it('a lease that was deleted is lost, and can be taken anew', async () => {
    const { lease, namespace } = open();
    await lease.acquire();
    await admin(kube.server, 'DELETE', `${PATH}/${namespace}/leases/l`);
    expect(await lease.renew()).toBe(false);
    expect(await lease.acquire()).toBe(true);
    await lease.release();
  });

  it('of two writes at once the later loses', async () => {
    const { lease } = open();
    kube.instead = (method) => (method === 'POST' ? failure(409, 'AlreadyExists', 'it is there') : undefined);
    expect(await lease.acquire()).toBe(false);
    expect(lease.isHeld()).toBe(false);
  });
});

describe("another's lease", () => {
  /** One that `b` holds for so long, as it is first seen. */
  async function held(leaseDurationSeconds?: number) {
    const opened = open();
    const spec = { holderIdentity: 'b', ...(leaseDurationSeconds !== undefined && { leaseDurationSeconds }) };
    await kube.make(opened.namespace, LEASES, { metadata: { name: 'l' }, spec });
    expect(await opened.lease.acquire()).toBe(false);
    return opened;
  }

  it.each([
    [undefined, 15],
    [40, 40],
    [1, 1],
  ])('of %s s is free after %i s without a change', async (duration_s, expected_s) => {
    const { lease, clock } = await held(duration_s);
    clock.now_s += expected_s - 0.5;
    expect(await lease.acquire()).toBe(false);
    clock.now_s += 0.5;
    expect(await lease.acquire()).toBe(true);
    await lease.release();
  });

  it('that is renewed is watched anew', async () => {
    const { lease, clock, edit } = await held();
    clock.now_s += 14;
    await edit({ renewTime: '2026-01-01T00:00:14.000000Z' });
    expect(await lease.acquire()).toBe(false);
    clock.now_s += 14;
    expect(await lease.acquire()).toBe(false);
    clock.now_s += 1;
    expect(await lease.acquire()).toBe(true);
    await lease.release();
  });

  it('is not given up by who does not hold it', async () => {
    const { lease, object } = await held();
    kube.asked.length = 0;
    await lease.release();
    expect(kube.asked).toEqual([]);
    expect((await object()).spec.holderIdentity).toBe('b');
  });
});

it.each([
  ['the one of its configuration', { namespace: 'mine' }, 'of the access', 'mine'],
  ["else the access's", {}, 'of-the-access', 'of-the-access'],
  ['else the default', {}, undefined, 'default'],
])('its namespace is %s', async (_, config, namespace, expected) => {
  const access = { ...accessTo(kube.server, 'limited'), ...(namespace !== undefined && { namespace }) };
  await expect(kubernetesLease(access, { ...config, name: 'l', holder: 'a' }).acquire()).rejects.toThrow(
    `in namespace ${expected}`,
  );
});
