/** aiperf's `profile_export.jsonl`: one object a request, metrics as `{value, unit}`. */
import { isObject, type Json } from '../endpoints/delta.js';
import { type ForeignRequest, type ImportedRun, importedRun } from './imported.js';

const NS_PER_S = 1e9;

/** `undefined` where the lines are not aiperf's. */
export function readAiperf(lines: readonly Json[]): ImportedRun | undefined {
  if (!lines[0] || !isObject(lines[0]['metadata']) || !isObject(lines[0]['metrics'])) return undefined;
  const measured = lines.filter((line) => phaseOf(line) === 'profiling');
  return importedRun('aiperf', measured.map(toForeign));
}

function phaseOf({ metadata }: Json): unknown {
  return isObject(metadata) ? (metadata['benchmark_phase'] ?? 'profiling') : undefined;
}

function toForeign(line: Json): ForeignRequest {
  const metadata = line['metadata'] as Json;
  const metrics = isObject(line['metrics']) ? line['metrics'] : {};
  const at_s = (key: string) => (typeof metadata[key] === 'number' ? metadata[key] / NS_PER_S : undefined);
  const metric = (...names: string[]) => {
    for (const name of names) {
      const entry = metrics[name];
      if (isObject(entry) && typeof entry['value'] === 'number') return inSeconds(entry['value'], entry['unit']);
    }
    return undefined;
  };
  const sent_s = at_s('request_start_ns') ?? 0;
  const { error } = line;
  return {
    scheduled_s: at_s('credit_issued_ns') ?? sent_s,
    sent_s,
    end_s: at_s('request_end_ns') ?? sent_s,
    ttft_s: metric('time_to_first_token'),
    tpot_s: metric('inter_token_latency'),
    inputTokens: metric('usage_prompt_tokens', 'input_sequence_length') ?? 0,
    outputTokens: metric('output_sequence_length', 'usage_completion_tokens') ?? 0,
    error: isObject(error) ? String(error['type'] ?? 'error') : undefined,
  };
}

function inSeconds(value: number, unit: unknown): number {
  if (unit === 'ms') return value / 1000;
  return unit === 'ns' ? value / NS_PER_S : value;
}
