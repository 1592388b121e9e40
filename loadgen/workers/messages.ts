/** What the threads of a load say to each other. */
import type { ArrivalEvent, FirstTokenEvent, RequestEnd } from '../../reports/index.js';
import type { LoadConfig, LoadProgress, LoadResult } from '../load.js';
import type { Share } from '../schedule/shapes.js';

/** What a thread is begun with. */
export interface WorkerStart {
  readonly config: LoadConfig;
  readonly share: Share;
}

/** Milliseconds since 1970: every thread counts from an origin of its own. */
export type ToWorker = { readonly kind: 'run'; readonly origin_ms: number } | { readonly kind: 'stop' };

/** Events since the last message. */
export interface Batch {
  readonly arrivals: ArrivalEvent[];
  readonly firstTokens: FirstTokenEvent[];
  readonly gaps_s: Float64Array;
  readonly ends: RequestEnd[];
}

/** What a thread says. */
export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'batch'; readonly batch: Batch; readonly progress: LoadProgress }
  | { readonly kind: 'done'; readonly result: LoadResult }
  | { readonly kind: 'failed'; readonly error: unknown };
