/** guidellm's `benchmarks.json`: the requests of one benchmark, by outcome. */
import { isObject, type Json } from '../endpoints/delta.js';
import { type ForeignRequest, type ImportedRun, importedRun } from './imported.js';

/** `undefined` where the document is not guidellm's. Of a sweep's benchmarks the one with most requests is read. */
export function readGuidellm(document: Json): ImportedRun | undefined {
  const { benchmarks } = document;
  if (!Array.isArray(benchmarks) || !isObject(benchmarks[0]) || !isObject(benchmarks[0]['requests'])) return undefined;
  const [largest] = (benchmarks as Json[]).map(requestsOf).sort((a, b) => b.length - a.length);
  return importedRun('guidellm', largest ?? []);
}

function requestsOf({ requests }: Json): ForeignRequest[] {
  const outcomes = isObject(requests) ? requests : {};
  return (['successful', 'errored', 'incomplete'] as const).flatMap((outcome) => {
    const list = Array.isArray(outcomes[outcome]) ? (outcomes[outcome] as unknown[]) : [];
    return list.filter(isObject).map((request) => toForeign(request, outcome === 'successful' ? undefined : outcome));
  });
}

function toForeign(request: Json, error: string | undefined): ForeignRequest {
  const number = (key: string) => (typeof request[key] === 'number' ? request[key] : undefined);
  const sent_s = number('request_start_time') ?? 0;
  const delay_s = number('request_dispatch_delay') ?? 0;
  const ms = (key: string) => {
    const value = number(key);
    return value === undefined ? undefined : value / 1000;
  };
  return {
    scheduled_s: sent_s - delay_s,
    sent_s,
    end_s: number('request_end_time') ?? sent_s + (number('request_latency') ?? 0),
    ttft_s: ms('time_to_first_token_ms'),
    tpot_s: ms('inter_token_latency_ms'),
    inputTokens: number('prompt_tokens') ?? 0,
    outputTokens: number('output_tokens') ?? 0,
    error,
  };
}
