/** A request on its way through the cluster, and the worker that holds it. One file, for each knows the other. */
import type { Role } from '../../planner-core/index.js';
import type { TrafficRequest } from '../../scenarios/index.js';
import { Deque } from '../engine/deque.js';
import type { Engine } from '../engine/engine.js';
import { Sequence } from '../engine/sequence.js';
import { Worker } from '../fleet/index.js';
import type { Flow } from '../resources/index.js';
import type { PoolGroup } from './pool-group.js';

/** Where a request is. `ended` also for one whose client has gone while an engine still has it in a step. */
export type Stage = 'queued' | 'prefill' | 'decode_queued' | 'transfer' | 'decode' | 'ended';

/** Stages in which its prefill worker, and its decode worker, has something of it. */
const AT_PREFILL: readonly Stage[] = ['queued', 'prefill', 'decode_queued', 'transfer'];
const AT_DECODE: readonly Stage[] = ['decode_queued', 'transfer', 'decode'];

/** One try of a request: what its engines keep of it, and where it is. */
export class InFlight extends Sequence {
  stage: Stage = 'queued';
  /** When it entered the stage it is in. */
  stageSince_s: number;
  /** Who computes its prompt (and, aggregated, decodes it), and who decodes it. */
  prefillWorker: PoolWorker | undefined = undefined;
  decodeWorker: PoolWorker | undefined = undefined;
  /** The pool's idle seconds when it came into the queue; see `IdleClock`. */
  idleBefore_s: number | undefined = undefined;
  /** Since when the pool was short when it came into the queue; see `PromiseWatch`. */
  shortBefore_s: number | undefined = undefined;
  /** The flow of its KV cache, while it shares a link; whether its transfer was cut off. */
  flow: Flow | undefined = undefined;
  isCutOff = false;
  /** What goes on in its place after its worker was lost. */
  successor: InFlight | undefined = undefined;
  /** Its neighbours among those inside the cluster, by arrival; see `Inside`. */
  newer: InFlight | undefined = undefined;
  older: InFlight | undefined = undefined;

  constructor(
    request: TrafficRequest,
    /** How often its client has tried before. */
    readonly attempt: number,
    now_s: number,
  ) {
    super(request);
    this.stageSince_s = now_s;
  }

  /** It is over with this try: nobody waits for it any more. */
  end(): void {
    this.stage = 'ended';
    this.isWanted = false;
  }

  /** Whether a worker has its work or its KV. */
  isHeldBy(worker: PoolWorker): boolean {
    return (
      (this.prefillWorker === worker && AT_PREFILL.includes(this.stage)) ||
      (this.decodeWorker === worker && AT_DECODE.includes(this.stage))
    );
  }
}

/** A worker of a pool: its life and account (`Worker`), its engine, set right after it is made, and what the pool has given it. */
export class PoolWorker extends Worker {
  engine!: Engine<InFlight>;
  /** Requests that it holds in any way: queued here, computed, kept for a transfer, on their way. */
  assigned = 0;
  /** Prompt tokens of those whose prompt is not computed yet. */
  promptTokens = 0;
  /** KV tokens that those assigned can come to need. */
  promisedTokens = 0;
  /** Its steps take this many times as long; several faults multiply. */
  pace = 1;
  /** When its pace changed, and to what; absent while it never did. */
  paces: { readonly from_s: number; readonly pace: number }[] | undefined;
  /** Whether a fault ever slowed it; otherwise it is slow because it is fresh. */
  isFaulty = false;
  /** Whether it may be given work, and whether its pool counts it as having nothing to do. */
  isServing = false;
  isIdle = false;
  /** Blocks gone from its prefix cache that the router has not been told of. */
  readonly removedBlocks: number[] = [];
  /** Requests routed here that wait for room (decode workers; others queue in their engine). */
  readonly queue = new Deque<InFlight>();

  constructor(
    id: number,
    role: Role,
    ordered_s: number,
    readonly group: PoolGroup<PoolWorker>,
  ) {
    super(id, role, group.gpusPerWorker, ordered_s, group.kind);
  }

  /** Its steps take `factor` times as long as they did, from the next one on. */
  slowDown(factor: number, now_s: number): void {
    this.pace *= factor;
    this.engine.setPace(this.pace);
    this.paces ??= [];
    this.paces.push({ from_s: now_s, pace: this.pace });
  }

  /** Seconds between two times that its slowness took; 0 where it was no slower than usual. */
  slowSeconds(from_s: number, to_s: number): number {
    let seconds = 0;
    this.paces?.forEach(({ from_s: begin_s, pace }, i, all) => {
      const overlap_s = Math.min(to_s, all[i + 1]?.from_s ?? to_s) - Math.max(from_s, begin_s);
      if (overlap_s > 0 && pace > 1) seconds += overlap_s * (1 - 1 / pace);
    });
    return seconds;
  }
}
