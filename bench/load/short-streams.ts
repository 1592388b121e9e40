/** Throughput: a closed loop of 64 connections on a server that answers at once; everything parsed and recorded. */
import { lengths, runClient, startServer } from './processes.js';
import { withRunFolder } from './run-folder.js';

const CLIENTS = 64;
const DURATION_S = 6;

export async function shortStreams(tokens: number) {
  const server = await startServer({ ttft_ms: 0, itl_ms: 0 });
  try {
    const { summary } = await withRunFolder((folder) =>
      runClient(server.url, folder, [
        ...lengths(200, tokens),
        `bench.schedule={kind: concurrency, clients: ${CLIENTS}, duration_s: ${DURATION_S}}`,
      ]),
    );
    const { steady, cpu, max_rss_mb } = summary.client!;
    return {
      requests_per_s: Math.round(steady.requests_per_s),
      tokens_per_s: Math.round(steady.requests_per_s * tokens),
      cpu_s_per_1000: Number(cpu.s_per_1000_requests!.toFixed(3)),
      rss_mb: Math.round(max_rss_mb),
    };
  } finally {
    server.stop();
  }
}
