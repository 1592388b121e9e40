/** The figures of `headroom trace inspect`, in one pass over the rows. */
import { transformTexts } from '../account.js';
import { allTurns } from '../all-turns.js';
import type { OpenRows } from '../open-rows.js';
import type { TraceRow } from '../trace-row.js';
import { ArrivalCounts, type BinStatistics } from './arrival-counts.js';
import { PairSample } from './correlation.js';
import { type GapFit, gapFits } from './gap-fits.js';
import { LengthCounts } from './length-counts.js';
import { PrefixReuse, type ReuseStatistics } from './prefix-reuse.js';

/** Mean, quantiles and maximum of token counts. */
export interface LengthStatistics {
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/** An unknown figure is absent. Rates are over the whole span, silence included. */
export interface TraceStatistics {
  readonly rows_read: number;
  readonly rows_kept: number;
  readonly dropped: Readonly<Record<string, number>>;
  readonly transforms: readonly string[];
  readonly warnings: readonly string[];
  readonly requests: number;
  readonly span_s: number;
  readonly mean_rps?: number;
  readonly bins: readonly BinStatistics[];
  readonly gaps: {
    readonly cv?: number;
    readonly longest_s: number;
    readonly zero_share?: number;
    readonly fits?: readonly GapFit[];
  };
  readonly input_tokens: LengthStatistics;
  readonly output_tokens: LengthStatistics;
  readonly correlation: { readonly pearson?: number; readonly spearman?: number };
  readonly classes: Readonly<Record<string, number>>;
  readonly reuse?: ReuseStatistics;
  readonly sessions?: {
    readonly sessions: number;
    readonly requests: number;
    readonly longest: number;
    /** Turns that wait for the end of the one before them; they have no arrival time of their own. */
    readonly waiting_turns: number;
  };
}

/** What the picture is drawn from. */
export interface TraceShape {
  readonly arrivals: ArrivalCounts;
  readonly input: LengthCounts;
  readonly output: LengthCounts;
}

/** Reads rows to their end. Throws what reading throws. */
export function inspectRows(rows: OpenRows): { statistics: TraceStatistics; shape: TraceShape } {
  const seen = new Inspection();
  for (let row = rows.next(); row; row = rows.next()) {
    for (const turn of allTurns(row, rows.account)) seen.add(turn, rows.account.blockTokens);
  }
  return { statistics: seen.statistics(rows.account), shape: seen };
}

class Inspection implements TraceShape {
  readonly arrivals = new ArrivalCounts();
  readonly input = new LengthCounts();
  readonly output = new LengthCounts();
  private readonly pairs = new PairSample();
  private readonly classes = new Map<string, number>();
  private readonly turns = new Map<string, number>();
  private reuse: PrefixReuse | undefined;
  private waiting = 0;

  add(row: TraceRow, blockTokens: number | undefined): void {
    if (row.think_us === undefined) this.arrivals.add(row.time_us);
    else this.waiting++;
    this.input.add(row.inputTokens);
    this.output.add(row.outputTokens);
    this.pairs.add(row.inputTokens, row.outputTokens);
    if (row.class !== undefined) this.classes.set(row.class, (this.classes.get(row.class) ?? 0) + 1);
    if (row.sessionId !== undefined) this.turns.set(row.sessionId, (this.turns.get(row.sessionId) ?? 0) + 1);
    if (!row.prefixBlocks) return;
    this.reuse ??= new PrefixReuse(blockTokens!);
    this.reuse.add(row.prefixBlocks, row.inputTokens);
  }

  statistics(account: OpenRows['account']): TraceStatistics {
    const { arrivals } = this;
    const span_s = arrivals.last_us / 1e6;
    const reuse = this.reuse?.statistics();
    const [pearson, spearman] = [this.pairs.pearson(), this.pairs.spearman()];
    return {
      rows_read: account.rowsRead,
      rows_kept: account.rowsKept,
      dropped: account.dropped,
      transforms: transformTexts(account),
      warnings: account.warnings,
      requests: this.input.total,
      span_s,
      ...(span_s > 0 && { mean_rps: this.input.total / span_s }),
      bins: [1, 10, 60].filter((bin_s) => bin_s <= span_s).map((bin_s) => arrivals.bins(bin_s)),
      gaps: this.gaps(),
      input_tokens: lengths(this.input),
      output_tokens: lengths(this.output),
      correlation: { ...(pearson !== undefined && { pearson }), ...(spearman !== undefined && { spearman }) },
      classes: Object.fromEntries(this.classes),
      ...(reuse && { reuse }),
      ...(this.turns.size > 0 && { sessions: this.sessions() }),
    };
  }

  private gaps(): TraceStatistics['gaps'] {
    const { gapCv, gaps, zeroGaps, longestGap_us, sampledGaps_us } = this.arrivals;
    const fits = gapFits(sampledGaps_us);
    return {
      ...(gapCv !== undefined && { cv: gapCv }),
      longest_s: longestGap_us / 1e6,
      ...(gaps > 0 && { zero_share: zeroGaps / gaps }),
      ...(fits && { fits }),
    };
  }

  private sessions(): NonNullable<TraceStatistics['sessions']> {
    let requests = 0;
    let longest = 0;
    for (const turns of this.turns.values()) {
      requests += turns;
      longest = Math.max(longest, turns);
    }
    return { sessions: this.turns.size, requests, longest, waiting_turns: this.waiting };
  }
}

function lengths(counts: LengthCounts): LengthStatistics {
  const [p50, p90, p99] = [0.5, 0.9, 0.99].map((p) => counts.quantile(p)) as [number, number, number];
  return { mean: counts.mean, p50, p90, p99, max: counts.max };
}
