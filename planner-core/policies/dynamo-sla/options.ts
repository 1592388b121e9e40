import type { DynamoForecastOptions } from '../../forecast/dynamo-forecaster.js';
import type { Triangle } from '../../interpolate/index.js';
import type { DynamoSlaRelease } from './releases.js';

/** The planner's command line, with the release whose rules apply. Targets are seconds. */
export interface DynamoSlaOptions {
  readonly release: DynamoSlaRelease;
  readonly ttft_s: number;
  readonly itl_s: number;
  /** Most GPUs to ask for; from 1.0 on, a negative number is no limit. */
  readonly maxGpuBudget: number;
  /** Fewest workers of each role. */
  readonly minEndpoint: number;
  /** Leave the correction factors at 1; releases before 0.4.1 ignore it. */
  readonly noCorrection?: boolean;
  /** How the next interval is forecast; `constant` with Dynamo's defaults where absent. */
  readonly forecast?: Partial<DynamoForecastOptions>;
  /** Triangulation of the decode points, as point indices; our own where absent. */
  readonly decodeTriangles?: readonly Triangle[];
}
