/** A worker's claim on GPUs: granted at once, later, or never. */
import type { TimedStage } from './startup.js';

/** What a worker has asked for, and whether it has it. */
export interface Claim {
  readonly gpus: number;
  /** Whether it holds its GPUs. */
  readonly granted: boolean;
  /** What the node still goes through before the worker can start on it; nothing once it is there. */
  readonly provisioning: readonly TimedStage[];
}
