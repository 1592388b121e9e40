/**
 * What a run tells: typed events, and the sink they go into. Simulator, live driver and load generator emit the same
 * events; one sink writes files, one fills histograms, one feeds a browser. Times are seconds from the run's start.
 */
import type { Decision, Observation, Role, WorkerCounts } from '../../planner-core/index.js';
import type { ClockReading } from './run-file.js';

/** What became of a request. */
export type RequestStatus =
  | 'completed'
  | 'failed' // an error, a lost worker, or a request that no worker could ever hold
  | 'timed_out' // its client gave up waiting
  | 'cancelled' // its client lost interest
  | 'rejected' // the frontend did not let it in
  | 'unfinished'; // still queued or running when the run ended

/** A request came. */
export interface ArrivalEvent {
  readonly time_s: number;
  readonly id: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** A request got its first token. */
export interface FirstTokenEvent {
  readonly time_s: number;
  readonly id: number;
  readonly inputTokens: number;
  readonly ttft_s: number;
}

/** A request's whole story, told once when it leaves the system. Absent times were never reached. */
export interface RequestEnd {
  readonly time_s: number;
  readonly id: number;
  readonly class?: string | undefined;
  readonly arrival_s: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Output tokens that were really delivered; equals `outputTokens` when completed. */
  readonly deliveredTokens: number;
  readonly cachedTokens: number;
  readonly prefillWorker?: number | undefined;
  readonly decodeWorker?: number | undefined;
  readonly firstToken_s?: number | undefined;
  readonly lastToken_s?: number | undefined;
  readonly status: RequestStatus;
  /** How often its client sent it; absent where nobody counts. */
  readonly attempts?: number;
  /** How often an engine took its KV away and computed it again; absent where nobody can know. */
  readonly preemptions?: number;
  /** Where its time went; absent where nobody can know. */
  readonly stages?: StageTimes;
  /** Present for a live run. */
  readonly client?: ClientView;
}

/** What took a request's work away: its worker died, or was asked to go. */
export type LostTo = 'crash' | 'drain';

/** When a request came into each stage of its last try before the first token. Absent: it did not come so far. */
export interface StageTimes {
  /** It stands in the cluster's queue; before that are the frontend, earlier tries and lost work. */
  readonly queued_s?: number | undefined;
  /** The first chunk of its prompt is computed. */
  readonly started_s?: number | undefined;
  /** Its prompt is computed and its KV waits for a decode worker; absent in an aggregated cluster. */
  readonly prefilled_s?: number | undefined;
  /** A decode worker has room, and the transfer begins. */
  readonly granted_s?: number | undefined;
  readonly transferred_s?: number | undefined;
  /** Absent where nothing held it up. */
  readonly holdUps?: HoldUps | undefined;
}

/** What held a request up beside the work of others; absent is what did not happen. */
export interface HoldUps {
  /** Seconds of its waits in which another worker of the pool had nothing to do. */
  idleElsewhere_s?: number;
  /** As the first of its queue it found no KV room, or, where prompts go on to decode, no seat in the batch. */
  lackedRoom?: boolean;
  /** It waited too long for its prompt to begin; so had all since the one that came to the queue at this time. */
  promptsShortSince_s?: number;
  /** The same of its wait for a decode worker. */
  roomShortSince_s?: number;
  /** Its tokens came too slowly; so did those of all who ended since the one that began to decode at this time. */
  paceShortSince_s?: number;
  /** Seconds between two of its tokens that a preemption took. */
  preempted_s?: number;
  /** Seconds that slow workers added to computing its prompt, and its tokens. */
  slowPrompt_s?: number;
  slowTokens_s?: number;
  /** The same of workers that are slow because they are fresh. */
  freshPrompt_s?: number;
  freshTokens_s?: number;
  /** Seconds at workers that went away before it had a token; and between two of its tokens because one went away. */
  lost_s?: number;
  redone_s?: number;
  /** What took its work away last. */
  lostTo?: LostTo;
  /** How its try before this one failed. */
  earlierTry?: RequestStatus;
}

/** What the load generator saw of a request beside what the simulator can tell. Times as in {@link RequestEnd}. */
export interface ClientView {
  /** When the client first asked for a connection; what is after the scheduled time is its own lateness. */
  readonly started_s: number;
  /** When the request was handed to an open connection; absent when it never was. */
  readonly sent_s?: number | undefined;
  readonly secondToken_s?: number | undefined;
  readonly firstReasoning_s?: number | undefined;
  readonly firstAnswer_s?: number | undefined;
  /** How long the request waited for a connection. */
  readonly connect_s?: number | undefined;
  /** Pieces of output, and those of them that came in one read with the piece before. */
  readonly chunks: number;
  readonly sharedReads: number;
  /** What the server itself counted. */
  readonly usageInputTokens?: number | undefined;
  readonly usageOutputTokens?: number | undefined;
  readonly httpStatus?: number | undefined;
  readonly errorClass?: string | undefined;
  readonly target: string;
}

/** A planner decided. */
export interface TickEvent {
  readonly time_s: number;
  readonly observation: Observation;
  readonly decision: Decision;
  /** Counts ordered after the tick, per role. */
  readonly ordered: Readonly<Partial<Record<Role, number>>>;
}

/** The states of a worker, in the order in which it may go through them. */
export type WorkerState =
  | 'pending' // ordered, but no GPUs for it yet; costs nothing
  | 'starting'
  | 'paused' // started ahead of any order, kept in a warm pool
  | 'ready'
  | 'draining'
  | 'gone';

/** What kind of worker it is. */
export interface WorkerKind {
  /** Its kind's name, where its pool has several: `decode/0`, `decode/1` in the order of the scenario. */
  readonly kind?: string;
  /** Its GPUs, as profiles and prices name them; absent where they are not known. */
  readonly gpuSystem?: string;
}

/** A worker enters a state. `stage` names the startup stage that begins, while starting; `cause` why it is gone, unless it was asked to go. */
export interface WorkerEvent extends WorkerKind {
  readonly time_s: number;
  readonly worker: number;
  readonly role: Role;
  readonly gpus: number;
  readonly state: WorkerState;
  readonly stage?: string;
  readonly cause?: 'crash' | 'start_failed';
}

/** What a worker did with its time, told once when it is gone or the run ends. Seconds, with those it held no GPUs, sum to its lifetime. */
export interface WorkerEnd extends WorkerKind {
  readonly worker: number;
  readonly role: Role;
  readonly gpus: number;
  readonly ordered_s: number;
  readonly stages: readonly { readonly name: string; readonly start_s: number; readonly end_s?: number }[];
  readonly ready_s?: number;
  readonly drain_s?: number;
  /** Absent when the worker was still there at the run's end. */
  readonly gone_s?: number;
  readonly seconds: {
    readonly starting: number;
    readonly serving: number;
    readonly idle: number;
    readonly draining: number;
  };
  /** Seconds in which it held no GPUs: pending, or paused without them. Absent when there were none. */
  readonly withoutGpus_s?: number;
}

/** The cluster at one instant, for the timeline. */
export interface ClusterSample {
  readonly time_s: number;
  /** What a live server's own metrics said, by column name. */
  readonly server?: Readonly<Record<string, number>>;
  readonly pools: Readonly<Partial<Record<Role, PoolSample>>>;
}

/** A pool at one instant. */
export interface PoolSample extends WorkerCounts {
  /** Requests that wait and those in work; absent where nobody tells. */
  readonly queued?: number;
  readonly running?: number;
  /** KV tokens reserved ÷ capacity of the workers that are ready or draining; absent for a pool that keeps no KV. */
  readonly kvUsage?: number;
  /** Its workers by kind; one entry where all are of one kind. */
  readonly kinds: readonly KindSample[];
}

/** The workers of one kind at one instant. */
export interface KindSample extends WorkerKind {
  readonly ready: number;
  readonly starting: number;
  readonly draining: number;
  /** GPUs that they hold. */
  readonly gpus: number;
}

/** Totals of the run, told last. */
export interface RunEnd {
  readonly time_s: number;
  /** Events the simulator's clock processed; absent for a live run. */
  readonly events?: number;
  /** Engine steps simulated one by one, and those that leaps took in one go; absent for a live run. */
  readonly steps?: { readonly single: number; readonly leapt: number };
  /** GPU seconds of the nodes, and of those the ones that no worker held; absent where there are no nodes. */
  readonly nodes?: { readonly provisioned_gpu_s: number; readonly idle_gpu_s: number };
  /** How the load generator itself fared; absent for a simulated run. */
  readonly client?: ClientHealth;
}

/** A client whose event loop is later than this reads tokens late. */
export const EVENT_LOOP_LAG_S = 0.05;

/** The load generator's own condition over a run. */
export interface ClientHealth {
  /** Requests that the schedule asked for by its end. */
  readonly asked: number;
  /** Whether requests have times of their own; a closed loop waits for the server instead. */
  readonly openLoop: boolean;
  /** Arrivals of the steady window. */
  readonly steady_s: readonly [number, number];
  readonly eventLoop: {
    readonly delayP50_s: number;
    readonly delayP99_s: number;
    readonly delayMax_s: number;
    /** Looks at the loop of the worst thread, and those that came more than EVENT_LOOP_LAG_S late. */
    readonly looks: number;
    readonly lagging: number;
  };
  /** Share of the wall time in which the busiest sending thread worked. */
  readonly utilization: number;
  readonly gc: { readonly count: number; readonly total_s: number; readonly max_s: number };
  readonly cpu: { readonly user_s: number; readonly system_s: number };
  readonly sockets: { readonly opened: number; readonly most: number };
  readonly maxRss_mb: number;
  readonly threads: number;
  /** Output tokens of a sample of completed requests: what the server counted, and what the offline tokenizer counts. */
  readonly tokenCheck?: { readonly requests: number; readonly usage: number; readonly tokenizer: number } | undefined;
  /** How far the servers' counters moved, by series. */
  readonly serverCounters?: Readonly<Record<string, number>> | undefined;
  /** Of a load that several machines sent: each of them. */
  readonly segments?: readonly SegmentHealth[] | undefined;
}

/** One machine of several: its part of the load, and whether it kept up. */
export interface SegmentHealth {
  /** `2/5`. */
  readonly segment: string;
  readonly offered: number;
  readonly valid: boolean;
  readonly faults: readonly string[];
  readonly utilization?: number | undefined;
  readonly latenessP99_ms?: number | undefined;
  readonly clock?: ClockReading | undefined;
}

/** Where a run's events go. Calls come in time order (ties in emission order); `runEnd` is the last. */
export interface RunSink {
  arrival(event: ArrivalEvent): void;
  firstToken(event: FirstTokenEvent): void;
  /**
   * Each of `requests` requests gets `steps` tokens: the first `gap_s` after the token before, every further one
   * `increment_s` later after its own predecessor than the one before.
   */
  tokenGaps(gap_s: number, requests: number, steps: number, increment_s: number): void;
  requestEnd(event: RequestEnd): void;
  tick(event: TickEvent): void;
  worker(event: WorkerEvent): void;
  workerEnd(event: WorkerEnd): void;
  sample(event: ClusterSample): void;
  runEnd(event: RunEnd): void;
}
