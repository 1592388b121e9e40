/** Pacing: Poisson arrivals, as the client sent them and as the server saw them. */
import { lengths, runClient, startServer } from './processes.js';
import { withRunFolder } from './run-folder.js';

const DURATION_S = 12;
const WARM_UP_S = 1;

export async function poisson(rps: number) {
  const server = await startServer({ ttft_ms: 20, itl_ms: 5 });
  try {
    const { summary } = await withRunFolder((folder) =>
      runClient(server.url, folder, [
        ...lengths(200, 8),
        `bench.schedule={kind: rate, process: poisson, stages: [{duration_s: ${DURATION_S}, rps: ${rps}}]}`,
      ]),
    );
    const arrivals = (await server.truths()).map(({ arrival_ms }) => arrival_ms).sort((a, b) => a - b);
    const steady = arrivals.filter((time_ms) => time_ms > arrivals[0]! + WARM_UP_S * 1000);
    const { lateness_ms, cpu } = summary.client!;
    return {
      lateness_p50_ms: Number(lateness_ms!.p50.toFixed(3)),
      lateness_p99_ms: Number(lateness_ms!.p99.toFixed(3)),
      cv2: Number(squaredVariation(steady).toFixed(3)),
      cpu_s_per_1000: Number(cpu.s_per_1000_requests!.toFixed(3)),
    };
  } finally {
    server.stop();
  }
}

/** Variance ÷ squared mean of the gaps: 1 for Poisson. */
function squaredVariation(times: readonly number[]): number {
  const gaps = times.slice(1).map((time, i) => time - times[i]!);
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / (gaps.length - 1);
  return variance / mean ** 2;
}
