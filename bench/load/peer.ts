/** The same short streams by aiperf, where somebody has it installed: requests per second as the server saw them. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pinCommand, startServer } from './processes.js';

const REQUESTS = 2000;

/** `aiperf`: its program; `tokenizer`: a local tokenizer folder, which it needs to make prompts. */
export async function aiperfShortStreams(aiperf: string, tokenizer: string) {
  const server = await startServer({ ttft_ms: 0, itl_ms: 0 });
  const folder = mkdtempSync(join(tmpdir(), 'headroom-aiperf-'));
  try {
    const options = {
      '-m': 'truth',
      '--url': server.url,
      '--endpoint-type': 'chat',
      '--concurrency': '64',
      '--request-count': String(REQUESTS),
      '--isl': '200',
      '--osl': '8',
      '--tokenizer': tokenizer,
      '--ui': 'none',
      '--output-artifact-dir': folder,
    };
    const args = ['profile', '--streaming', ...Object.entries(options).flat()];
    const [command, ...rest] = pinCommand('client', [aiperf, ...args]);
    spawnSync(command!, rest, { stdio: 'ignore' });
    const times = (await server.truths()).map(({ arrival_ms }) => arrival_ms);
    const span_s = (Math.max(...times) - Math.min(...times)) / 1000;
    return { requests_per_s: Math.round(times.length / span_s) };
  } finally {
    server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
