/** `regret.json` of a record: what stands between the least that the traffic could have cost and what it did cost. */

/** What a run cost, and what it failed at. */
export interface RegretQuantities {
  readonly gpu_hours: number;
  /** Absent where a price is not known. */
  readonly usd?: number;
  readonly missed: number;
}

/** What one shortcoming cost. */
export interface RegretPart extends RegretQuantities {
  /** `whole_workers`, or an effect that was switched off and on. */
  readonly id: string;
}

/** The whole file. */
export interface Regret {
  readonly schema: 'headroom-regret/1';
  /** How the parts of effects that act together were told apart. */
  readonly method: 'shapley';
  /** Runs that it took beside the run itself. */
  readonly trials: number;
  /** The work at the best measured efficiency. */
  readonly bound: RegretQuantities;
  /** In the order of the waterfall; they sum to `actual` − `bound`. */
  readonly parts: readonly RegretPart[];
  readonly actual: RegretQuantities;
}
