/** The row that every importer and generator gives, and the stages it passes on its way to a request. */

/** A row belongs to the pipeline it is in: stages move its time in place. Times are whole microseconds. */
export interface TraceRow {
  /** From the source's own origin until `rebase`. Of a later turn: not before so long after the first one began, or 0. */
  time_us: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly class?: string | undefined;
  readonly client?: string | undefined;
  readonly model?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly turn?: number | undefined;
  /** Closed loop: sent so long after the end of the turn before it. */
  readonly think_us?: number | undefined;
  /** What the source says of its own outcome. */
  readonly failed?: boolean | undefined;
  readonly prefixBlocks?: readonly number[] | undefined;
  /** Source rows that this one stands for: 1 where absent, the whole session where its turns were read, 0 for a copy. */
  readonly rows?: number | undefined;
  /** Opens the turns that follow this one, each held back until the one before it has ended. */
  readonly later?: (() => LaterTurns) | undefined;
}

/** The turns of one session that are still to come. */
export interface LaterTurns {
  /** The next turn, asked for when the one before it ended at this time; `undefined` when there is none. */
  next(time_us: number): TraceRow | undefined;
}

/** One step between source and request: takes rows one by one, hands on what it makes of them. */
export interface Stage {
  push(row: TraceRow): void;
  /** No row follows. */
  end(): void;
}

/** Takes a row from its source. */
export type Emit = (row: TraceRow) => void;

/** Where rows come from. */
export interface RowSource {
  /** Hands over some more rows; false when there are no more. */
  pump(emit: Emit): boolean;
  close(): void;
  /** Share of the source read so far, 0..1; absent where that is not known. */
  fractionRead?(): number;
}
