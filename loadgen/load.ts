/** A load of one thread, put together: traffic, schedule, prompts, sender, run, and the watch over itself. */
import type { RunSink } from '../reports/index.js';
import {
  type BenchSpec,
  type ClientsSpec,
  openTraffic,
  type Traffic,
  type TrafficProvenance,
  type TrafficSpec,
} from '../scenarios/index.js';
import type { Target } from './client/target.js';
import { LoadRun } from './drive/load-run.js';
import { Sender } from './drive/sender.js';
import { ENDPOINTS } from './endpoints/index.js';
import { offer } from './schedule/offer.js';
import type { Share } from './schedule/shapes.js';
import { SelfWatch, type ThreadHealth } from './watch/self-watch.js';
import { TextSample } from './watch/text-sample.js';
import { Conversations } from './workload/conversations.js';
import { createPrompts } from './workload/prompt.js';
import { turnsOf } from './workload/turns.js';

/** Everything that a thread needs to know; plain data. */
export interface LoadConfig {
  readonly traffic: TrafficSpec;
  readonly seed: number;
  readonly bench: BenchSpec & { readonly model: string };
  readonly clients: ClientsSpec;
  readonly targets: readonly Target[];
  /** Words of one token each, for prompts. */
  readonly words: readonly string[];
}

/** What a load leaves besides its events. */
export interface LoadResult {
  readonly health: ThreadHealth;
  readonly sockets: { readonly opened: number; readonly most: number };
  readonly asked: number;
  readonly texts: readonly { readonly text: string; readonly usageTokens: number }[];
  readonly provenance: TrafficProvenance;
  readonly end_s: number;
}

/** Where a load stands. */
export interface LoadProgress {
  readonly time_s: number;
  readonly started: number;
  readonly ended: number;
  readonly outstanding: number;
}

/** A load that goes on. */
export interface Load {
  readonly openLoop: boolean;
  readonly duration_s: number | undefined;
  /** It can begin at the time it is given. */
  readonly ready: Promise<void>;
  /** Runs to the end; `origin_ms` is the time that is 0, by `performance.now()`. Rejects when the traffic cannot be read. */
  run(origin_ms?: number): Promise<LoadResult>;
  /** Starts nothing more and ends what is out as unfinished. */
  stop(): void;
  progress(): LoadProgress;
}

/** The events that a load tells. */
export type LoadSink = Pick<RunSink, 'arrival' | 'firstToken' | 'tokenGaps' | 'requestEnd'>;

/** `resolve`: as of {@link openTraffic}. `share`: the part of the requests that it sends. */
export function createLoad(
  config: LoadConfig,
  resolve: (path: string) => string,
  sink: LoadSink,
  share: Share = { index: 0, of: 1 },
): Load {
  const { bench, seed, targets } = config;
  let traffic: Traffic | undefined;
  const open = (pass: number) => {
    const opened = openTraffic(config.traffic, seed + pass, resolve);
    traffic ??= opened;
    return opened;
  };
  const offering = offer(bench.schedule, open, seed, share);
  const endpoint = ENDPOINTS[bench.endpoint];
  const conversations = new Conversations(createPrompts(config.words, seed), turnsOf(config.traffic));
  const sender = new Sender({ bench, endpoint, targets, conversations });
  const texts = new TextSample();
  const run = new LoadRun({
    offering,
    sender,
    endpoint,
    limits: bench.timeouts,
    clients: config.clients,
    seed: seed + share.index,
    drainLimit_s: bench.drain_limit_s,
    sink,
    wantsText: texts.wants,
    onText: texts.add,
  });
  return {
    openLoop: offering.openLoop,
    duration_s: offering.duration_s,
    ready: Promise.resolve(),
    run: (origin_ms) => runWatched(run, sender, texts, () => traffic!.provenance(), origin_ms),
    stop: () => run.stop(),
    progress: () => ({
      time_s: run.now_s,
      started: run.started,
      ended: run.ended,
      outstanding: run.outstanding,
    }),
  };
}

async function runWatched(
  run: LoadRun,
  sender: Sender,
  texts: TextSample,
  provenance: () => TrafficProvenance,
  origin_ms: number | undefined,
): Promise<LoadResult> {
  const watch = new SelfWatch();
  let health: ThreadHealth | undefined;
  try {
    await run.run(origin_ms);
  } finally {
    health = watch.stop();
  }
  const end_s = run.now_s;
  const sockets = sender.sockets();
  await sender.close();
  return { health, sockets, asked: run.started, texts: texts.texts, provenance: provenance(), end_s };
}
