/** How many paced streams the emulator carries, and how late a timer is on the same core while nobody asks for anything. */
import { teeSinks } from '../../reports/index.js';
import { OpenSimulation } from '../../sim/index.js';
import { ended, start } from './processes.js';
import { pacedInput } from './setting.js';

const SIMULATED_S = 60;

export interface Carried {
  readonly tokens_per_s: number;
  readonly wanted_tokens_per_s: number;
  readonly pacing_error_p50_ms: number;
  readonly pacing_error_p99_ms: number;
  /** Share of a core that the emulator took. */
  readonly cpu_share: number;
  readonly cpu_us_per_token: number;
  /** The emulator's own lateness: the bucket below which 99 % of its wake-ups are. */
  readonly late_p99_ms: number;
}

/** A fresh emulator under so many streams. */
export async function carry(streams: number, seconds: number): Promise<Carried> {
  const server = start('server', 'bench/emulate-server.js', []);
  const url = (await server.next())!;
  const begun_ms = performance.now();
  const figures = (await streamsFrom(url, streams, seconds)) as unknown as Carried;
  const page = await (await fetch(`${url}/metrics`)).text();
  const wall_s = (performance.now() - begun_ms) / 1000;
  server.child.kill();
  const cpu_s = Number(await server.next());
  const tokens = Number(/^dynamo_frontend_output_tokens_total\{.*\} (\d+)$/m.exec(page)![1]);
  return {
    ...figures,
    cpu_share: Number((cpu_s / wall_s).toFixed(2)),
    cpu_us_per_token: Number(((cpu_s / tokens) * 1e6).toFixed(1)),
    late_p99_ms: lateP99_ms(page),
  };
}

/** The client's figures of streams from any server. */
export async function streamsFrom(url: string, streams: number, seconds: number): Promise<Record<string, number>> {
  const client = start('client', 'bench/emulate-client.js', [
    '--url',
    url,
    '--streams',
    String(streams),
    '--seconds',
    String(seconds),
  ]);
  return JSON.parse((await client.next())!) as Record<string, number>;
}

/** CPU time of a token in the simulation alone, with so many streams: what is not HTTP. */
export function simulatedUsPerToken(streams: number): number {
  let tokens = 0;
  const sink = teeSinks();
  const simulation = new OpenSimulation(pacedInput(), sink, () => tokens++);
  for (let id = 0; id < streams; id++) {
    simulation.send({ id, arrival_s: id / 1000, inputTokens: 1, outputTokens: 100_000 });
  }
  const before = process.cpuUsage();
  tokens = 0;
  simulation.advance(SIMULATED_S);
  const { user, system } = process.cpuUsage(before);
  return Number(((user + system) / tokens).toFixed(3));
}

/** What the machine allows: the lateness of timers of 20 ms in a process that does nothing else, on the server's core. */
export async function idleTimers(): Promise<Record<string, number>> {
  const control = start('server', 'bench/emulate-client.js', ['--timers']);
  const line = await control.next();
  await ended(control.child);
  return JSON.parse(line!) as Record<string, number>;
}

function lateP99_ms(page: string): number {
  const buckets = [...page.matchAll(/headroom_emulator_late_seconds_bucket\{le="([^"]+)"\} (\d+)/g)];
  const whole = Number(buckets.at(-1)![2]);
  return Number(buckets.find(([, , count]) => Number(count) >= 0.99 * whole)![1]) * 1000;
}
