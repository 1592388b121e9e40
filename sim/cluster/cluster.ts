/**
 * The cluster: disaggregated (prompt queue → prefill → decode queue → KV transfer → decode) or aggregated (queue → prompt and
 * decode on one worker). Owns every request inside and tells its clients what becomes of it; the events of requests that
 * began or ended are the clients' to tell.
 */
import type { Role } from '../../planner-core/index.js';
import type { ClusterSample, LostTo, RunSink } from '../../reports/record/index.js';
import { randomStream } from '../../scenarios/random/index.js';
import type { Kernel } from '../core/kernel.js';
import type { StepCount } from '../engine/engine.js';
import { leapingEngine } from '../engine/leaping.js';
import { steppingEngine } from '../engine/stepping.js';
import { Infrastructure } from '../fleet/index.js';
import type { ClusterInput, PoolInput } from '../simulation-input.js';
import { DecodePool, type DecodeStage } from './decode-pool.js';
import type { InFlight, PoolWorker, Stage } from './in-flight.js';
import { Inside } from './inside.js';
import type { Pool } from './pool.js';
import type { PoolContext } from './pool-context.js';
import { PromptPool, type PromptStage } from './prompt-pool.js';
import { noteSlowness } from './slowness.js';
import type { StageMeter } from './stage-meter.js';

/** What the clients hear. */
export interface ClusterListener {
  /** It has got tokens; told of engines that do every step alone. What listens must not call back. */
  readonly tokens?: ((inFlight: InFlight) => void) | undefined;
  firstToken(inFlight: InFlight): void;
  completed(inFlight: InFlight): void;
  /** No worker could ever hold it. */
  refused(inFlight: InFlight): void;
  /** Its worker is gone, and what was computed for it. */
  lost(inFlight: InFlight, to: LostTo): void;
}

/** A simulated cluster on a clock. */
export class Cluster {
  /** Where prompts are computed: the prefill workers, or the aggregated ones. */
  readonly prompts: PromptPool;
  /** Absent in an aggregated cluster. */
  readonly decode: DecodePool | undefined;
  readonly pools: readonly Pool[];
  /** What its workers share. */
  readonly infrastructure: Infrastructure;
  private readonly firstTokenFrom: 'prefill' | 'decode';
  private readonly inside = new Inside();
  /** Steps of all engines. */
  readonly steps: StepCount = { single: 0, leapt: 0 };
  private workerIds = 0;

  constructor(
    private readonly kernel: Kernel,
    private readonly sink: RunSink,
    seed: number,
    input: ClusterInput,
    private readonly listener: ClusterListener,
    promise: PoolContext['promise'],
  ) {
    const engines = input.engine === 'stepping' ? steppingEngine : leapingEngine;
    this.infrastructure = new Infrastructure(kernel, input.infrastructure ?? {}, randomStream(seed, 'startup/nodes'));
    const context: PoolContext = {
      kernel,
      sink,
      seed,
      makeEngine: engines(kernel, this.steps),
      nextWorkerId: () => this.workerIds++,
      infrastructure: this.infrastructure,
      onWorkerLost: (worker, to) => this.loseWorker(worker, to),
      promise,
    };
    const onTokenGaps: RunSink['tokenGaps'] = (gap_s, requests, steps, increment_s) =>
      sink.tokenGaps(gap_s, requests, steps, increment_s);
    const { prefill, decode, aggregated } = input.pools;
    this.firstTokenFrom = input.transfer.first_token;
    this.prompts = new PromptPool(aggregated ? 'aggregated' : 'prefill', context, (aggregated ?? prefill)!, {
      onPrefilled: (inFlight) => this.prefilled(inFlight),
      onFirstToken: (inFlight) => listener.firstToken(inFlight),
      onFinished: (inFlight) => this.complete(inFlight),
      onTokens: listener.tokens,
      onTokenGaps,
    });
    this.decode =
      decode &&
      new DecodePool(context, decode, input.transfer, kvBytesPerToken(prefill!, decode), {
        onTransferred: (inFlight) => this.transferred(inFlight),
        onFirstToken: (inFlight) => listener.firstToken(inFlight),
        onFinished: (inFlight) => this.complete(inFlight),
        onTokens: listener.tokens,
        onTokenGaps,
      });
    this.pools = this.decode ? [this.prompts, this.decode] : [this.prompts];
    for (const pool of this.pools) pool.begin();
  }

  /** Requests inside the cluster. */
  get inFlight(): number {
    return this.inside.size;
  }

  /** Whether nothing is under way, not even for requests whose clients have gone. */
  get isQuiet(): boolean {
    const { decode } = this;
    if (decode && decode.transfersBegun !== decode.transfersEnded) return false;
    return this.pools.every((pool) => pool.isIdle());
  }

  /** Requests that the stages hold, counted by the stages themselves. */
  get inStages(): number {
    let count = 0;
    for (const { meter } of this.stages()) count += meter.count;
    return count;
  }

  /** The stages that a request goes through, by name. */
  stages(): { readonly name: string; readonly meter: StageMeter }[] {
    const { prompts, decode } = this;
    const first = [
      { name: `${prompts.role} queue`, meter: prompts.queue.meter },
      { name: prompts.role, meter: prompts.running },
    ];
    if (!decode) return first;
    return [
      ...first,
      { name: 'decode queue', meter: decode.queue.meter },
      { name: 'KV transfer', meter: decode.transferring },
      { name: 'decode', meter: decode.running },
    ];
  }

