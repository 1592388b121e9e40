/** A chart of a report: what is drawn, from which numbers, and what to look for. */
import type { TopLevelSpec } from 'vega-lite';
import type { TableRow } from '../../record/read-run.js';

/** One chart: what is drawn and the words around it. */
export interface Chart {
  /** File name in `charts/`, without ending. */
  readonly id: string;
  readonly title: string;
  /** What to look for. */
  readonly caption: string;
  readonly spec: TopLevelSpec;
  /** The numbers that are drawn. */
  readonly rows: readonly TableRow[];
  /** Half a page wide. */
  readonly narrow?: boolean;
}
