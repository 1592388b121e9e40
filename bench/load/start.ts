/** Seconds from the start of `headroom bench` to its first request at the server. */
import { lengths, runClient, startServer } from './processes.js';
import { withRunFolder } from './run-folder.js';

export async function startToFirstRequest() {
  const server = await startServer({ ttft_ms: 0, itl_ms: 0 });
  try {
    const started_ms = performance.timeOrigin + performance.now();
    await withRunFolder((folder) =>
      runClient(server.url, folder, [
        ...lengths(200, 8),
        'bench.schedule={kind: concurrency, clients: 1, requests: 1}',
      ]),
    );
    const [first] = await server.truths();
    return { first_request_s: Number(((first!.arrival_ms - started_ms) / 1000).toFixed(3)) };
  } finally {
    server.stop();
  }
}
