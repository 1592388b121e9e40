/**
 * The frontend's metrics as ai-dynamo 0.4.0 exposes them: nothing before the first request; latencies and prompt lengths of
 * streamed requests alone; a response that is not streamed counts 0 output tokens; what the frontend itself refuses is not
 * counted. Recorded from that release; names and help texts are its own (Apache-2.0).
 */
import { Families } from './families.js';
import type { FrontendMetrics, MeteredRequest, RequestMeter } from './frontend.js';

const TABLE = `
gauge nv_llm_http_service_inflight_requests{model} Number of inflight requests
histogram nv_llm_http_service_input_sequence_tokens{model} [0 50 100 500 1000 2000 4000 8000 16000 32000 64000 128000] Input sequence length in tokens
histogram nv_llm_http_service_inter_token_latency_seconds{model} [0 0.001 0.005 0.01 0.015 0.02 0.025 0.05 0.1 0.25 0.5 1 2] Inter-token latency in seconds
histogram nv_llm_http_service_output_sequence_tokens{model} [0 50 100 500 1000 2000 4000 8000 16000 32000] Output sequence length in tokens
histogram nv_llm_http_service_request_duration_seconds{model} [0 1 2 4 8 16 32 64 128 256] Duration of LLM requests
counter nv_llm_http_service_requests_total{endpoint,model,request_type,status} Total number of LLM requests processed
histogram nv_llm_http_service_time_to_first_token_seconds{model} [0 0.001 0.005 0.01 0.025 0.05 0.1 0.25 0.5 1 2 5 10 30 60 120 240 480] Time to first token in seconds
`;

/** The metrics of one frontend of 0.4.0. */
export class NvMetrics implements FrontendMetrics {
  private readonly families = new Families(TABLE);

  text(): Promise<string> {
    return this.families.text();
  }

  refused(): void {
    // not counted
  }

  open({ endpoint, model, stream }: MeteredRequest): RequestMeter {
    const histogram = (name: string) => this.families.histogram(`nv_llm_http_service_${name}`).labels({ model });
    const ttft = histogram('time_to_first_token_seconds');
    const itl = histogram('inter_token_latency_seconds');
    const inflight = this.families.gauge('nv_llm_http_service_inflight_requests').labels({ model });
    inflight.inc();
    return {
      firstToken: (ttft_s, inputTokens) => {
        if (!stream) return;
        ttft.observe(ttft_s);
        histogram('input_sequence_tokens').observe(inputTokens);
      },
      tokens: (tokens, gap_s) => {
        if (!stream) return;
        for (let i = 0; i < tokens; i++) itl.observe(gap_s / tokens);
      },
      ended: (outcome, { deliveredTokens, time_s, arrival_s }) => {
        inflight.dec();
        histogram('output_sequence_tokens').observe(stream ? deliveredTokens : 0);
        histogram('request_duration_seconds').observe(time_s - arrival_s);
        this.families.counter('nv_llm_http_service_requests_total').inc({
          endpoint,
          model,
          request_type: stream ? 'stream' : 'unary',
          status: outcome === '' ? 'success' : 'error',
        });
      },
    };
  }
}
