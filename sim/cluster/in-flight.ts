/**
 * A request on its way through the cluster: where it is, what it has got, and what the engine that holds it keeps for it.
 * One class with every field set from the start, because the engines read these in their hottest loops. Times are
 * simulated seconds; a time that is not reached yet is undefined.
 */
import type { TrafficRequest } from '../../scenarios/index.js';
import type { PoolWorker } from './pool-worker.js';

/** Where a request is. `ended` also for one whose client has gone while an engine still has it in a step. */
export type Stage = 'queued' | 'prefill' | 'decode_queued' | 'transfer' | 'decode' | 'ended';

export class InFlight {
  stage: Stage = 'queued';
  /** When it entered the stage it is in. */
  stageSince_s: number;
  /** Who computes its prompt (and, aggregated, decodes it), and who decodes it. */
  prefillWorker: PoolWorker | undefined = undefined;
  decodeWorker: PoolWorker | undefined = undefined;
  firstToken_s: number | undefined = undefined;
  lastToken_s: number | undefined = undefined;
  /** Output tokens delivered so far. */
  delivered = 0;
  /** Prompt tokens that the prefix cache saved when the prompt was first taken. */
  cachedTokens = 0;
  preemptions = 0;
  /** What goes on in its place after its worker was lost. */
  successor: InFlight | undefined = undefined;
  /** Neighbours in the cluster's list of everybody inside. */
  before: InFlight | undefined = undefined;
  after: InFlight | undefined = undefined;

  /** Tokens whose keys and values must be computed before the next token comes, and how many of them are. */
  target = 0;
  computed = 0;
  /** Tokens of it that the step under way computes. */
  chunk = 0;
  /** KV blocks it holds by itself; while it grows with every token they follow from its context instead. */
  heldBlocks = 0;
  /** Leading prompt blocks of the trace that it shares through the prefix cache. */
  pinned = 0;
  /** The same at the prefill worker that keeps its computed prompt until it is fetched. */
  keptBlocks = 0;
  keptPinned = 0;
  /** Position in its engine's order of admission, and the engine's step at which it began to decode. */
  order = 0;
  joinStep = 0;
  /** Step at whose end it has its last token. */
  finishStep = 0;
  /** Context and delivered tokens when it began to decode. */
  joinContext = 0;
  joinDelivered = 0;

  constructor(
    readonly request: TrafficRequest,
    /** How often its client has tried before. */
    readonly attempt: number,
    now_s: number,
  ) {
    this.stageSince_s = now_s;
  }

  /** Whether its client still waits for it. */
  get isWanted(): boolean {
    return this.stage !== 'ended';
  }
}
