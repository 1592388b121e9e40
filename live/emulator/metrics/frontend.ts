/** What the frontend's metrics hear of a request, whatever the dialect they speak. Times are simulated seconds. */
import type { EndpointName } from '../api/ask.js';

export interface MeteredRequest {
  readonly endpoint: EndpointName;
  readonly model: string;
  readonly stream: boolean;
}

/** How a request ended, in the words of Dynamo's `error_type`; empty for a success. */
export type Outcome = '' | 'cancelled' | 'internal' | 'overload' | 'validation' | 'not_found';

export interface MeteredEnd {
  readonly outcome: Outcome;
  readonly outputTokens: number;
  readonly duration_s: number;
}

/** The meter of one request. */
export interface RequestMeter {
  firstToken(ttft_s: number, inputTokens: number): void;
  /** `tokens` more, `gap_s` after the one before them. */
  tokens(tokens: number, gap_s: number): void;
  ended(end: MeteredEnd): void;
}

export interface FrontendMetrics {
  open(request: MeteredRequest): RequestMeter;
  /** A request that came no further than the frontend. */
  refused(request: MeteredRequest, outcome: Outcome): void;
}

/** Metrics of several dialects as one. */
export function together(all: readonly FrontendMetrics[]): FrontendMetrics {
  return {
    open: (request) => {
      const meters = all.map((metrics) => metrics.open(request));
      return {
        firstToken: (ttft_s, inputTokens) => {
          for (const meter of meters) meter.firstToken(ttft_s, inputTokens);
        },
        tokens: (tokens, gap_s) => {
          for (const meter of meters) meter.tokens(tokens, gap_s);
        },
        ended: (end) => {
          for (const meter of meters) meter.ended(end);
        },
      };
    },
    refused: (request, outcome) => {
      for (const metrics of all) metrics.refused(request, outcome);
    },
  };
}
