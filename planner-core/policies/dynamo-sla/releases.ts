/**
 * How the releases of Dynamo's interpolating SLA planner differ in what they decide and print. Each difference is a flag; the
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
  /** Prometheus's NaN is read as 0, so that an idle interval is planned for instead of held. */
  readonly nanIsZero: boolean;
  /** Without a decode worker the decode factor stays as it was, instead of ending the tick. */
  readonly keepsFactorWithoutDecode: boolean;
  /** A profile that serves nothing within the target gives the minimum. */
  readonly zeroThroughputIsMinimum: boolean;
  /** The GPU budget rounds down and may be switched off. */
  readonly budgetRoundsDown: boolean;
}

const SEED = {
  nanIsZero: false,
  keepsFactorWithoutDecode: false,
  zeroThroughputIsMinimum: false,
  budgetRoundsDown: false,
} as const;
const CURRENT = {
  profileTtftInMs: false,
  canSkipCorrection: true,
  alwaysChecksMetrics: true,
  printsCalculation: true,
} as const;

/** The rules of each release. */
export const RELEASES = {
  '0.4.0': {
    ...SEED,
    profileTtftInMs: true,
    canSkipCorrection: false,
    alwaysChecksMetrics: true,
    printsCalculation: false,
  },
  '0.4.1': {
    ...SEED,
    profileTtftInMs: false,
    canSkipCorrection: true,
    alwaysChecksMetrics: false,
    printsCalculation: false,
  },
  '0.5.0': { ...SEED, ...CURRENT },
  '0.5.1': { ...SEED, ...CURRENT },
  '1.0.2': {
    ...CURRENT,
    nanIsZero: true,
    keepsFactorWithoutDecode: true,
    zeroThroughputIsMinimum: true,
    budgetRoundsDown: true,
  },
} as const satisfies Record<string, ReleaseRules>;

/** The releases whose rules are known. */
export type DynamoSlaRelease = keyof typeof RELEASES;
