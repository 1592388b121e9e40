/**
 * A disaggregated cluster: arrival → prefill queue → prefill → decode queue → KV transfer (first token) → decode → end.
 * Owns every request inside and tells the sink each step of its story once.
 */
import type { Role } from '../../planner-core/index.js';
import type { ClusterSample, RequestStatus, RunSink } from '../../reports/record/index.js';
import type { TrafficRequest } from '../../scenarios/index.js';
import { randomStream } from '../../scenarios/random/index.js';
import type { Kernel } from '../core/kernel.js';
import { leapingEngine } from '../engine/leaping.js';
import { steppingEngine } from '../engine/stepping.js';
import { createEngineModel } from '../engine-model/index.js';
import { Infrastructure } from '../fleet/index.js';
import type { ClusterInput, PoolInput } from '../simulation-input.js';
import { DecodePool } from './decode-pool.js';
import { admit, type InFlight } from './in-flight.js';
import type { PoolOptions } from './pool-options.js';
import { PrefillPool } from './prefill-pool.js';

/** Requests by what has become of them. */
export interface RequestTally {
  injected: number;
  completed: number;
  failed: number;
  unfinished: number;
}

export class Cluster {
  readonly infrastructure: Infrastructure;
  readonly prefill: PrefillPool;
  readonly decode: DecodePool;
  readonly tally: RequestTally = { injected: 0, completed: 0, failed: 0, unfinished: 0 };
  private readonly inside = new Set<InFlight>();
  private workerIds = 0;

  constructor(
    private readonly kernel: Kernel,
    private readonly sink: RunSink,
    private readonly seed: number,
    input: ClusterInput,
  ) {
    this.infrastructure = new Infrastructure(kernel, input.infrastructure ?? {}, randomStream(seed, 'startup/nodes'));
    this.prefill = new PrefillPool(kernel, sink, this.poolOptions(input.prefill, 'prefill'), (r) => this.prefilled(r));
    this.decode = new DecodePool(
      kernel,
      sink,
      this.poolOptions(input.decode, 'decode'),
      input.transfer,
      input.prefill.profile.kvBytesPerToken ?? input.decode.profile.kvBytesPerToken ?? 0,
      input.engine === 'stepping' ? steppingEngine(kernel) : leapingEngine(kernel),
      {
        onFirstToken: (inFlight) => this.firstToken(inFlight),
        onTokenGaps: (gap_s, requests, steps, increment_s) => sink.tokenGaps(gap_s, requests, steps, increment_s),
        onFinished: (inFlight) => this.end(inFlight, 'completed'),
      },
    );
    this.prefill.fleet.begin(input.prefill.spec.replicas);
    this.decode.fleet.begin(input.decode.spec.replicas);
  }

  /** Requests inside the cluster. */
  get inFlight(): number {
    return this.inside.size;
  }

  /** Requests that the stages hold, counted by the stages themselves. */
  get inStages(): number {
    const { prefill, decode } = this;
    return (
      prefill.queued.count +
      prefill.running.count +
      decode.queued.count +
      decode.transferring.count +
      decode.running.count
    );
  }

  arrive(request: TrafficRequest): void {
    this.tally.injected++;
    this.sink.arrival({
      time_s: this.kernel.now,
      id: request.id,
      inputTokens: request.inputTokens,
      outputTokens: request.outputTokens,
    });
    const inFlight = admit(request);
    this.inside.add(inFlight);
    if (this.decode.canEverHold(inFlight)) this.prefill.submit(inFlight);
    else this.end(inFlight, 'failed');
  }

  /** Carries out a decision; roles without a target keep their count. */
  order(targets: Readonly<Partial<Record<Role, number>>>): void {
    if (targets.prefill !== undefined) this.prefill.fleet.order(targets.prefill);
    if (targets.decode !== undefined) this.decode.fleet.order(targets.decode);
  }

  sample(): ClusterSample {
    return { time_s: this.kernel.now, pools: { prefill: this.prefill.sample(), decode: this.decode.sample() } };
  }

  /** Tells every token gap up to now; call it before the frontend's counters are read. */
  sync(): void {
    this.decode.sync();
  }

  /** Ends the run: whoever is still inside is unfinished, and every worker's account is closed. */
  close(): void {
    this.decode.settle();
    for (const inFlight of [...this.inside]) this.end(inFlight, 'unfinished');
    this.prefill.fleet.close();
    this.decode.fleet.close();
  }

  private prefilled(inFlight: InFlight): void {
    if (inFlight.request.outputTokens > 1) {
      this.decode.submit(inFlight);
      return;
    }
    this.firstToken(inFlight); // the prefill's own token is the whole answer: nothing is transferred
    this.end(inFlight, 'completed');
  }

  private firstToken(inFlight: InFlight): void {
    const now_s = this.kernel.now;
    inFlight.firstToken_s = now_s;
    inFlight.lastToken_s = now_s;
    inFlight.delivered = 1;
    const { id, arrival_s, inputTokens } = inFlight.request;
    this.sink.firstToken({ time_s: now_s, id, inputTokens, ttft_s: now_s - arrival_s });
  }

  private end(inFlight: InFlight, status: RequestStatus): void {
    this.inside.delete(inFlight);
    this.tally[status]++;
    const { request } = inFlight;
    this.sink.requestEnd({
      time_s: this.kernel.now,
      id: request.id,
      ...(request.class !== undefined && { class: request.class }),
      arrival_s: request.arrival_s,
      inputTokens: request.inputTokens,
      outputTokens: request.outputTokens,
      deliveredTokens: inFlight.delivered,
      cachedTokens: 0,
      ...(inFlight.prefillWorker !== undefined && { prefillWorker: inFlight.prefillWorker }),
      ...(inFlight.decodeWorker !== undefined && { decodeWorker: inFlight.decodeWorker }),
      ...(inFlight.firstToken_s !== undefined && { firstToken_s: inFlight.firstToken_s }),
      ...(inFlight.lastToken_s !== undefined && { lastToken_s: inFlight.lastToken_s }),
      status,
    });
  }

  private poolOptions(pool: PoolInput, role: Role): PoolOptions {
    return {
      model: createEngineModel(pool.profile),
      gpusPerWorker: pool.profile.gpusPerWorker,
      queue: pool.spec.queue,
      maxBatch: pool.spec.max_batch,
      life: pool.spec,
      infrastructure: this.infrastructure,
      random: randomStream(this.seed, `startup/${role}`),
      nextWorkerId: () => this.workerIds++,
    };
  }
}
