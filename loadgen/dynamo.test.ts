/**
 * The real Dynamo frontend with mock engines: its own counters against ours. Needs ai-dynamo, as ../shared/tools/dynamo/install.sh
 * installs it (`DYNAMO_HOME`), and the Mooncake trace in ../shared/data; skips without them.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { freePort } from '../live/testing/index.js';
import { readRun } from '../reports/index.js';
import { shippedPath } from '../scenarios/index.js';
import { DYNAMO_TOKENIZER, hasDynamo, startDynamo } from './testing/dynamo.js';

const TRACE = '../shared/data/traces/mooncake/conversation_trace.jsonl';
const DURATION_S = 12;

it.skipIf(!hasDynamo || !existsSync(TRACE))(
  'Mooncake at 10×: requests and tokens of frontend and client are the same numbers (../shared/tools/dynamo)',
  { timeout: 180_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'headroom-dynamo-'));
    const dynamo = await startDynamo(await freePort(), ['-n', '4', '-s', '10']);
    try {
      const out = join(folder, 'run');
      const set = [
        `traffic.path=${TRACE}`,
        `bench.tokenizer=${DYNAMO_TOKENIZER}`,
        `bench.schedule={kind: traffic, speedup: 10, duration_s: ${DURATION_S}}`,
      ].flatMap((override) => ['--set', override]);
      const scenario = shippedPath('scenarios', 'mooncake-conversation.yaml');
      const command = [shippedPath('dist', 'cli', 'main.js'), 'bench', scenario, '--url', dynamo.url, '--out', out];
      spawnSync(process.execPath, [...command, ...set], { stdio: 'ignore' });
      const { summary } = readRun(out);
      const counters = summary.client!.server_counters!;
      const moved = (name: string) =>
        Object.entries(counters)
          .filter(([series]) => series.replace(/\{.*/, '') === name)
          .reduce((sum, [, value]) => sum + value, 0);
      expect(summary.requests.completed).toBe(summary.requests.offered);
      expect(summary.requests.offered).toBeGreaterThan(200);
      expect(moved('dynamo_frontend_requests_total')).toBe(summary.requests.completed);
      expect(moved('dynamo_frontend_output_tokens_total')).toBe(summary.tokens.delivered);
      expect(moved('dynamo_frontend_input_sequence_tokens_sum')).toBe(summary.client!.tokens.usage_input);
      // the tiny model's template puts 10 tokens around each prompt, and every prompt is exactly as long as the trace says
      expect(summary.client!.tokens.usage_input).toBe(summary.tokens.input + 10 * summary.requests.offered);
      expect(moved('dynamo_frontend_time_to_first_token_seconds_count')).toBe(summary.ttft_ms!.count);
      expect(summary.client!.tokens.wrong_length).toBe(0);
      const { mean, count } = summary.client!.ttft_sent_ms!;
      const ours_s = (mean * count) / 1000;
      const theirs_s = moved('dynamo_frontend_time_to_first_token_seconds_sum');
      expect(theirs_s).toBeLessThan(ours_s); // the client's clock runs around the server's
      process.stderr.write(`TTFT sums: client ${ours_s.toFixed(2)} s, frontend ${theirs_s.toFixed(2)} s\n`);
    } finally {
      dynamo.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
