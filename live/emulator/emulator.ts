/** The emulated frontend, put together: simulated cluster, wall clock, HTTP. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RunSink } from '../../reports/index.js';
import type { Tokenizer } from '../../scenarios/index.js';
import type { OpenSimulationInput } from '../../sim/index.js';
import { Lateness } from './lateness.js';
import { faultyPage } from './metrics/faulty-page.js';
import { type Dialect, metricsPage } from './metrics/page.js';
import type { Writer } from './output.js';
import { createRoutes } from './routes.js';
import { Service } from './service.js';

/** What is simulated, how fast, and where it is served. */
export interface EmulatorOptions {
  readonly input: OpenSimulationInput;
  readonly model: string;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Simulated seconds in one second of the wall clock. */
  readonly speedup: number;
  /** What `/metrics` speaks. */
  readonly dialect: Dialect;
  readonly tokenizer: Tokenizer;
  readonly writer: Writer;
  /** Gets every event of what passes through. */
  readonly sink: Partial<RunSink>;
  /** Hears what an operator should know. */
  readonly say: (line: string) => void;
}

/** An emulator that serves. */
export interface Emulator {
  readonly url: string;
  /** Simulated seconds so far. */
  now_s(): number;
  /** Rejects when the simulation fails; else it never settles. */
  readonly failed: Promise<never>;
  /** Ends every stream and the run; the sink hears `runEnd` last. */
  close(): Promise<void>;
}

/** Starts serving. Rejects where the port cannot be had. */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { input, model, speedup } = options;
  const page = metricsPage(options.dialect, model, input.cluster, speedup);
  const lateness = new Lateness(options.say, page.noteLate);
  let fail!: (error: unknown) => void;
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  failed.catch(() => undefined); // whoever asks hears of it
  const server = createServer({ noDelay: true, keepAliveTimeout: 60_000 });
  const { host, port } = await listen(server, options);
  const service = new Service({ input, speedup, sink: options.sink, onLate: lateness.note, onError: fail });
  const routes = createRoutes({
    service,
    metrics: page.frontend,
    model,
    tokenizer: options.tokenizer,
    blockTokens: blockTokensOf(input),
    writer: options.writer,
    exposition: faultyPage(service, speedup, () => service.look((simulation) => page.text(simulation))),
    started_s: Math.floor(Date.now() / 1000),
  });
  server.on('request', routes);
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    now_s: () => service.now_s(),
    failed,
    close: async () => {
      service.finish();
      await closeServer(server);
    },
  };
}

/** Tokens of a prefix block: a whole number of KV blocks of every engine. */
function blockTokensOf({ cluster: { pools } }: OpenSimulationInput): number {
  const sizes = Object.values(pools).flatMap(({ groups }) => groups.map(({ spec }) => spec.block_tokens));
  return sizes.reduce((multiple, size) => (multiple / divisor(multiple, size)) * size, 1);
}

/** The greatest common one. */
function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}

async function listen(server: Server, { host, port }: EmulatorOptions): Promise<{ host: string; port: number }> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return { host, port: (server.address() as AddressInfo).port };
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  setImmediate(() => server.closeAllConnections()); // after the last words of the open streams
  await closed;
}
