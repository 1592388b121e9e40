/** Gauges of single workers in the names of vLLM, which autoscalers read; one series a ready worker. */
import type { OpenSimulation } from '../../../sim/index.js';
import { Families } from './families.js';

const TABLE = `
gauge vllm:num_requests_running{model_name,role,worker_id} Number of requests in model execution batches
gauge vllm:num_requests_waiting{model_name,role,worker_id} Number of requests waiting to be processed
gauge vllm:kv_cache_usage_perc{model_name,role,worker_id} KV-cache usage. 1 means 100 percent usage
`;

/** The gauges of the workers of one model; they are read from the cluster for every exposition. */
export class VllmMetrics {
  private readonly families = new Families(TABLE);

  constructor(private readonly model: string) {}

  text(simulation: OpenSimulation): Promise<string> {
    const { families } = this;
    for (const name of families.names) families.gauge(name).reset();
    for (const { id, role, engine } of simulation.workers()) {
      if (!engine) continue;
      const labels = { model_name: this.model, role, worker_id: id };
      families.gauge('vllm:num_requests_running').set(labels, engine.running!);
      families.gauge('vllm:num_requests_waiting').set(labels, engine.queuedRequests! + engine.queuedDecodeRequests!);
      families.gauge('vllm:kv_cache_usage_perc').set(labels, engine.kvUsage!);
    }
    return families.text();
  }
}
