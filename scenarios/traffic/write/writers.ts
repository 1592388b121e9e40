/** How each target format writes a row, and what of a row it can hold. */
import type { Account } from '../account.js';
import { FORMAT_VERSION } from '../read/headroom.js';
import type { TraceRow } from '../trace-row.js';

/** A format that traces can be written in. */
export type TargetFormat = keyof typeof WRITERS;

/** What a row may have beside its time and lengths. */
export const PROPERTIES = {
  class: (row: TraceRow) => row.class !== undefined,
  client: (row: TraceRow) => row.client !== undefined,
  model: (row: TraceRow) => row.model !== undefined,
  session: (row: TraceRow) => row.sessionId !== undefined,
  'wait for the turn before': (row: TraceRow) => row.think_us !== undefined,
  'prefix blocks': (row: TraceRow) => row.prefixBlocks !== undefined,
  failure: (row: TraceRow) => row.failed === true,
};

/** Writes one format, a row at a time. */
export interface Writer {
  readonly holds: readonly (keyof typeof PROPERTIES)[];
  /** The first line, once the first row is known. */
  header?(account: Account, closedLoop: boolean): string;
  line(row: TraceRow, account: Account): string;
}

const MOONCAKE_BLOCK_TOKENS = 512;
/** Origins above this are microseconds since 1970 and not an offset. */
const EPOCH_US = 1e15;

/** The writer of each target format. */
export const WRITERS = {
  headroom: {
    holds: ['class', 'client', 'model', 'session', 'wait for the turn before', 'prefix blocks', 'failure'],
    header: ({ blockTokens }, closedLoop) =>
      JSON.stringify({ format_version: FORMAT_VERSION, closed_loop: closedLoop, block_tokens: blockTokens }),
    line: (row) =>
      JSON.stringify({
        arrival_us: row.think_us === undefined || row.time_us > 0 ? row.time_us : undefined,
        input_tokens: row.inputTokens,
        output_tokens: row.outputTokens,
        session_id: row.sessionId,
        turn: row.turn,
        after: row.think_us === undefined ? undefined : { request_id: 'prev', think_us: row.think_us },
        prefix_blocks: row.prefixBlocks,
        model: row.model,
        client_id: row.client,
        slo_class: row.class,
        status: row.failed ? 'failed' : undefined,
      }),
  },
  mooncake: {
    holds: ['prefix blocks'],
    line: (row, { blockTokens }) =>
      JSON.stringify({
        timestamp: row.time_us / 1000,
        input_length: row.inputTokens,
        output_length: row.outputTokens,
        hash_ids: blockTokens === MOONCAKE_BLOCK_TOKENS ? (row.prefixBlocks ?? []) : [],
      }),
  },
  vidur: {
    holds: [],
    header: () => 'arrived_at,num_prefill_tokens,num_decode_tokens',
    line: (row) => `${row.time_us / 1e6},${row.inputTokens},${row.outputTokens}`,
  },
  azure: {
    holds: [],
    header: () => 'TIMESTAMP,ContextTokens,GeneratedTokens',
    line: (row, { origin_us = 0 }) =>
      `${stamp(row.time_us + (origin_us >= EPOCH_US ? origin_us : 0))},${row.inputTokens},${row.outputTokens}`,
  },
  burstgpt: {
    holds: ['class', 'model', 'session', 'failure'],
    header: () => 'Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens,Total tokens,Log Type',
    line: (row) => {
      const { inputTokens, outputTokens } = row;
      const names = [row.sessionId, '', row.model].map((text) => cell(text ?? ''));
      return [
        row.time_us / 1e6,
        ...names,
        inputTokens,
        outputTokens,
        inputTokens + outputTokens,
        cell(row.class ?? ''),
      ].join(',');
    },
  },
} satisfies Record<string, Writer>;

/** Whether the trace's block size is not the one the format implies, so that its blocks cannot be written. */
export function losesBlocks(format: TargetFormat, { blockTokens }: Account): boolean {
  return format === 'mooncake' && blockTokens !== MOONCAKE_BLOCK_TOKENS;
}

/** As Azure's trace of 2023 writes it: seven fraction digits, the last always 0. */
function stamp(time_us: number): string {
  const whole_ms = Math.floor(time_us / 1e6) * 1000;
  const fraction = String(time_us - whole_ms * 1000).padStart(6, '0');
  return `${new Date(whole_ms).toISOString().slice(0, 19).replace('T', ' ')}.${fraction}0`;
}

function cell(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
