/**
 * Traffic from a ServeGen pool: every client has bursts and lengths of its own, and their sum has the drifting mix that one
 * aggregate process cannot have. Window by window: memory holds one window's requests.
 */
import { HeadroomError } from '../../errors/index.js';
import { randomStream } from '../../random/index.js';
import type { ServegenSpec } from '../../schema/traffic.js';
import type { Account } from '../account.js';
import type { RowSource, TraceRow } from '../trace-row.js';
import { ClientAtWork } from './client.js';
import type { ClientWindow, Pool, PoolClient } from './pool.js';

/** A client, or a copy of one, with the part of its rate that it keeps. */
interface Worker {
  readonly client: PoolClient;
  readonly atWork: ClientAtWork;
  /** The target factors for which this one works at all; all, unless whole clients are left out. */
  readonly threshold: number;
}

/** Throws HR_TRACE_INVALID where no client is left or the span lies outside the pool. */
export function servegenSource(spec: ServegenSpec, pool: Pool, seed: number, account: Account): RowSource {
  const clients = usable(pool, account);
  const starts = clients[0]!.windows.map(({ start_s }) => start_s);
  const span = spanOf(spec, pool, starts);
  const first = starts.findIndex((start_s) => start_s + pool.windowLength_s > span.start_s);
  const factors = starts.map((_, w) => factorOf(spec, clients, w));
  const workers = workersOf(spec, clients, Math.max(...factors), seed);
  const thin = randomStream(seed, 'servegen/thin');
  let w = first;
  account.transforms.push({ text: describe(spec, span) });
  return {
    pump(emit) {
      const start_s = starts[w];
      if (start_s === undefined || start_s >= span.end_s) return false;
      const from_s = Math.max(start_s, span.start_s);
      const to_s = Math.min(start_s + pool.windowLength_s, span.end_s);
      const rows: TraceRow[] = [];
      for (const { client, atWork, threshold } of workers) {
        const window = client.windows[w];
        if (window) work(spec, window, atWork, threshold, factors[w]!, from_s, to_s, rows);
      }
      rows.sort((a, b) => a.time_us - b.time_us);
      const keep = spec.scale === 'thin' ? factors[w]! / Math.max(1, Math.ceil(Math.max(...factors))) : 1;
      for (const row of rows) {
        row.time_us -= Math.round(span.start_s * 1e6);
        if (keep === 1 || thin.next() < keep) emit(row);
      }
      w++;
      return true;
    },
    close: () => undefined,
    fractionRead: () => (w - first) / Math.max(1, Math.ceil((span.end_s - span.start_s) / pool.windowLength_s)),
  };
}

function work(
  spec: ServegenSpec,
  window: ClientWindow,
  atWork: ClientAtWork,
  threshold: number,
  factor: number,
  from_s: number,
  to_s: number,
  rows: TraceRow[],
): void {
  const rps = spec.scale === 'rate' ? window.rps * factor : window.rps;
  const works = spec.scale !== 'clients' || threshold < factor;
  if (works) atWork.work(window, from_s, to_s, rps, (row) => rows.push(row));
}

/** Clients with lengths; the others are named with their share of the rate. */
function usable(pool: Pool, account: Account): PoolClient[] {
  const volume = ({ windows }: PoolClient) => windows.reduce((sum, { rps }) => sum + rps, 0);
  const total = pool.clients.reduce((sum, client) => sum + volume(client), 0);
  const missing = pool.clients.filter(({ tokens }) => tokens.length === 0);
  if (missing.length > 0) {
    const share = (client: PoolClient) => `${client.id} (${((100 * volume(client)) / total).toFixed(1)} %)`;
    account.warnings.push(
      `clients without a dataset are left out, with their share of the pool's requests: ${missing.map(share).join(', ')}`,
    );
  }
  const clients = pool.clients.filter(({ tokens }) => tokens.length > 0);
  if (clients.length > 0) return clients;
  throw new HeadroomError('HR_TRACE_INVALID', {
    message: 'no client of the pool has token histograms; expected chunk-N-dataset.json beside chunk-N-trace.csv',
  });
}

function spanOf(spec: ServegenSpec, pool: Pool, starts: readonly number[]): { start_s: number; end_s: number } {
  const end_s = starts.at(-1)! + pool.windowLength_s;
  const span = spec.span ?? { start_s: starts[0]!, end_s };
  if (span.start_s < span.end_s && span.start_s >= starts[0]! && span.end_s <= end_s) return span;
  throw new HeadroomError('HR_TRACE_INVALID', {
    at: { file: spec.path },
    message: `traffic.span: found ${span.start_s}..${span.end_s} s; expected a part of ${starts[0]}..${end_s} s, which the pool covers`,
  });
}

/** Target rate over observed rate in a window: the composition stays, the level changes. */
function factorOf({ rate }: ServegenSpec, clients: readonly PoolClient[], w: number): number {
  const observed = clients.reduce((sum, { windows }) => sum + (windows[w]?.rps ?? 0), 0);
  if (observed === 0) return 0;
  if (rate?.constant_rps !== undefined) return rate.constant_rps / observed;
  const scaled = rate?.scale ?? 1;
  return rate?.cap_rps === undefined ? scaled : Math.min(scaled, rate.cap_rps / observed);
}

/** For a factor above 1, thinning and choosing clients need copies of them to draw from. */
function workersOf(spec: ServegenSpec, clients: readonly PoolClient[], most: number, seed: number): Worker[] {
  const copies = spec.scale === 'rate' ? 1 : Math.max(1, Math.ceil(most));
  return clients.flatMap((client) => {
    const order = randomStream(seed, `servegen/${client.id}/chosen`).next();
    return Array.from({ length: copies }, (_, copy) => {
      const name = copy === 0 ? `client-${client.id}` : `client-${client.id}~${copy}`;
      return { client, threshold: copy + order, atWork: new ClientAtWork(client, name, spec.rho, seed) };
    });
  });
}

function describe({ rate, scale, rho }: ServegenSpec, span: { start_s: number; end_s: number }): string {
  const target =
    rate?.constant_rps !== undefined
      ? `${rate.constant_rps} rps`
      : `× ${rate?.scale ?? 1}${rate?.cap_rps === undefined ? '' : `, at most ${rate.cap_rps} rps`}`;
  return `servegen ${span.start_s}..${span.end_s} s, ${target} by ${scale}${rho === 0 ? '' : `, rho ${rho}`}`;
}
