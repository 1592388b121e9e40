/** The names that the frontends of each era give their counters; facts of ai-dynamo 0.4.0, 0.5.1, 1.0.2, 1.4.2 and 1.6.1. */
import type { LatencyObservation, TrafficObservation } from '../../planner-core/index.js';

/** `nv`: frontends of 0.4.0. `dynamo`: those since. `router`: the routers of a deployment with several pools. */
export type DialectName = 'nv' | 'dynamo' | 'router';

/** Names of counters, by what they count. */
export interface Dialect {
  /** Histograms by the figure that their mean is. */
  readonly means: {
    readonly ttft: string;
    readonly itl: string;
    readonly requestDuration?: string;
    readonly inputTokensMean: string;
    readonly outputTokensMean: string;
  };
  /** Counts requests that ended. */
  readonly ended: string;
  /** Counts requests where they arrive; releases since 1.4 have it. */
  readonly started?: string;
  /** Share of cached prompt tokens, a histogram of the router's. */
  readonly kvHitRate?: string;
}

const KV_HIT_RATE = 'dynamo_component_router_kv_hit_rate';

function frontend(prefix: string): Dialect {
  return {
    means: {
      ttft: `${prefix}_time_to_first_token_seconds`,
      itl: `${prefix}_inter_token_latency_seconds`,
      requestDuration: `${prefix}_request_duration_seconds`,
      inputTokensMean: `${prefix}_input_sequence_tokens`,
      outputTokensMean: `${prefix}_output_sequence_tokens`,
    },
    ended: `${prefix}_requests_total`,
  };
}

function router(): Dialect {
  const { means, ended } = frontend('dynamo_component_router');
  const { requestDuration: _notCounted, ...counted } = means;
  return { means: counted, ended, started: 'dynamo_component_router_requests_started_total', kvHitRate: KV_HIT_RATE };
}

/** The dialects by name. */
export const DIALECTS: Readonly<Record<DialectName, Dialect>> = {
  nv: frontend('nv_llm_http_service'),
  dynamo: {
    ...frontend('dynamo_frontend'),
    started: 'dynamo_frontend_requests_started_total',
    kvHitRate: KV_HIT_RATE,
  },
  router: router(),
};

/** Every counter that a dialect's figures are made of. */
export function countersOf({ means, ended, started, kvHitRate }: Dialect): string[] {
  const histograms = [...Object.values(means), ...(kvHitRate ? [kvHitRate] : [])];
  return [...histograms.flatMap((name) => [`${name}_sum`, `${name}_count`]), ended, ...(started ? [started] : [])];
}

/** What the frontend's counters say about a window. */
export interface FrontendFigures {
  readonly traffic?: TrafficObservation;
  readonly latency?: LatencyObservation;
  readonly brokenCounters?: readonly string[];
}

/**
 * The figures of a window. `increaseOf` gives a counter's rise over it, all its series added up: a mean is the ratio of two rises,
 * NaN for 0/0, and absent where a counter is. Groups without a figure are left out.
 */
export function frontendFigures(
  dialect: Dialect,
  increaseOf: (counter: string) => number | undefined,
): FrontendFigures {
  const { means, ended, started, kvHitRate } = dialect;
  const mean = (histogram: string | undefined): number | undefined => {
    const sum = histogram && increaseOf(`${histogram}_sum`);
    const count = histogram && increaseOf(`${histogram}_count`);
    return typeof sum === 'number' && typeof count === 'number' ? sum / count : undefined;
  };
  const traffic = present({
    requests: increaseOf(ended),
    inputTokensMean: mean(means.inputTokensMean),
    outputTokensMean: mean(means.outputTokensMean),
    arrivals: started === undefined ? undefined : increaseOf(started),
    kvHitRate: mean(kvHitRate),
  });
  const latency = present({
    ttft: mean(means.ttft),
    itl: mean(means.itl),
    requestDuration: mean(means.requestDuration),
  });
  const brokenCounters = countersOf(dialect).filter((counter) => Number.isNaN(increaseOf(counter)));
  return {
    ...(traffic && { traffic }),
    ...(latency && { latency }),
    ...(brokenCounters.length > 0 && { brokenCounters }),
  };
}

function present<T extends Readonly<Record<string, number | undefined>>>(
  figures: T,
): { [K in keyof T]?: number } | undefined {
  const known = Object.entries(figures).filter(([, value]) => value !== undefined);
  return known.length === 0 ? undefined : (Object.fromEntries(known) as { [K in keyof T]?: number });
}
