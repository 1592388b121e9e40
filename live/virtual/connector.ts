/**
 * Dynamo's virtual connector: counts are written to etcd for an orchestrator that is not Kubernetes, which carries them out and confirms
 * the decision by its number. The next decision waits for that.
 */
import type { LogLine, Role, WorkerCounts } from '../../planner-core/index.js';
import type { Connector, Targets, WorkersByRole } from '../ports.js';
import { type Entry, Etcd } from './etcd.js';

/** Where decisions are written, and who reads them. */
export interface VirtualConfig {
  /** etcd's address: `http://etcd:2379`. */
  readonly url: string;
  /** Dynamo namespace. */
  readonly namespace: string;
  /** What keys begin with; else `/{namespace}/planner/`, as Dynamo 0.5 has it. From 1.0 on it is `v1/{namespace}/planner/`. */
  readonly prefix?: string;
  /** Workers that there are before the first decision; its roles are the ones that are moved. */
  readonly replicas: Targets;
  /** What the keys begin with under which workers register, one a worker: they are counted, instead of believing the confirmation. */
  readonly instances?: Readonly<Partial<Record<Role, string>>>;
}

/** After so long without a confirmation the next decision is written all the same. */
const PATIENCE_S = 1800;
const MOST_CONFLICTS = 5;

/** A deployment without prefill workers writes its count where decode workers stand. */
const KEYS = {
  prefill: 'num_prefill_workers',
  decode: 'num_decode_workers',
  aggregated: 'num_decode_workers',
} as const;

/** What etcd holds of the protocol. */
interface Written {
  /** −1 before the first decision. */
  readonly decision: number;
  readonly revision: string;
  readonly counts: Targets;
  readonly isConfirmed: boolean;
}

/** A connector over etcd; `now_s` is a monotonic clock. */
export function virtualConnector(
  config: VirtualConfig,
  tell: (line: LogLine) => void,
  now_s: () => number = () => performance.now() / 1000,
): Connector {
  return new VirtualConnector(config, tell, now_s);
}

class VirtualConnector implements Connector {
  readonly name = 'virtual';
  private readonly etcd: Etcd;
  private readonly prefix: string;
  private readonly roles: readonly Role[];
  /** Workers as last confirmed. */
  private confirmed: Targets;
  private heldSince_s: number | undefined;

  constructor(
    private readonly config: VirtualConfig,
    private readonly tell: (line: LogLine) => void,
    private readonly now_s: () => number,
  ) {
    this.etcd = new Etcd(config.url);
    this.prefix = config.prefix ?? `/${config.namespace}/planner/`;
    this.roles = Object.keys(config.replicas) as Role[];
    this.confirmed = config.replicas;
  }

  async workers(signal?: AbortSignal): Promise<WorkersByRole> {
    const { counts } = await this.read(signal);
    const all = this.roles.map(async (role) => [role, await this.count(role, counts[role]!, signal)] as const);
    return Object.fromEntries(await Promise.all(all));
  }

  async scale(targets: Targets, signal?: AbortSignal): Promise<Targets> {
    for (let conflicts = 0; conflicts <= MOST_CONFLICTS; conflicts++) {
      const written = await this.read(signal);
      const next = { ...written.counts, ...targets };
      if (this.roles.every((role) => next[role] === written.counts[role])) return targets;
      this.holdUntilConfirmed(written);
      if (await this.write(written, next, signal)) {
        this.heldSince_s = undefined;
        return targets;
      }
    }
    throw new Error(`others keep changing ${this.prefix}decision_id; is there a second planner?`);
  }

  close(): Promise<void> {
    return this.etcd.close();
  }

  private async read(signal?: AbortSignal): Promise<Written> {
    const entries = new Map((await this.etcd.range(this.prefix, signal)).map((entry) => [entry.key, entry]));
    const at = (name: string) => entries.get(this.prefix + name);
    const decision = integer(at('decision_id')) ?? -1;
    const isConfirmed = decision < 0 || (integer(at('scaled_decision_id')) ?? -1) >= decision;
    const stands = (role: Role) => (decision < 0 ? undefined : integer(at(KEYS[role]))) ?? this.config.replicas[role]!;
    const counts: Targets = Object.fromEntries(this.roles.map((role) => [role, stands(role)]));
    if (isConfirmed) this.confirmed = counts;
    return { decision, revision: at('decision_id')?.revision ?? '0', counts, isConfirmed };
  }

  private async count(role: Role, desired: number, signal?: AbortSignal): Promise<WorkerCounts> {
    const instances = this.config.instances?.[role];
    const ready = instances === undefined ? this.readyOf(role, desired) : await this.etcd.count(instances, signal);
    return { ready, starting: Math.max(0, desired - ready), draining: 0, desired };
  }

  /** Without registrations to count, those of the last confirmed decision work on until the next is confirmed. */
  private readyOf(role: Role, desired: number): number {
    return this.confirmed[role] ?? desired;
  }

  private holdUntilConfirmed({ decision, isConfirmed }: Written): void {
    if (isConfirmed) return;
    this.heldSince_s ??= this.now_s();
    const held_s = this.now_s() - this.heldSince_s;
    if (held_s < PATIENCE_S) {
      throw new Error(
        `decision ${decision} is not confirmed; the next one is held, for ${Math.round(held_s)} s so far`,
      );
    }
    this.tell({
      level: 'warning',
      text: `Decision ${decision} was not confirmed within ${PATIENCE_S} s; the next one follows`,
    });
  }

  /** All keys at once, and only if no other decision came in between. */
  private write({ decision, revision }: Written, counts: Targets, signal?: AbortSignal): Promise<boolean> {
    const values: Record<string, string> = { [`${this.prefix}decision_id`]: String(decision + 1) };
    for (const role of this.roles) values[this.prefix + KEYS[role]] = String(counts[role]);
    return this.etcd.putIfAt(`${this.prefix}decision_id`, revision, values, signal);
  }
}

/** A decimal text; anything else is as if it were not there, which Dynamo's own clients do too. */
function integer(entry: Entry | undefined): number | undefined {
  return entry !== undefined && /^-?\d+$/.test(entry.value) ? Number(entry.value) : undefined;
}
