/**
 * The frontend's metrics as ai-dynamo 1.6.1 exposes them. One thing is not as there: latencies and prompt lengths are those of
 * streamed requests alone, as in the release that the deployment guide is of, so that both dialects tell one story.
 */
import type { RequestEnd } from '../../../reports/index.js';
import type { ClusterInput, OpenSimulation } from '../../../sim/index.js';
import { LIVING, LIVING_DISAGGREGATED, STILL, STILL_DISAGGREGATED } from './dynamo-families.js';
import { stillLabels } from './dynamo-labels.js';
import { DynamoWorkers } from './dynamo-workers.js';
import { Families, readFamilies } from './families.js';
import type { FrontendMetrics, MeteredRequest, Outcome, RequestMeter } from './frontend.js';

/** How the metrics name the router of the frontend. */
const ROUTER = { dynamo_component: 'backend', dynamo_namespace: 'dynamo', router_id: '0', worker_id: 'frontend' };

const FAILURES = {
  validation: { class: 'InvalidRequest', reason: 'request.invalid' },
  not_found: { class: 'NotFound', reason: 'request.not_found' },
};

/** The metrics of one frontend of 1.6.1 that serves one model. */
export class DynamoMetrics implements FrontendMetrics {
  private readonly families: Families;
  private readonly workers: DynamoWorkers;
  private readonly isDisaggregated: boolean;
  private readonly phases: readonly string[];

  constructor(
    private readonly model: string,
    cluster: ClusterInput,
  ) {
    this.isDisaggregated = cluster.pools.decode !== undefined;
    this.phases = this.isDisaggregated ? ['prefill', 'decode'] : ['aggregated'];
    const still = STILL + (this.isDisaggregated ? STILL_DISAGGREGATED : '');
    this.families = new Families(LIVING + (this.isDisaggregated ? LIVING_DISAGGREGATED : '') + still);
    for (const { name, labels } of readFamilies(still)) {
      for (const values of stillLabels(labels, model)) this.families.begin(name, values);
    }
    for (const name of ROUTER_HISTOGRAMS) this.families.begin(name, ROUTER);
    for (const name of ROUTER_COUNTERS) this.families.begin(name, ROUTER);
    for (const name of UNLABELLED) this.families.begin(name, {});
    this.workers = new DynamoWorkers(this.families, model, cluster);
  }

  text(simulation: OpenSimulation): Promise<string> {
    this.workers.read(simulation);
    return this.families.text();
  }

  refused(request: MeteredRequest, outcome: 'validation' | 'not_found'): void {
    const { families } = this;
    families.counter('dynamo_frontend_requests_started_total').inc(startLabels(request));
    families.counter('dynamo_frontend_requests_total').inc(endLabels(request, outcome));
    families.counter('dynamo_frontend_failures_total').inc(FAILURES[outcome]);
    families.histogram('dynamo_frontend_request_duration_seconds').observe({ model: request.model }, 0);
  }

  open(request: MeteredRequest, tokenize_s: number): RequestMeter {
    const { families, model } = this;
    const ttft = families.histogram('dynamo_frontend_time_to_first_token_seconds').labels({ model });
    const itl = families.histogram('dynamo_frontend_inter_token_latency_seconds').labels({ model });
    const outputTotal = families.counter('dynamo_frontend_output_tokens_total').labels({ model });
    let firstToken_s: number | undefined;
    this.begin(request, tokenize_s);
    return {
      firstToken: (ttft_s, inputTokens) => {
        firstToken_s = ttft_s;
        this.waits(-1);
        outputTotal.inc();
        if (!request.stream) return;
        ttft.observe(ttft_s);
        families.histogram('dynamo_frontend_input_sequence_tokens').observe({ model }, inputTokens);
      },
      tokens: (tokens, gap_s) => {
        outputTotal.inc(tokens);
        if (!request.stream) return;
        for (let i = 0; i < tokens; i++) itl.observe(gap_s / tokens);
      },
      ended: (outcome, end) => {
        if (firstToken_s === undefined) this.waits(-1);
        else this.tellRouter(end, firstToken_s);
        this.end(request, outcome, end);
      },
    };
  }

