/** A request on its way through the cluster: what its engines keep of it, and where it is. */
import type { TrafficRequest } from '../../scenarios/index.js';
import { Sequence } from '../engine/sequence.js';
import type { Flow } from '../resources/index.js';
import type { PoolWorker } from './pool-worker.js';

/** Where a request is. `ended` also for one whose client has gone while an engine still has it in a step. */
export type Stage = 'queued' | 'prefill' | 'decode_queued' | 'transfer' | 'decode' | 'ended';

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
  /** Neighbours in the cluster's list of everybody inside. */
  before: InFlight | undefined = undefined;
  after: InFlight | undefined = undefined;

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
}
