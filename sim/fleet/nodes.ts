/**
 * The nodes of a cluster: workers get GPUs on the first node that has room; where none has, a node is provisioned; beyond
 * the quota, workers wait. Those that fit are taken up in order of asking whenever GPUs become free, so a large one does
 * not hold back a small one, as in Kubernetes.
 */
import { HeadroomError } from '../../scenarios/errors/index.js';
import type { NodesSpec } from '../../scenarios/index.js';
import type { RandomStream } from '../../scenarios/random/index.js';
import type { EventKind, Kernel } from '../core/kernel.js';
import { PRIORITY } from '../core/priority.js';
import type { Claim } from './claim.js';
import { drawProvision, type TimedStage } from './startup.js';

interface Node {
  free: number;
  /** When it is there. */
  readonly up_s: number;
  /** Its provisioning, each stage with its end. */
  readonly provisioning: readonly { readonly name: string; readonly end_s: number }[];
  /** Counts how often it has become idle, so that an old deadline is told from the present one. */
  idleTimes: number;
}

interface NodeClaim extends Claim {
  granted: boolean;
  provisioning: readonly TimedStage[];
  parts: { readonly node: Node; readonly gpus: number }[];
  readonly onGranted: () => void;
}

interface Deadline {
  readonly node: Node;
  readonly idleTimes: number;
}

/** GPU seconds of the nodes so far. */
export interface NodeTime {
  /** Of all nodes, from the moment they were asked for. */
  readonly provisioned_gpu_s: number;
  /** Of those, the ones that no worker held. */
  readonly idle_gpu_s: number;
}

/** The nodes of one cluster, and who waits for GPUs. */
export class Nodes {
  private readonly nodes: Node[] = [];
  /** Claims without GPUs, in order of asking. */
  private readonly waiting = new Set<NodeClaim>();
  private readonly deadline: EventKind<Deadline>;
  private held = 0;
  private readonly time = { provisioned: 0, held: 0, since_s: 0 };

  constructor(
    private readonly kernel: Kernel,
    private readonly spec: NodesSpec,
    private readonly random: RandomStream,
  ) {
    this.deadline = kernel.define<Deadline>(PRIORITY.workerState, (deadline) => this.giveBack(deadline));
    for (let i = 0; i < spec.initial; i++) this.addNode([]);
  }

  /** Nodes there are or that are being provisioned; never more than the quota. */
  get count(): number {
    return this.nodes.length;
  }

  /** GPUs that workers hold. */
  get heldGpus(): number {
    return this.held;
  }

  /** Claims GPUs. `onGranted` is called later if they are not granted at once. */
  claim(gpus: number, onGranted: () => void): Claim {
    const claim: NodeClaim = { gpus, granted: false, provisioning: [], parts: [], onGranted };
    if (!this.place(claim, (stages) => stages)) this.waiting.add(claim);
    return claim;
  }

  /** GPUs for a worker that is there from the first instant, on a node that is too. Throws HR_SCENARIO_INVALID. */
  seat(gpus: number): Claim {
    const claim: NodeClaim = { gpus, granted: false, provisioning: [], parts: [], onGranted: () => undefined };
    if (!this.place(claim, () => [])) {
      const { max, gpus_per_node } = this.spec;
      throw new HeadroomError('HR_SCENARIO_INVALID', {
        message: `cluster.nodes: the workers at the start do not fit on ${max} nodes of ${gpus_per_node} GPUs`,
        hint: 'Raise cluster.nodes.max, or lower the replicas or warm pools of the pools.',
      });
    }
    return claim;
  }

  /** Gives a claim up: its GPUs are free, or nobody waits for them any more. */
  release(claim: Claim): void {
    const released = claim as NodeClaim;
    this.waiting.delete(released);
    if (!released.granted) return;
    this.settle();
    released.granted = false;
    this.held -= released.gpus;
    for (const { node, gpus } of released.parts) {
      node.free += gpus;
      if (node.free === this.spec.gpus_per_node) this.becomeIdle(node);
    }
    released.parts = [];
    this.takeUpWaiting();
  }

