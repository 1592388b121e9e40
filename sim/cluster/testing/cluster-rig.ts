/** A small cluster on a clock with a hand on it, and what it tells its clients. 1 ms a prompt token, 10 ms a step, 2 ms a transfer. */

import { PRIORITY } from '../../core/priority.js';
import {
  ClockRig,
  type Collected,
  collect,
  requestOf,
  type SmallClusterOptions,
  smallInput,
} from '../../testing/index.js';
import { Cluster } from '../cluster.js';
import { InFlight } from '../in-flight.js';

/** The cluster, and its promise: none where nothing is said. */
export interface ClusterRigOptions extends SmallClusterOptions {
  /** From which wait on, and from which time per token, the promise is in danger; seconds. */
  readonly promise?: { readonly wait_s: number; readonly tpot_s: number };
}

/** A cluster whose clients only write down what they hear. */
export class ClusterRig extends ClockRig {
  readonly collected: Collected = collect();
  readonly cluster: Cluster;
  /** What the clients hear, with its time in milliseconds: `first 0 102`, `completed 0 122`, … by request. */
  readonly told: string[] = [];

  constructor(options: ClusterRigOptions = {}) {
    super(PRIORITY.arrival);
    const { seed, cluster } = smallInput(options);
    const tell = (what: string) => (inFlight: InFlight, more?: string) => {
      this.told.push([what, inFlight.request.id, this.now_ms, more].filter((part) => part !== undefined).join(' '));
    };
    const listener = {
      firstToken: tell('first'),
      completed: tell('completed'),
      refused: tell('refused'),
      lost: tell('lost'),
    };
    const promise = options.promise ?? { wait_s: 1e9, tpot_s: 1e9 };
    this.cluster = new Cluster(this.kernel, this.collected.sink, seed, cluster, listener, promise);
  }

  /** Milliseconds on the clock, to a nanosecond. */
  get now_ms(): number {
    return Math.round(this.kernel.now * 1e9) / 1e6;
  }

  /** A request comes to the cluster at a time. */
  submit(time_s: number, id: number, inputTokens: number, outputTokens: number, more: object = {}): InFlight {
    const inFlight = new InFlight(requestOf({ id, arrival_s: time_s, inputTokens, outputTokens, ...more }), 0, time_s);
    this.at(time_s, () => this.cluster.submit(inFlight));
    return inFlight;
  }

  /** What holds at any instant: every request inside is in one stage, no worker uses more KV than it has. */
  check(): string[] {
    const { cluster } = this;
    const wrong: string[] = [];
    if (cluster.inStages !== cluster.inFlight) wrong.push(`${cluster.inFlight} inside, ${cluster.inStages} in stages`);
    for (const pool of cluster.pools) {
      for (const { id, engine } of pool.members()) {
        const used = engine.kv.used();
        if (used < 0 || used > engine.kv.capacity)
          wrong.push(`worker ${id} uses ${used} of ${engine.kv.capacity} blocks`);
      }
      const idle = pool.idleBesideWork();
      if (idle) wrong.push(`worker ${idle.id} is idle beside work`);
    }
    return wrong;
  }

  /** KV blocks in use, by worker. */
  usedBlocks(): number[] {
    return this.cluster.pools.flatMap((pool) => Array.from(pool.members(), ({ engine }) => engine.kv.used()));
  }
}
