/** What the frontend's metrics hear of a request, whatever the dialect they speak. Times are simulated seconds. */
import type { RequestEnd } from '../../../reports/index.js';
import type { OpenSimulation } from '../../../sim/index.js';
import type { EndpointName } from '../api/ask.js';

/** What the labels of a request's series are made of. */
export interface MeteredRequest {
  readonly endpoint: EndpointName;
  readonly model: string;
  readonly stream: boolean;
}

/** How a request ended, in the words of Dynamo's `error_type`; empty for a success. */
export type Outcome = '' | 'cancelled' | 'internal' | 'overload' | 'validation' | 'not_found';

/** The meter of one request. */
export interface RequestMeter {
  firstToken(ttft_s: number, inputTokens: number): void;
  /** `tokens` more, `gap_s` after the one before them. */
  tokens(tokens: number, gap_s: number): void;
  ended(outcome: Outcome, end: RequestEnd): void;
}

/** The metrics of a frontend in one dialect, or in several together. */
export interface FrontendMetrics {
  /** A request is let in; its prompt took `tokenize_s` seconds of the wall clock to read. */
  open(request: MeteredRequest, tokenize_s: number): RequestMeter;
  /** A request that came no further than the frontend. */
  refused(request: MeteredRequest, outcome: 'validation' | 'not_found'): void;
  /** The text of the exposition; `simulation`: the cluster as it is now. */
  text(simulation: OpenSimulation): Promise<string>;
}

/** Metrics of several dialects as one. */
export function together(all: readonly FrontendMetrics[]): FrontendMetrics {
  return {
    open: (request, tokenize_s) => {
      const meters = all.map((metrics) => metrics.open(request, tokenize_s));
      return {
        firstToken: (ttft_s, inputTokens) => {
          for (const meter of meters) meter.firstToken(ttft_s, inputTokens);
        },
        tokens: (tokens, gap_s) => {
          for (const meter of meters) meter.tokens(tokens, gap_s);
        },
        ended: (outcome, end) => {
          for (const meter of meters) meter.ended(outcome, end);
        },
      };
    },
    refused: (request, outcome) => {
      for (const metrics of all) metrics.refused(request, outcome);
    },
    text: async (simulation) => (await Promise.all(all.map((metrics) => metrics.text(simulation)))).join(''),
  };
}
