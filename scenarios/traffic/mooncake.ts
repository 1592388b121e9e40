/** Mooncake's JSONL: `timestamp` (ms), `input_length`, `output_length`, `hash_ids` (one id per prefix block). */
import { HeadroomError } from '../errors/index.js';
import type { Line } from './lines.js';
import { drop, type ImportLog, type TraceRow } from './trace-row.js';

export function* readMooncake(
  lines: Iterable<Line>,
  file: string,
  blockTokens: number,
  log: ImportLog,
): Generator<TraceRow> {
  for (const line of lines) {
    if (line.text.trim() === '') continue;
    log.rowsRead++;
    const row = readRow(line, file, blockTokens);
    if (row.inputTokens > 0 && row.outputTokens > 0) yield row;
    else drop(log, 'zero tokens');
  }
}

function readRow({ number, text }: Line, file: string, blockTokens: number): TraceRow {
  const fields = parseObject(text, file, number);
  const fail = (key: string, expected: string): never => {
    throw new HeadroomError('HR_TRACE_INVALID', {
      at: { file, line: number, column: Math.max(0, text.indexOf(`"${key}"`)) + 1 },
      message: `${key}: found ${JSON.stringify(fields[key]) ?? 'nothing'}; expected ${expected}`,
    });
  };
  const count = (key: string) => {
    const value = fields[key];
    return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : fail(key, 'a whole number');
  };
  const stamp = fields['timestamp'];
  const time_ms =
    typeof stamp === 'number' && stamp >= 0 ? stamp : fail('timestamp', 'milliseconds from the start, 0 or more');
  const inputTokens = count('input_length');
  const row = { time_us: Math.round(time_ms * 1000), inputTokens, outputTokens: count('output_length') };
  const ids = fields['hash_ids'];
  if (ids === undefined) return row;
  if (!Array.isArray(ids) || !ids.every((id) => Number.isInteger(id) && id >= 0))
    fail('hash_ids', 'a list of whole numbers');
  const prefixBlocks = ids as number[];
  if (prefixBlocks.length === 0) return row; // a converted trace: unknown, not "no reuse"
  const blocks = Math.ceil(inputTokens / blockTokens);
  if (prefixBlocks.length !== blocks) {
    throw new HeadroomError('HR_TRACE_INVALID', {
      at: { file, line: number, column: text.indexOf('"hash_ids"') + 1 },
      message: `hash_ids: found ${prefixBlocks.length} ids for ${inputTokens} tokens; expected ${blocks} blocks of ${blockTokens} tokens`,
      hint: 'If the trace uses another block size, set traffic.block_tokens.',
    });
  }
  return { ...row, prefixBlocks };
}

function parseObject(text: string, file: string, line: number): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (error) {
    const position = /position (\d+)/.exec((error as Error).message)?.[1];
    throw new HeadroomError('HR_TRACE_INVALID', {
      at: { file, line, column: position === undefined ? 1 : Number(position) + 1 },
      message: `found '${text.slice(0, 60)}'; expected one JSON object a line`,
    });
  }
  throw new HeadroomError('HR_TRACE_INVALID', {
    at: { file, line, column: 1 },
    message: `found ${text.slice(0, 60)}; expected one JSON object a line`,
  });
}
