/**
 * A request as an engine sees it: tokens to compute, tokens delivered, KV held. One class with every field set from the start,
 * because engines read these in their hottest loops. Times are simulated seconds; a time that is not reached yet is undefined.
 */
import type { TrafficRequest } from '../../scenarios/index.js';
import { StageClock } from './stage-clock.js';

/** A request inside an engine. */
export class Sequence {
  /** Whether its client still waits for it; one that nobody wants leaves at the end of the step. */
  isWanted = true;
  firstToken_s: number | undefined = undefined;
  lastToken_s: number | undefined = undefined;
  /** Output tokens delivered so far. */
  delivered = 0;
  /** Prompt tokens that the prefix cache saved when the prompt was first taken. */
  cachedTokens = 0;
  preemptions = 0;
  stages = new StageClock();
  /** Its tokens stopped at this time because its KV was taken away; undefined while they come. */
  stoppedAt_s: number | undefined = undefined;
  /** Whether it stopped because its worker went away. */
  wasLost = false;

  /** Tokens whose keys and values must be computed before the next token comes, and how many of them are. */
  target = 0;
  computed = 0;
  /** Tokens of it that the step under way computes. */
  chunk = 0;
  /** Whether the engine that has it has given it a token, or got it with one. */
  hasBegun = false;
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

  constructor(readonly request: TrafficRequest) {}

  /** Its next token comes after a stop. */
  resume(now_s: number): void {
    this.stages.add(this.wasLost ? 'redone_s' : 'preempted_s', now_s - this.stoppedAt_s!);
    this.stoppedAt_s = undefined;
    this.wasLost = false;
  }
}