  private begin(request: MeteredRequest, tokenize_s: number): void {
    const { families, model } = this;
    for (const name of ['active_requests', 'inflight_requests'])
      families.gauge(`dynamo_frontend_${name}`).inc({ model });
    this.waits(1);
    families.gauge('dynamo_request_plane_inflight_requests').inc();
    families.counter('dynamo_frontend_requests_started_total').inc(startLabels(request));
    for (const name of ['audio', 'images', 'videos']) {
      families.histogram(`dynamo_frontend_${name}_per_request`).observe({ model }, 0);
    }
    families.begin('dynamo_frontend_image_tokens_per_request', { model });
    families.histogram('dynamo_frontend_tokenize_seconds').observe(tokenize_s);
    families.histogram('dynamo_frontend_tokenizer_latency_ms').observe({ operation: 'tokenize' }, tokenize_s * 1000);
    families.histogram('dynamo_frontend_stage_duration_seconds').observe({ stage: 'preprocess' }, tokenize_s);
    families.counter('dynamo_component_router_requests_started_total').inc(ROUTER);
    if (!this.isDisaggregated) return;
    for (const worker_type of this.phases) {
      const labels = { model, policy_class: 'default', worker_type };
      families.counter('dynamo_frontend_router_admission_received_total').inc(labels);
    }
  }

  /** So many more wait for their first token. */
  private waits(more: number): void {
    const { families, model, phases } = this;
    families.gauge('dynamo_frontend_queued_requests').inc({ model }, more);
    families.gauge('dynamo_frontend_stage_requests').inc({ stage: 'dispatch', phase: phases[0]! }, more);
    families.begin('dynamo_frontend_stage_requests', { stage: 'preprocess', phase: '' });
    for (const phase of phases) families.begin('dynamo_frontend_stage_requests', { stage: 'route', phase });
  }

  private end(request: MeteredRequest, outcome: Outcome, end: RequestEnd): void {
    const { families, model } = this;
    for (const name of ['active_requests', 'inflight_requests'])
      families.gauge(`dynamo_frontend_${name}`).dec({ model });
    families.gauge('dynamo_request_plane_inflight_requests').dec();
    families.counter('dynamo_frontend_requests_total').inc(endLabels(request, outcome));
    families.histogram('dynamo_frontend_request_duration_seconds').observe({ model }, end.time_s - end.arrival_s);
    families.histogram('dynamo_frontend_output_sequence_tokens').observe({ model }, end.deliveredTokens);
    families.histogram('dynamo_frontend_cached_tokens').observe({ model }, end.cachedTokens);
    families.counter('dynamo_frontend_detokenize_token_count').inc(end.deliveredTokens);
    families.histogram('dynamo_frontend_tokenizer_latency_ms').observe({ operation: 'detokenize' }, 0);
    if (outcome !== 'cancelled') return;
    families.gauge('dynamo_frontend_disconnected_clients').inc();
    families.counter('dynamo_frontend_model_cancellation_total').inc(startLabels(request));
  }

  /** What the router saw of a request that got a token. */
  private tellRouter(end: RequestEnd, ttft_s: number): void {
    const { families, model } = this;
    const gaps = end.deliveredTokens - 1;
    const router = (name: string) => families.histogram(`dynamo_component_router_${name}`);
    router('time_to_first_token_seconds').observe(ROUTER, ttft_s);
    router('output_sequence_tokens').observe(ROUTER, end.deliveredTokens);
    if (gaps > 0) router('inter_token_latency_seconds').observe(ROUTER, (end.lastToken_s! - end.firstToken_s!) / gaps);
    router('kv_hit_rate').observe(ROUTER, end.cachedTokens / end.inputTokens);
    families.counter('dynamo_component_router_requests_total').inc(ROUTER);
    families.histogram('dynamo_frontend_stage_duration_seconds').observe({ stage: 'route' }, 0);
    families.histogram('dynamo_frontend_stage_duration_seconds').observe({ stage: 'transport_roundtrip' }, ttft_s);
    for (const phase of this.phases) {
      router('input_sequence_tokens').observe({ ...ROUTER, model, phase }, end.inputTokens);
    }
    if (this.isDisaggregated) {
      families
        .counter('dynamo_component_router_kv_selected_cached_prefix_tokens_total')
        .inc({ ...ROUTER, model, phase: 'prefill' }, end.cachedTokens);
    }
    this.workers.tellLast(end, ttft_s);
  }
}

const ROUTER_HISTOGRAMS = [
  'time_to_first_token_seconds',
  'output_sequence_tokens',
  'inter_token_latency_seconds',
  'kv_hit_rate',
].map((name) => `dynamo_component_router_${name}`);
const ROUTER_COUNTERS = ['requests_started_total', 'requests_total'].map((name) => `dynamo_component_router_${name}`);
const UNLABELLED = [
  'dynamo_frontend_detokenize_token_count',
  'dynamo_frontend_disconnected_clients',
  'dynamo_frontend_tokenize_seconds',
  'dynamo_request_plane_inflight_requests',
];

function startLabels({ endpoint, model, stream }: MeteredRequest) {
  return { endpoint, model, request_type: stream ? 'stream' : 'unary' };
}

function endLabels(request: MeteredRequest, outcome: Outcome) {
  return { ...startLabels(request), error_type: outcome, status: outcome === '' ? 'success' : 'error' };
}
