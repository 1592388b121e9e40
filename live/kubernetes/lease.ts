/** Leader election by a Lease object (coordination.k8s.io/v1), in the way of Kubernetes's own controllers. */
import type { Lease } from '../ports.js';
import { KubeApi } from './api.js';
import { KubeError } from './api-error.js';
import type { ClusterAccess } from './cluster-access.js';

/** Which lease, and who asks for it. */
export interface KubernetesLeaseConfig {
  /** Where the Lease is; else the namespace of the kubeconfig's context or of the pod. */
  readonly namespace?: string;
  readonly name: string;
  /** Unique among the planners that share the lease: a pod's name. */
  readonly holder: string;
}

/** After this long without a renewal others may take it: the default of Kubernetes's controllers. */
const DURATION_S = 15;
/** The holder itself stops earlier, so that an order that it has sent is over when the next one begins. */
const HELD_S = 10;
const RETRY_S = 4;

interface LeaseSpec {
  readonly holderIdentity?: string;
  readonly leaseDurationSeconds?: number;
  readonly acquireTime?: string;
  readonly renewTime?: string;
  readonly leaseTransitions?: number;
}

interface LeaseObject {
  readonly apiVersion: 'coordination.k8s.io/v1';
  readonly kind: 'Lease';
  readonly metadata: { readonly name: string; readonly resourceVersion?: string };
  readonly spec: LeaseSpec;
}

/** The lease `config.name`; `now_s` is a monotonic clock. Needs the verbs get, create and update on leases. */
export function kubernetesLease(
  access: ClusterAccess,
  config: KubernetesLeaseConfig,
  now_s: () => number = () => performance.now() / 1000,
): Lease {
  return new KubernetesLease(new KubeApi(access), config.namespace ?? access.namespace ?? 'default', config, now_s);
}

class KubernetesLease implements Lease {
  readonly holder: string;
  readonly retry_s = RETRY_S;
  private heldUntil_s = Number.NEGATIVE_INFINITY;
  /** Another's lease as last seen, and since when it has not changed. Its timestamps are by another clock and are not used. */
  private seen: { readonly version: string | undefined; readonly since_s: number } | undefined;
  private readonly target;

  constructor(
    private readonly api: KubeApi,
    namespace: string,
    { name, holder }: KubernetesLeaseConfig,
    private readonly now_s: () => number,
  ) {
    this.holder = holder;
    this.target = { group: 'coordination.k8s.io', version: 'v1', resource: 'leases', namespace, name };
  }

  async acquire(signal?: AbortSignal): Promise<boolean> {
    const start_s = this.now_s();
    const current = await this.read(signal);
    if (current !== undefined && !this.isFree(current)) return this.lost();
    return this.write(start_s, current, signal);
  }

  async renew(signal?: AbortSignal): Promise<boolean> {
    const start_s = this.now_s();
    const current = await this.read(signal);
    if (current?.spec.holderIdentity !== this.holder) return this.lost();
    return this.write(start_s, current, signal);
  }

  isHeld(): boolean {
    return this.now_s() < this.heldUntil_s;
  }

  async release(): Promise<void> {
    if (this.isHeld()) {
      const current = await this.read();
      this.lost();
      if (current?.spec.holderIdentity === this.holder) {
        await this.put({ ...current, spec: { ...current.spec, holderIdentity: '', leaseDurationSeconds: 1 } });
      }
    }
    await this.api.close();
  }

  /** Ours, given up, or not renewed for its duration, as long as this planner has watched it. */
  private isFree({ metadata, spec }: LeaseObject): boolean {
    if (!spec.holderIdentity || spec.holderIdentity === this.holder) return true;
    const { resourceVersion: version } = metadata;
    if (this.seen === undefined || this.seen.version !== version) this.seen = { version, since_s: this.now_s() };
    return this.now_s() - this.seen.since_s >= (spec.leaseDurationSeconds ?? DURATION_S);
  }

  /** Writes against the version that was read: of two planners that find it free, one gets it. */
  private async write(start_s: number, current: LeaseObject | undefined, signal?: AbortSignal): Promise<boolean> {
    const now = `${new Date().toISOString().slice(0, -1)}000Z`; // microseconds, as the API wants them
    const isOurs = current?.spec.holderIdentity === this.holder;
    const spec: LeaseSpec = {
      holderIdentity: this.holder,
      leaseDurationSeconds: DURATION_S,
      acquireTime: (isOurs ? current.spec.acquireTime : undefined) ?? now,
      renewTime: now,
      leaseTransitions: (current?.spec.leaseTransitions ?? -1) + (isOurs ? 0 : 1),
    };
    try {
      if (current === undefined) await this.create(spec, signal);
      else await this.put({ ...current, spec }, signal);
    } catch (error) {
      if (error instanceof KubeError && error.isStale) return this.lost();
      throw error;
    }
    this.heldUntil_s = start_s + HELD_S;
    return true;
  }

  private lost(): false {
    this.heldUntil_s = Number.NEGATIVE_INFINITY;
    return false;
  }

  private async read(signal?: AbortSignal): Promise<LeaseObject | undefined> {
    try {
      return await this.api.ask<LeaseObject>({ verb: 'get', target: this.target }, signal);
    } catch (error) {
      if (error instanceof KubeError && error.isMissing) return undefined;
      throw error;
    }
  }

  private async create(spec: LeaseSpec, signal?: AbortSignal): Promise<void> {
    const { name, ...target } = this.target;
    const body: LeaseObject = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name }, spec };
    await this.api.ask({ verb: 'create', target, body }, signal);
  }

  private async put(body: LeaseObject, signal?: AbortSignal): Promise<void> {
    await this.api.ask({ verb: 'update', target: this.target, body }, signal);
  }
}
