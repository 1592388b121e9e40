/** A bench without a simulator: a test says what share of the requests a deployment would keep. */
import type { Deployment } from '../plan/deployment.js';
import type { Measure, MeasureOptions, Measuring } from '../plan/measure.js';

/** A bench that remembers what it was asked. */
export interface FakeBench extends Measuring {
  /** What was measured, in order. */
  readonly asked: readonly { readonly deployment: Deployment; readonly options: MeasureOptions }[];
}

type Attainment = (deployment: Deployment, options: MeasureOptions) => number;

/** For one promise named `sla`, or for those that are named. Runs of less than `hopelessBelow` end early, as on the true bench. */
export function fakeBench(attainment: Attainment, promises: readonly string[] = ['sla']): FakeBench {
  const asked: { deployment: Deployment; options: MeasureOptions }[] = [];
  return {
    asked,
    measure: (deployment, options) => {
      asked.push({ deployment, options });
      const share = attainment(deployment, options);
      return madeMeasure(share, { hopeless: share < options.hopelessBelow, promises });
    },
  };
}

interface MadeMeasure {
  readonly hopeless?: boolean;
  readonly promises?: readonly string[];
  readonly byClass?: Readonly<Record<string, number>>;
}

/** A run in which this share kept every promise, 10 good requests a second at its best. */
export function madeMeasure(
  share: number,
  { hopeless = false, promises = ['sla'], byClass = {} }: MadeMeasure = {},
): Measure {
  const kept = { attainment: share, byClass, ttft: share, tpot: 1, goodRequestsPerSecond: 10 * share };
  return {
    kept: Object.fromEntries(promises.map((promise) => [promise, kept])),
    tail: { ttft_ms: 100, tpot_ms: 10 },
    hopeless,
  };
}
