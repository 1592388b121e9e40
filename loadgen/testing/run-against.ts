/** Runs a small load against a server and collects what it tells, for tests. */
import type { ArrivalEvent, FirstTokenEvent, RequestEnd } from '../../reports/index.js';
import { type BenchSpec, type ClientsSpec, type TrafficRequest, WORDS } from '../../scenarios/index.js';
import { openTarget } from '../client/target.js';
import { LoadRun } from '../drive/load-run.js';
import { Sender } from '../drive/sender.js';
import { ENDPOINTS } from '../endpoints/index.js';
import type { Offering } from '../schedule/offering.js';
import { Conversations } from '../workload/conversations.js';
import { createPrompts } from '../workload/prompt.js';

export interface Told {
  readonly arrivals: ArrivalEvent[];
  readonly firstTokens: FirstTokenEvent[];
  readonly gaps_s: number[];
  readonly ends: RequestEnd[];
}

export type BenchOptions = Partial<Omit<BenchSpec, 'timeouts' | 'schedule'>> & {
  readonly timeouts?: Partial<BenchSpec['timeouts']>;
  readonly clients?: Partial<Omit<ClientsSpec, 'retries'>> & { readonly retries?: Partial<ClientsSpec['retries']> };
};

/** `count` requests at once. */
export function atOnce(count: number, outputTokens = 4): Offering {
  const requests: TrafficRequest[] = Array.from({ length: count }, (_, id) => ({
    id,
    arrival_s: 0,
    inputTokens: 5,
    outputTokens,
  }));
  return { requests, next: () => undefined, openLoop: true };
}

/** Runs to the end, or to a `stop`. */
export async function runAgainst(
  urls: readonly string[],
  offering: Offering,
  options: BenchOptions = {},
  during: (run: LoadRun, sofar: Told) => void = () => undefined,
): Promise<Told> {
  const told: Told = { arrivals: [], firstTokens: [], gaps_s: [], ends: [] };
  const { clients, ...benchOptions } = options;
  const bench = {
    endpoint: 'chat',
    stream: true,
    exact_output: true,
    history: 'received',
    body: {},
    warm_up_s: 0,
    drain_limit_s: 60,
    workers: 1,
    scrape_interval_s: 1,
    find: { attainment: 0.9, from: 1, most: 8, trial_s: 1, resolution: 0.1, rates: 8, saturating_clients: 8 },
    schedule: { kind: 'traffic', speedup: 1 },
    ...benchOptions,
    model: 'test',
    timeouts: { connect_s: 5, first_token_s: 30, gap_s: 30, total_s: 60, ...options.timeouts },
  } satisfies BenchSpec;
  const endpoint = ENDPOINTS[bench.endpoint];
  const targets = urls.map((url) => openTarget(url, { headers: [] }, {}));
  const conversations = new Conversations(createPrompts(WORDS, 1), () => 'conversation');
  const sender = new Sender({ bench, endpoint, targets, conversations });
  const run = new LoadRun({
    offering,
    sender,
    endpoint,
    limits: bench.timeouts,
    clients: { ...clients, retries: { max: 0, backoff_s: 0.1, factor: 2, ...clients?.retries } },
    seed: 1,
    drainLimit_s: bench.drain_limit_s,
    sink: {
      arrival: (event) => told.arrivals.push(event),
      firstToken: (event) => told.firstTokens.push(event),
      tokenGaps: (gap_s) => told.gaps_s.push(gap_s),
      requestEnd: (end) => told.ends.push(end),
    },
  });
  const done = run.run();
  during(run, told);
  await done;
  await sender.close();
  return told;
}
