/** A result of another tool as run events. Seconds from its first request; what the tool does not tell is absent. */
import type { RequestEnd } from '../../reports/index.js';

/** A request of another tool's result. */
export interface ImportedRequest {
  readonly end: RequestEnd;
  /** Gaps between pieces of output, where the tool keeps them. */
  readonly gaps_s: readonly number[];
}

/** A whole result, requests by their schedule. */
export interface ImportedRun {
  readonly tool: 'aiperf' | 'guidellm' | 'vllm bench';
  readonly requests: readonly ImportedRequest[];
}

/** What every importer finds out about a request; times in seconds on the tool's clock. */
export interface ForeignRequest {
  readonly scheduled_s: number;
  readonly sent_s: number;
  readonly end_s: number;
  readonly ttft_s?: number | undefined;
  /** Mean time between tokens after the first. */
  readonly tpot_s?: number | undefined;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly error?: string | undefined;
  readonly gaps_s?: readonly number[];
}

/** Orders by schedule, numbers, and rebases to the first. */
export function importedRun(tool: ImportedRun['tool'], foreign: readonly ForeignRequest[]): ImportedRun {
  const ordered = [...foreign].sort((a, b) => a.scheduled_s - b.scheduled_s);
  const origin_s = ordered[0]?.scheduled_s ?? 0;
  return { tool, requests: ordered.map((request, id) => toImported(request, id, origin_s, tool)) };
}

function toImported(request: ForeignRequest, id: number, origin_s: number, tool: string): ImportedRequest {
  const { ttft_s, tpot_s, inputTokens, outputTokens, error, gaps_s = [] } = request;
  const sent_s = request.sent_s - origin_s;
  const completed = error === undefined;
  const firstToken_s = completed && ttft_s !== undefined ? sent_s + ttft_s : undefined;
  const lastToken_s = !completed
    ? undefined
    : firstToken_s !== undefined && tpot_s !== undefined && outputTokens > 1
      ? firstToken_s + tpot_s * (outputTokens - 1)
      : request.end_s - origin_s;
  return {
    gaps_s,
    end: {
      time_s: request.end_s - origin_s,
      id,
      arrival_s: request.scheduled_s - origin_s,
      inputTokens,
      outputTokens,
      deliveredTokens: completed ? outputTokens : 0,
      cachedTokens: 0,
      firstToken_s,
      lastToken_s,
      status: completed ? 'completed' : 'failed',
      client: {
        started_s: sent_s,
        sent_s,
        chunks: gaps_s.length > 0 ? gaps_s.length + 1 : outputTokens,
        sharedReads: 0,
        errorClass: error,
        target: tool,
      },
    },
  };
}
