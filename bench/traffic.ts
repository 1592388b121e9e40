/**
 * `npm run bench:traffic [-- --week]`: rows per CPU second and memory of reading and generating traffic, beside a plain
 * readline-and-split loop over the same file. `--week`: a whole week of 27.3 million conversation requests (the rate file
 * of ../shared where it is there, else a sine) and 16.8 million code-like ones. The last line of stdout is one JSON object.
 */
import { createReadStream, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { openRows, openTraffic, parseTraffic, type TrafficSpec, writeTrace } from '../scenarios/index.js';

const ROWS = 1_000_000;
const RUNS = 3;
const RATE_FILE = '../shared/data/traces/azure2024/DERIVED_azure2024_conv_rate_profile_10min.csv';
const WEEK_S = 7 * 86_400;
const asIs = (path: string) => path;

const folder = mkdtempSync(join(tmpdir(), 'headroom-bench-'));
try {
  const result = process.argv.includes('--week') ? week() : await all();
  process.stdout.write(`${JSON.stringify(result)}\n`);
} finally {
  rmSync(folder, { recursive: true });
}

async function all(): Promise<Record<string, number>> {
  const result: Record<string, number> = {};
  for (const format of ['azure', 'mooncake', 'headroom'] as const) {
    const path = join(folder, format);
    write(path, format);
    result[`${format}_rows_per_cpu_s`] = await median(() => requestsPerSecond(parseTraffic({ format, path })));
    result[`${format}_split_rows_per_cpu_s`] = await median(() => splitPerSecond(path, format));
  }
  result['poisson_rows_per_cpu_s'] = await median(() => requestsPerSecond(constantRate({ process: 'poisson' })));
  result['gamma_rows_per_cpu_s'] = await median(() =>
    requestsPerSecond(constantRate({ process: 'gamma', shape: 0.5 })),
  );
  result['peak_mb'] = Math.round(process.resourceUsage().maxRSS / 1024);
  return result;
}

/** Middle of some runs, each told on stderr. */
async function median(measure: () => number | Promise<number>): Promise<number> {
  const rates: number[] = [];
  for (let run = 0; run < RUNS; run++) rates.push(Math.round(await measure()));
  process.stderr.write(`${rates.join(' ')} rows/CPU s\n`);
  return rates.sort((a, b) => a - b)[Math.floor(RUNS / 2)]!;
}

function constantRate(arrivals: object): TrafficSpec {
  const table = [
    [0, 2],
    [0.05, 181],
    [0.2, 387],
    [0.5, 1020],
    [0.9, 2735],
    [1, 14_050],
  ];
  const lengths = { input_tokens: table, output_tokens: table };
  const generator = { duration_s: ROWS / 50, rate: [{ from_s: 0, rps: 50 }], arrivals, ...lengths };
  return parseTraffic({ format: 'generated', generator });
}

function write(path: string, format: 'azure' | 'mooncake' | 'headroom'): void {
  const rows = openRows(constantRate({ process: 'poisson' }), 1, asIs);
  writeTrace(rows, path, { format, lossy: false, closedLoop: false });
}

function requestsPerSecond(spec: TrafficSpec): number {
  const cpu = process.cpuUsage();
  const { requests } = drain(spec);
  return requests / cpuSeconds(cpu);
}

/** Since `begin`, on all threads: what other programs do on the machine does not count. */
function cpuSeconds(begin: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1e6;
}

function drain(spec: TrafficSpec): { requests: number; inputTokens: number } {
  let requests = 0;
  let inputTokens = 0;
  for (const request of openTraffic(spec, 1, asIs).requests) {
    requests++;
    inputTokens += request.inputTokens;
  }
  return { requests, inputTokens };
}

/** What it takes at the least: node's own line reader and a split, or JSON.parse, per line. */
async function splitPerSecond(path: string, format: string): Promise<number> {
  const cpu = process.cpuUsage();
  let rows = 0;
  let tokens = 0;
  for await (const line of createInterface({ input: createReadStream(path) })) {
    if (format !== 'azure') tokens += (JSON.parse(line) as { input_tokens?: number }).input_tokens ?? 0;
    else tokens += Number(line.split(',')[1]) || 0;
    rows++;
  }
  if (Number.isNaN(tokens)) throw new Error('the file is not what was written');
  return rows / cpuSeconds(cpu);
}

function week(): Record<string, number> {
  const conversation = existsSync(RATE_FILE) ? { path: RATE_FILE } : sine(45.1, 0.6);
  const lengths = (median: number, output: number) => ({
    input_tokens: { lognormal: { median, sigma: 1, max: 8000 } },
    output_tokens: { lognormal: { median: output, sigma: 1, max: 1000 } },
  });
  const arrivals = { process: 'gamma', shape: 0.87 };
  const classes = [
    { name: 'conversation', rate: conversation, arrivals, ...lengths(930, 129) },
    { name: 'code', rate: sine(16_803_695 / WEEK_S, 0.9), arrivals, ...lengths(1469, 13) },
  ];
  const started = performance.now();
  const cpu = process.cpuUsage();
  const { requests } = drain(parseTraffic({ format: 'generated', generator: { duration_s: WEEK_S, classes } }));
  const seconds = (performance.now() - started) / 1000;
  return {
    week_requests: requests,
    week_s: Number(seconds.toFixed(1)),
    week_rows_per_cpu_s: Math.round(requests / cpuSeconds(cpu)),
    peak_mb: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

/** A day's swing around a mean rate, in ten-minute steps. */
function sine(mean_rps: number, swing: number): object[] {
  return Array.from({ length: WEEK_S / 600 }, (_, i) => ({
    from_s: i * 600,
    rps: mean_rps * (1 + swing * Math.sin((2 * Math.PI * i) / 144)),
  }));
}
