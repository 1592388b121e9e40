/** A timeline that two sides fill. */
import type { ClusterSample, RunSink } from '../../reports/index.js';

/** Samples of a timeline from two sides: the servers' own metrics, and the workers that the planner sees. */
export class JoinedSamples {
  private last: ClusterSample = { time_s: 0, pools: {} };

  constructor(private readonly sink: Pick<RunSink, 'sample'>) {}

  add(part: Partial<ClusterSample> & Pick<ClusterSample, 'time_s'>): void {
    this.last = { ...this.last, ...part, time_s: Math.max(part.time_s, this.last.time_s) };
    this.sink.sample(this.last);
  }
}
