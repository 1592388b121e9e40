/** What a run tells of its requests. Times are seconds from the run's start. */

/** What became of a request. */
export type RequestStatus =
  | 'completed'
  | 'failed' // an error, a lost worker, or a request that no worker could ever hold
  | 'timed_out' // its client gave up waiting
  | 'cancelled' // its client lost interest
  | 'rejected' // the frontend did not let it in
  | 'unfinished'; // still queued or running when the run ended

/** What is known of a request from the beginning. */
interface AskedRequest {
  readonly id: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** A request comes, at its scheduled time. */
export interface ArrivalEvent extends AskedRequest {
  readonly time_s: number;
}

/** A request has its first token; `ttft_s` counts from its scheduled arrival. */
export interface FirstTokenEvent extends Omit<AskedRequest, 'outputTokens'> {
  readonly time_s: number;
  readonly ttft_s: number;
}

/** A request's whole story, told once when it leaves the system. Absent times were never reached. */
export interface RequestEnd extends AskedRequest {
  readonly time_s: number;
  readonly class?: string | undefined;
  readonly arrival_s: number;
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