  nodeTime(): NodeTime {
    this.settle();
    return { provisioned_gpu_s: this.time.provisioned, idle_gpu_s: this.time.provisioned - this.time.held };
  }

  private takeUpWaiting(): void {
    for (const claim of [...this.waiting]) {
      if (!this.waiting.has(claim) || !this.place(claim, (stages) => stages)) continue;
      this.waiting.delete(claim);
      claim.onGranted();
    }
  }

  /** Finds every part of the claim a node, provisioning those that are missing; false beyond the quota. */
  private place(claim: NodeClaim, provisioning: (stages: TimedStage[]) => TimedStage[]): boolean {
    const found: { part: number; node: Node | undefined }[] = [];
    for (const part of this.partsOf(claim.gpus)) {
      const node = this.nodes.find((n) => n.free >= part && !found.some((other) => other.node === n));
      found.push({ part, node });
    }
    const missing = found.filter(({ node }) => node === undefined).length;
    if (this.nodes.length + missing > this.spec.max) return false;
    this.settle();
    claim.parts = found.map(({ part, node }) => {
      const host = node ?? this.addNode(provisioning(drawProvision(this.spec.provision, this.random)));
      host.free -= part;
      return { node: host, gpus: part };
    });
    claim.granted = true;
    this.held += claim.gpus;
    claim.provisioning = this.remaining(claim.parts.map(({ node }) => node));
    return true;
  }

  /** GPUs node by node: a worker larger than a node takes whole ones, and what is left on one more. */
  private partsOf(gpus: number): number[] {
    const { gpus_per_node } = this.spec;
    const parts = Array.from({ length: Math.floor(gpus / gpus_per_node) }, () => gpus_per_node);
    const rest = gpus % gpus_per_node;
    return rest > 0 ? [...parts, rest] : parts;
  }

  private addNode(stages: readonly TimedStage[]): Node {
    this.settle();
    let end_s = this.kernel.now;
    const provisioning = stages.map(({ name, seconds }) => {
      end_s += seconds;
      return { name, end_s };
    });
    const node: Node = { free: this.spec.gpus_per_node, up_s: end_s, provisioning, idleTimes: 0 };
    this.nodes.push(node);
    return node;
  }

  /** What the last of these nodes still goes through. */
  private remaining(nodes: readonly Node[]): TimedStage[] {
    const last = nodes.reduce((latest, node) => (node.up_s > latest.up_s ? node : latest));
    let from_s = this.kernel.now;
    const stages: TimedStage[] = [];
    for (const { name, end_s } of last.provisioning) {
      if (end_s <= from_s) continue;
      stages.push({ name, seconds: end_s - from_s });
      from_s = end_s;
    }
    return stages;
  }

  private becomeIdle(node: Node): void {
    const { release_after_idle_s } = this.spec;
    node.idleTimes++;
    if (release_after_idle_s === undefined) return;
    const due_s = Math.max(this.kernel.now, node.up_s) + release_after_idle_s;
    this.kernel.at(due_s, this.deadline, { node, idleTimes: node.idleTimes });
  }

  private giveBack({ node, idleTimes }: Deadline): void {
    const stillIdle = node.idleTimes === idleTimes && node.free === this.spec.gpus_per_node;
    if (!stillIdle || this.nodes.length <= this.spec.initial) return;
    this.settle();
    this.nodes.splice(this.nodes.indexOf(node), 1);
  }

  private settle(): void {
    const elapsed_s = this.kernel.now - this.time.since_s;
    this.time.since_s = this.kernel.now;
    this.time.provisioned += elapsed_s * this.nodes.length * this.spec.gpus_per_node;
    this.time.held += elapsed_s * this.held;
  }
}
