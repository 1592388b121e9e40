/**
 * TraceV2 of BLIS (inference-sim): a YAML header and a CSV of microseconds. A prefix group's `prefix_length` comes on top
 * of `input_tokens`; without a group the server's own count is the better one. `think_time_us`, where recorded, makes
 * the rounds of a session wait for each other; otherwise they arrive when they did.
 */
import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { HeadroomError } from '../../errors/index.js';
import { SharedPrefixes } from '../generate/prefix-blocks.js';
import { CsvCursor } from './csv-cursor.js';
import type { ImportContext, Importer } from './importer.js';

const COLUMNS = [
  { names: ['arrival_time_us'] },
  { names: ['input_tokens'] },
  { names: ['output_tokens'] },
  { names: ['client_id'], optional: true },
  { names: ['slo_class'], optional: true },
  { names: ['session_id'], optional: true },
  { names: ['round_index'], optional: true },
  { names: ['prefix_group'], optional: true },
  { names: ['prefix_length'], optional: true },
  { names: ['server_input_tokens'], optional: true },
  { names: ['model'], optional: true },
  { names: ['status'], optional: true },
  { names: ['think_time_us'], optional: true },
  ...[
    ...['request_id', 'tenant_id', 'vllm_priority', 'streaming', 'text_tokens', 'image_tokens', 'audio_tokens'],
    ...['video_tokens', 'reason_ratio', 'deadline_us', 'slo_target_us', 'send_time_us', 'first_chunk_time_us'],
    ...['last_chunk_time_us', 'num_chunks', 'error_message', 'finish_reason', 'x_request_id', 'adapter'],
  ].map((name) => ({ names: [name] as const, optional: true })),
] as const;
const [TIME, INPUT, OUTPUT, CLIENT, CLASS, SESSION, ROUND, GROUP, PREFIX, SERVER_INPUT, MODEL, STATUS, THINK] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
];
/** vLLM's block size, where the header names none. */
const DEFAULT_BLOCK_TOKENS = 16;

/** `header`: the YAML file, or where it would be by its name. */
export function blis({ file, account }: ImportContext, header: string | undefined): Importer {
  const blockTokens = readHeader(header ?? file.replace(/(\.csv)?$/i, '.yaml'), header !== undefined);
  const csv = new CsvCursor(file, COLUMNS, account);
  const prefixes = new SharedPrefixes(blockTokens);
  let anyThink = false;
  const countOf = (column: number) => (csv.has(column) && csv.text(column) !== '' ? csv.count(column) : 0);
  return {
    get closedLoop() {
      return anyThink;
    },
    line(text, number, emit) {
      if (!csv.take(text, number)) return;
      const group = csv.text(GROUP);
      const shared = group === '' ? 0 : countOf(PREFIX);
      const inputTokens = shared + ((group === '' && countOf(SERVER_INPUT)) || csv.count(INPUT));
      if (shared > 0) account.blockTokens = blockTokens;
      const sessionId = csv.text(SESSION) || undefined;
      const turn = sessionId === undefined ? undefined : countOf(ROUND);
      anyThink ||= sessionId !== undefined && csv.has(THINK);
      const status = csv.text(STATUS);
      emit({
        time_us: csv.number(TIME, 'microseconds'),
        inputTokens,
        outputTokens: csv.count(OUTPUT),
        class: csv.text(CLASS) || undefined,
        client: csv.text(CLIENT) || undefined,
        model: csv.text(MODEL) || undefined,
        sessionId,
        turn,
        think_us: turn && csv.has(THINK) ? countOf(THINK) : undefined,
        failed: status === '' || status === 'ok' ? undefined : true,
        prefixBlocks: shared > 0 ? prefixes.blocks(group, shared, inputTokens) : undefined,
      });
    },
  };
}

/** Checks the header and returns the block size. */
function readHeader(path: string, given: boolean): number {
  if (!existsSync(path) && !given) return DEFAULT_BLOCK_TOKENS;
  const fail = (message: string): never => {
    throw new HeadroomError('HR_TRACE_INVALID', { at: { file: path }, message });
  };
  let header: Record<string, unknown> | undefined;
  try {
    header = parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  } catch (error) {
    return fail(`the header cannot be read: ${(error as Error).message.split('\n')[0]}`);
  }
  const unit = header?.['time_unit'];
  if (unit !== 'us' && unit !== 'microseconds') fail(`time_unit: found ${unit ?? 'nothing'}; expected microseconds`);
  const server = header?.['server'] as { block_size?: unknown } | undefined;
  const size = server?.block_size ?? DEFAULT_BLOCK_TOKENS;
  const isSize = Number.isSafeInteger(size) && (size as number) > 0;
  return isSize
    ? (size as number)
    : fail(`server.block_size: found ${JSON.stringify(size)}; expected a whole number above 0`);
}
