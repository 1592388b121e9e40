/** Memory: many short requests; the resident set must not follow their number. */
import { lengths, runClient, startServer } from './processes.js';
import { withRunFolder } from './run-folder.js';

export async function soak(requests: number) {
  const server = await startServer({ ttft_ms: 0, itl_ms: 0 });
  try {
    const { summary } = await withRunFolder((folder) =>
      runClient(server.url, folder, [
        ...lengths(20, 2),
        `bench.schedule={kind: concurrency, clients: 64, requests: ${requests}}`,
      ]),
    );
    return {
      completed: summary.requests.completed,
      rss_mb: Math.round(summary.client!.max_rss_mb),
      requests_per_s: Math.round(summary.throughput.requests_per_s),
    };
  } finally {
    server.stop();
  }
}
