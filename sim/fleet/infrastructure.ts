/** What the workers of all pools share: GPUs on nodes under a quota, and the storage their weights come from. */
import type { InfrastructureSpec } from '../../scenarios/index.js';
import type { RandomStream } from '../../scenarios/random/index.js';
import type { Kernel } from '../core/kernel.js';
import { PRIORITY } from '../core/priority.js';
import { defineBandwidthWake, SharedBandwidth } from '../resources/index.js';
import type { Claim } from './claim.js';
import { Nodes } from './nodes.js';

/** A claim where GPUs have no end. */
const GRANTED: Claim = { gpus: 0, granted: true, provisioning: [] };

/** GPUs and storage of one cluster. */
export class Infrastructure {
  /** Absent where GPUs have no end. */
  readonly nodes?: Nodes;
  /** Absent where no stage loads from a storage. */
  readonly storage?: SharedBandwidth;

  /** `random` draws the nodes' provisioning times. */
  constructor(kernel: Kernel, { nodes, storage }: InfrastructureSpec, random: RandomStream) {
    if (nodes) this.nodes = new Nodes(kernel, nodes, random);
    if (!storage) return;
    const { bandwidth_gb_per_s, per_worker_gb_per_s } = storage;
    this.storage = new SharedBandwidth(kernel, defineBandwidthWake(kernel, PRIORITY.workerState), {
      bytes_per_s: bandwidth_gb_per_s * 1e9,
      ...(per_worker_gb_per_s !== undefined && { flow_bytes_per_s: per_worker_gb_per_s * 1e9 }),
    });
  }

  /** Claims a worker's GPUs. `onGranted` is called later if they are not granted at once. */
  claim(gpus: number, onGranted: () => void): Claim {
    return this.nodes?.claim(gpus, onGranted) ?? GRANTED;
  }

  /** GPUs for a worker that is there from the first instant. Throws HR_SCENARIO_INVALID beyond the quota. */
  seat(gpus: number): Claim {
    return this.nodes?.seat(gpus) ?? GRANTED;
  }

  release(claim: Claim): void {
    this.nodes?.release(claim);
  }
}
