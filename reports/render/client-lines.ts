/** The client side of a live run in words: for a terminal, and what to doubt. */
import type { ClientSummary } from '../record/client-summary.js';
import { count, duration, fixed, percent } from './format.js';

/** Below this the token counts of server and tokenizer agree. */
const TOKEN_TOLERANCE = 0.01;
const BUNDLED = 0.5;

/** What a reader must know about the measurement before believing it, the gravest first. */
export function clientDoubts({ confidence, tokens, shared_read_ratio, retries }: ClientSummary): string[] {
  const out: string[] = [];
  const { usage_output, chunks, checked } = tokens;
  if (tokens.without_usage > 0) {
    out.push(
      `${count(tokens.without_usage)} answers came without usage; their tokens are counted as pieces of the stream.`,
    );
  }
  if (usage_output !== undefined && Math.abs(usage_output - chunks) > TOKEN_TOLERANCE * usage_output) {
    out.push(
      `The server counts ${count(usage_output)} output tokens and sent ${count(chunks)} pieces: ITL is per piece, TPOT per token.`,
    );
  }
  if (checked && Math.abs(checked.usage - checked.tokenizer) > TOKEN_TOLERANCE * checked.usage) {
    out.push(
      `Of ${count(checked.requests)} answers the server counts ${count(checked.usage)} tokens and the tokenizer ${count(checked.tokenizer)}: is it the model's own?`,
    );
  }
  if (tokens.wrong_length > 0) out.push(`${count(tokens.wrong_length)} answers are not as long as was asked.`);
  if ((shared_read_ratio ?? 0) > BUNDLED) {
    out.push(
      `${percent(shared_read_ratio)} of the pieces came in one read with the piece before: the server sends in bundles.`,
    );
  }
  if (retries > 0) out.push(`${count(retries)} sends were repeated; latencies count from the first scheduled time.`);
  const { ttft_ms, e2e_ms } = confidence;
  const [name, tail] = ttft_ms ? ['TTFT', ttft_ms.p99] : ['end-to-end', e2e_ms?.p99];
  if (tail && tail.at_most === undefined)
    out.push(`The run is too short to carry a p99 of ${name}: 662 answers are the least.`);
  return out;
}

/** Rows for the terminal: name and text. */
export function clientFacts(client: ClientSummary): [string, string][] {
  const { lateness_ms, event_loop_ms, cpu, sockets, concurrency, ttft_sent_ms, confidence, user_tokens_per_s } = client;
  const rows: [string, string][] = [];
  if (ttft_sent_ms) {
    const { p50, p99 } = ttft_sent_ms;
    rows.push([
      'from send',
      `TTFT p50 ${duration(p50)}, p99 ${duration(p99)}${bound(confidence.ttft_ms?.p99.at_most)}`,
    ]);
  }
  if (user_tokens_per_s) {
    const { p50, p10 } = user_tokens_per_s;
    rows.push(['per user', `${fixed(p50, 1)} output tokens/s, the slowest tenth below ${fixed(p10, 1)}`]);
  }
  rows.push([
    'client',
    `${count(client.sent)} of ${count(client.asked)} sent, late p50 ${duration(lateness_ms?.p50)}, p99 ${duration(lateness_ms?.p99)}; event loop p99 ${duration(event_loop_ms.p99)}, max ${duration(event_loop_ms.max)}; busy ${percent(client.utilization)}, ${fixed(cpu.s_per_1000_requests, 2)} CPU s per 1,000 requests, ${count(client.max_rss_mb)} MB`,
  ]);
  rows.push([
    'in flight',
    `${fixed(concurrency.mean, 1)} on average, ${count(concurrency.max)} at most; ${count(sockets.opened)} connections opened`,
  ]);
  return rows;
}

function bound(at_most_ms: number | undefined): string {
  return at_most_ms === undefined ? '' : `; with 99 % confidence the true p99 is at most ${duration(at_most_ms)}`;
}
