/** What measured latencies say of the profile, net of queueing: factors on its times, bounded, and forgotten in time. */
export interface Learnt {
  readonly ttftFactor: number;
  readonly stepFactor: number;
}

export const NOTHING_LEARNT: Learnt = { ttftFactor: 1, stepFactor: 1 };