  /** The pool of a role; undefined where this kind of cluster has none. */
  pool(role: Role): Pool | undefined {
    return this.pools.find((pool) => pool.role === role);
  }

  /** Takes a request, or refuses it. */
  submit(inFlight: InFlight): void {
    if (!this.prompts.canEverHold(inFlight) || this.decode?.canEverHold(inFlight) === false) {
      inFlight.end();
      this.listener.refused(inFlight);
      return;
    }
    this.inside.add(inFlight);
    this.prompts.submit(inFlight);
  }

  /** The client of a request inside has gone. */
  abandon(inFlight: InFlight): void {
    const { stage } = inFlight;
    if (stage === 'ended') return;
    if (stage === 'decode') inFlight.decodeWorker!.engine.settle();
    this.leave(inFlight);
    if (this.isAtDecode(stage)) this.decode!.drop(inFlight, stage);
    else this.prompts.drop(inFlight, stage as PromptStage);
    if (stage === 'decode_queued') this.prompts.release(inFlight);
  }

  /** Carries out a decision; roles without a target keep their count. */
  order(targets: Readonly<Partial<Record<Role, number>>>): void {
    for (const pool of this.pools) {
      const target = targets[pool.role];
      if (target !== undefined) pool.order(target);
    }
  }

  /** Counts ordered, per role. */
  ordered(): Partial<Record<Role, number>> {
    return Object.fromEntries(this.pools.map((pool) => [pool.role, pool.counts().desired]));
  }

  /** The pools at this instant, for the timeline. */
  sample(): ClusterSample {
    return {
      time_s: this.kernel.now,
      pools: Object.fromEntries(this.pools.map((pool) => [pool.role, pool.sample()])),
    };
  }

  /** Tells every token gap up to now; call it before the frontend's counters are read. */
  sync(): void {
    for (const pool of this.pools) pool.sync();
  }

  /** Everybody inside in order of arrival, brought up to date. */
  settle(): InFlight[] {
    for (const pool of this.pools) pool.settle();
    return this.inside.all();
  }

  /** Closes every worker's account. */
  close(): void {
    for (const pool of this.pools) pool.close();
  }

  /** A worker has gone with all that it held: its requests are lost. */
  private loseWorker(worker: PoolWorker, to: LostTo): void {
    worker.engine.settle(); // it is no member of its pool any more
    const mine = this.settle().filter((inFlight) => inFlight.isHeldBy(worker));
    worker.engine.stop();
    for (const inFlight of mine) this.lose(inFlight, worker, to);
    this.decode?.cutTransfers(worker);
  }

  private lose(inFlight: InFlight, worker: PoolWorker, to: LostTo): void {
    const { stage } = inFlight;
    this.leave(inFlight);
    if (this.isAtDecode(stage)) this.decode!.lose(inFlight, stage, worker);
    else this.prompts.leave(inFlight, stage as PromptStage);
    if (stage === 'decode_queued') this.prompts.release(inFlight);
    this.listener.lost(inFlight, to);
  }

  private prefilled(inFlight: InFlight): void {
    const { outputTokens } = inFlight.request;
    if (inFlight.delivered + 1 < outputTokens || this.firstTokenFrom === 'decode') {
      this.decode!.submit(inFlight);
      return;
    }
    this.deliver(inFlight); // the prefill's own token is the last: nothing is transferred
    this.prompts.release(inFlight);
    this.complete(inFlight);
  }

  private transferred(inFlight: InFlight): void {
    this.prompts.release(inFlight);
    if (inFlight.isWanted && this.firstTokenFrom === 'prefill') this.deliver(inFlight);
  }

  /** The token that the prefill worker made reaches the client. */
  private deliver(inFlight: InFlight): void {
    const now_s = this.kernel.now;
    const { lastToken_s } = inFlight;
    if (inFlight.stoppedAt_s !== undefined) inFlight.resume(now_s);
    inFlight.lastToken_s = now_s;
    inFlight.delivered++;
    this.listener.tokens?.(inFlight);
    if (lastToken_s !== undefined) {
      this.sink.tokenGaps(now_s - lastToken_s, 1, 1, 0);
      return;
    }
    inFlight.firstToken_s = now_s;
    this.listener.firstToken(inFlight);
  }

  /** Books what held up one that leaves: slow workers, and the queue that it leaves unserved. */
  noteHoldUps(inFlight: InFlight): void {
    noteSlowness(inFlight, this.kernel.now);
    if (inFlight.stage === 'queued') this.prompts.queue.noteUnserved(inFlight);
    if (inFlight.stage === 'decode_queued') this.decode!.queue.noteUnserved(inFlight);
  }

  private complete(inFlight: InFlight): void {
    this.leave(inFlight);
    this.listener.completed(inFlight);
  }

  private leave(inFlight: InFlight): void {
    this.noteHoldUps(inFlight);
    inFlight.end();
    this.inside.remove(inFlight);
  }

  /** Whether a request in this stage is the decode pool's; in an aggregated cluster none is. */
  private isAtDecode(stage: Stage): stage is DecodeStage {
    return stage === 'decode_queued' || stage === 'transfer' || (stage === 'decode' && this.decode !== undefined);
  }
}

function kvBytesPerToken(prefill: PoolInput, decode: PoolInput): number {
  return prefill.groups[0]!.profile.kvBytesPerToken ?? decode.groups[0]!.profile.kvBytesPerToken ?? 0;
}
