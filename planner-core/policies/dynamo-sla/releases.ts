/**
 * How the releases of Dynamo's seed-era SLA planner differ in what they decide and print. Each difference is a flag; the
 * policy's code knows flags, not release numbers.
 */
export interface ReleaseRules {
  /** The profile's TTFT is read in milliseconds although everything else is in seconds, so the expected TTFT is 1000 × too long. */
  readonly profileTtftInMs: boolean;
  /** The correction factors can be switched off. */
  readonly canSkipCorrection: boolean;
  /** Invalid metrics hold the decision even when the correction factors are off. */
  readonly alwaysChecksMetrics: boolean;
  /** Prints how the two replica counts were calculated. */
  readonly printsCalculation: boolean;
}

export const RELEASES = {
  '0.4.0': { profileTtftInMs: true, canSkipCorrection: false, alwaysChecksMetrics: true, printsCalculation: false },
  '0.4.1': { profileTtftInMs: false, canSkipCorrection: true, alwaysChecksMetrics: false, printsCalculation: false },
  '0.5.0': { profileTtftInMs: false, canSkipCorrection: true, alwaysChecksMetrics: true, printsCalculation: true },
  '0.5.1': { profileTtftInMs: false, canSkipCorrection: true, alwaysChecksMetrics: true, printsCalculation: true },
} as const satisfies Record<string, ReleaseRules>;

export type DynamoSlaRelease = keyof typeof RELEASES;
