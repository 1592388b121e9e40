/** Which format a trace is in, told from its content. */
import { statSync } from 'node:fs';
import { HeadroomError } from '../../errors/index.js';
import type { TrafficSpec } from '../../schema/traffic.js';
import { LineFile } from './lines.js';

/** A format of traces, as `traffic.format` names it. */
export type TraceFormat = Exclude<TrafficSpec['format'], 'generated' | 'closed_loop'>;

/** A format, and how it was told. */
export interface Detected {
  readonly format: TraceFormat;
  /** By what it was told, or that it was given. */
  readonly because: string;
}

/** Columns that together only one CSV format has. */
const CSV_SIGNS: readonly (readonly [TraceFormat, readonly string[]])[] = [
  ['azure', ['TIMESTAMP', 'ContextTokens', 'GeneratedTokens']],
  ['burstgpt', ['Timestamp', 'Request tokens', 'Response tokens']],
  ['vidur', ['num_prefill_tokens', 'num_decode_tokens']],
  ['splitwise', ['arrival_timestamp', 'prompt_size', 'token_size']],
  ['blis', ['arrival_time_us', 'input_tokens', 'output_tokens']],
];

/** Fields of a first row, the most telling first. */
const JSON_SIGNS: readonly (readonly [TraceFormat, readonly string[], string])[] = [
  ['headroom', ['format_version', 'arrival_us'], ''],
  ['aiperf', ['text_input'], ''],
  [
    'dynamo',
    ['session_id', 'delay', 'delay_ms', 'created_time'],
    '; --format aiperf if later turns hold only what is new in them',
  ],
  ['mooncake', ['timestamp'], ''],
  ['aiperf', ['input_length'], ''],
];

/** Throws HR_TRACE_NOT_FOUND, or HR_TRACE_INVALID where the format cannot be told. */
export function detectFormat(path: string): Detected {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
    return { format: 'servegen', because: 'it is a folder' };
  const line = firstLine(path);
  const detected = line.startsWith('{') ? fromJson(line) : fromCsv(line);
  if (detected) return detected;
  throw new HeadroomError('HR_TRACE_INVALID', {
    at: { file: path, line: 1, column: 1 },
    message: `found '${line.slice(0, 80)}'; expected the first line of a known trace format`,
    hint: 'Say which one it is with --format; docs/reference/traffic.md lists them.',
  });
}

function fromCsv(line: string): Detected | undefined {
  const names = line.split(',').map((name) => name.trim());
  const sign = CSV_SIGNS.find(([, columns]) => columns.every((column) => names.includes(column)));
  return sign && { format: sign[0], because: `its columns ${sign[1].join(', ')}` };
}

function fromJson(line: string): Detected | undefined {
  let fields: object;
  try {
    fields = JSON.parse(line) as object;
  } catch {
    return undefined;
  }
  for (const [format, signs, remark] of JSON_SIGNS) {
    const found = signs.find((sign) => sign in fields);
    if (found) return { format, because: `its field ${found}${remark}` };
  }
  return undefined;
}

function firstLine(path: string): string {
  const file = new LineFile(path);
  try {
    for (let lines = file.nextLines(); lines; lines = file.nextLines()) {
      const line = lines.find((text) => text.trim() !== '');
      if (line !== undefined) return line.trim();
    }
    return '';
  } finally {
    file.close();
  }
}
