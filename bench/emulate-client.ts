/** The client of `bench:emulate`, in a process of its own: `--url --streams --seconds`, or `--timers` for timers alone. Prints one JSON object. */
import { parseArgs } from 'node:util';
import { GAP_MS } from './emulate/setting.js';
import { readStreams } from './emulate/streams.js';
import { quantile } from './load/read-requests.js';

const TIMERS = 250;

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: '' },
    streams: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '8' },
    timers: { type: 'boolean', default: false },
  },
});
const figures = values.timers
  ? await timers()
  : await streams(values.url, Number(values.streams), Number(values.seconds));
process.stdout.write(`${JSON.stringify(figures)}\n`);

async function streams(url: string, count: number, seconds: number) {
  const { gaps_ms, measured_s, lost } = await readStreams(url, count, seconds);
  const errors = gaps_ms.map((gap_ms) => Math.abs(gap_ms - GAP_MS));
  return {
    tokens_per_s: Math.round(gaps_ms.length / measured_s),
    wanted_tokens_per_s: Math.round((count * 1000) / GAP_MS),
    pacing_error_p50_ms: quantile(errors, 0.5),
    pacing_error_p99_ms: quantile(errors, 0.99),
    streams_lost: lost,
  };
}

async function timers() {
  const late: number[] = [];
  const begun_ms = performance.now();
  for (let i = 1; i <= TIMERS; i++) {
    const due_ms = begun_ms + i * GAP_MS;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due_ms - performance.now())));
    late.push(performance.now() - due_ms);
  }
  return { late_p50_ms: quantile(late, 0.5), late_p99_ms: quantile(late, 0.99) };
}
