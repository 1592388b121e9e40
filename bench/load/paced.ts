/**
 * Truth: streams of TTFT 50 ms, ITL 10 ms, 64 tokens in a closed loop. What the client reports of each request is held to what
 * the server did; the first round, which opens all connections at once, is left out.
 */
import { lengths, runClient, startServer } from './processes.js';
import { quantile, readClientTimes } from './read-requests.js';
import { withRunFolder } from './run-folder.js';

const [TTFT_MS, ITL_MS, TOKENS] = [50, 10, 64];
const IDEAL_S = (TTFT_MS + ITL_MS * (TOKENS - 1)) / 1000;
const DURATION_S = 12;

export async function paced(clients: number) {
  const server = await startServer({ ttft_ms: TTFT_MS, itl_ms: ITL_MS });
  try {
    return await withRunFolder(async (folder) => {
      const { summary, directory } = await runClient(server.url, folder, [
        ...lengths(200, TOKENS),
        `bench.schedule={kind: concurrency, clients: ${clients}, duration_s: ${DURATION_S}, ramp_s: ${IDEAL_S}}`,
        'bench.warm_up_s=2',
      ]);
      const times = readClientTimes(directory);
      const later = (await server.truths()).filter(({ id }) => id >= clients && times.has(id));
      const ttftErrors = later.map(
        ({ id, arrival_ms, first_ms }) => times.get(id)!.ttftSent_ms - (first_ms - arrival_ms),
      );
      const itlErrors = later.map(({ id, first_ms, last_ms, tokens }) =>
        Math.abs(times.get(id)!.tpot_ms - (last_ms - first_ms) / (tokens - 1)),
      );
      const { steady, cpu, max_rss_mb } = summary.client!;
      return {
        ideal_fraction: Number(((steady.requests_per_s * IDEAL_S) / clients).toFixed(4)),
        ttft_error_p50_ms: quantile(ttftErrors, 0.5),
        ttft_error_p99_ms: quantile(ttftErrors, 0.99),
        itl_error_p99_ms: quantile(itlErrors, 0.99),
        cpu_s_per_1000: Number(cpu.s_per_1000_requests!.toFixed(3)),
        rss_mb: Math.round(max_rss_mb),
      };
    });
  } finally {
    server.stop();
  }
}
