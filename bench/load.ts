/**
 * `npm run bench:load`: the load generator against a server that knows the truth, each on a core of its own where `taskset` is
 * there. Medians of five runs. The last line of stdout is one JSON object. `-- --quick`: one run of each; `-- --million`: a million
 * requests too; `-- --aiperf PROGRAM --tokenizer FOLDER`: that peer beside it.
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { paced } from './load/paced.js';
import { aiperfShortStreams } from './load/peer.js';
import { poisson } from './load/poisson.js';
import { medianOf } from './load/repeat.js';
import { shortStreams } from './load/short-streams.js';
import { soak } from './load/soak.js';
import { startToFirstRequest } from './load/start.js';
import { requiredMb } from './package/dependencies.js';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    runs: { type: 'string' },
    million: { type: 'boolean', default: false },
    aiperf: { type: 'string' },
    tokenizer: { type: 'string', default: 'gpt2' },
  },
});
const runs = Number(values.runs ?? (values.quick ? 1 : 5));

process.stderr.write(
  `load average before: ${loadavg()
    .map((load) => load.toFixed(1))
    .join(' ')}\n`,
);
const short = await medianOf(runs, '8-token streams, 64 connections', () => shortStreams(8));
const long = await medianOf(runs, '64-token streams, 64 connections', () => shortStreams(64));
const streams: Record<string, object> = {};
for (const clients of [100, 500, 1000]) {
  streams[`streams_${clients}`] = await medianOf(runs, `${clients} paced streams`, () => paced(clients));
}
const poisson_500 = await medianOf(runs, 'Poisson 500/s', () => poisson(500));
const start = await medianOf(runs, 'start to first request', startToFirstRequest);
const { aiperf, tokenizer } = values;
const peer = aiperf && (await medianOf(runs, 'aiperf', () => aiperfShortStreams(aiperf, tokenizer)));
const million = values.million ? await soak(1_000_000) : undefined;
process.stderr.write(
  `load average after: ${loadavg()
    .map((load) => load.toFixed(1))
    .join(' ')}\n`,
);
process.stdout.write(
  `${JSON.stringify({
    short_rps: short.requests_per_s,
    stream_tokens_per_s: long.tokens_per_s,
    ...streams,
    poisson_500,
    first_request_s: start.first_request_s,
    installed_mb: requiredMb(),
    ...(peer && { aiperf_short_rps: peer.requests_per_s }),
    ...(million && { million }),
  })}\n`,
);
