/** Gauges of ai-dynamo 1.6.1 that say how the workers are, and the model that they serve. */
import type { Role } from '../../../planner-core/index.js';
import type { RequestEnd } from '../../../reports/index.js';
import type { ClusterInput, OpenSimulation, WorkerRow } from '../../../sim/index.js';
import type { Families } from './families.js';

const NAMESPACE = { dynamo_component: 'backend', dynamo_namespace: 'dynamo', worker_id: 'frontend' };
const PER_WORKER = [
  'dynamo_frontend_worker_active_decode_blocks',
  'dynamo_frontend_worker_active_prefill_tokens',
  'dynamo_component_router_worker_registered',
];

/** An aggregated worker is a decode worker to the metrics. */
const TYPES: Readonly<Record<Role, string>> = { prefill: 'prefill', decode: 'decode', aggregated: 'decode' };

/** Sets the gauges of workers and model in the families that it is given. */
export class DynamoWorkers {
  constructor(
    private readonly families: Families,
    private readonly model: string,
    private readonly cluster: ClusterInput,
  ) {}

  private get isDisaggregated(): boolean {
    return this.cluster.pools.decode !== undefined;
  }

  /** Sets every gauge that follows from the cluster as it is. */
  read(simulation: OpenSimulation): void {
    const workers = simulation.workers();
    this.families.gauge('dynamo_component_uptime_seconds').set({ worker_id: 'frontend' }, simulation.now_s);
    this.readModel(workers);
    if (!this.isDisaggregated) return;
    for (const name of PER_WORKER) this.families.gauge(name).reset();
    for (const { role, id, kvBlocks, engine } of workers) {
      if (!engine) continue;
      const worker = { dp_rank: '0', worker_type: TYPES[role] };
      const blocks = this.families.gauge('dynamo_frontend_worker_active_decode_blocks');
      blocks.set({ ...worker, worker_id: id }, kvBlocks.used);
      const tokens = this.families.gauge('dynamo_frontend_worker_active_prefill_tokens');
      tokens.set({ ...worker, worker_id: id }, engine.queuedPrefillTokens!);
      const registered = this.families.gauge('dynamo_component_router_worker_registered');
      registered.set({ ...NAMESPACE, ...worker, router_worker_id: id }, 1);
    }
    const { pools } = simulation.sample();
    for (const role of ['prefill', 'decode'] as const) {
      const labels = { model: this.model, policy_class: 'default', worker_type: role };
      this.families.gauge('dynamo_frontend_router_queue_pending_requests').set(labels, pools[role]!.queued!);
    }
  }

  /** What a worker of the model can hold; the longest prompt that was measured stands for the context length. */
  private readModel(workers: readonly WorkerRow[]): void {
    const { model, cluster } = this;
    const { spec, profile } = (cluster.pools.aggregated ?? cluster.pools.decode!).groups[0]!;
    const role = this.isDisaggregated ? 'decode' : 'aggregated';
    const blocks = workers.find((worker) => worker.role === role)?.kvBlocks.all;
    const set = (name: string, value: number) =>
      this.families.gauge(`dynamo_frontend_model_${name}`).set({ model }, value);
    set('context_length', Math.max(...profile.prefill.isl));
    set('kv_cache_block_size', spec.block_tokens);
    set('max_num_batched_tokens', spec.max_batched_tokens);
    set('max_num_seqs', spec.max_batch);
    set('migration_limit', 0);
    set('ready', workers.some((worker) => worker.role === role && worker.state === 'ready') ? 1 : 0);
    if (blocks !== undefined) set('total_kv_blocks', blocks);
  }

  /** The last figures of the workers that served a request. */
  tellLast({ prefillWorker, decodeWorker, inputTokens, ...end }: RequestEnd, ttft_s: number): void {
    const last = (name: string, worker: number, worker_type: string, value: number) =>
      this.families
        .gauge(`dynamo_frontend_worker_last_${name}`)
        .set({ dp_rank: this.isDisaggregated ? '0' : 'none', worker_id: String(worker), worker_type }, value);
    const promptType = this.isDisaggregated ? 'prefill' : 'decode';
    if (prefillWorker !== undefined) {
      last('time_to_first_token_seconds', prefillWorker, promptType, ttft_s);
      last('input_sequence_tokens', prefillWorker, promptType, inputTokens);
    }
    const gaps = end.deliveredTokens - 1;
    if (decodeWorker === undefined || gaps < 1) return;
    last('inter_token_latency_seconds', decodeWorker, 'decode', (end.lastToken_s! - end.firstToken_s!) / gaps);
  }
}
