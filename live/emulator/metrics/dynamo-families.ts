/**
 * The families of metrics that the frontend of ai-dynamo 1.6.1 exposes, as recorded from it (Apache-2.0): names, labels, buckets
 * and help texts are its own. Of what has no likeness in a simulated cluster (its runtime, its transport, parts of its router)
 * there are the series, and they stand still.
 */

/** What requests and workers move. */
export const LIVING = `
histogram dynamo_component_router_input_sequence_tokens{dynamo_component,dynamo_namespace,model,phase,router_id,worker_id} [0 100 210 430 870 1800 3600 7400 15000 31000 63000 130000] Input sequence length in tokens observed at the router
histogram dynamo_component_router_inter_token_latency_seconds{dynamo_component,dynamo_namespace,router_id,worker_id} [0 0.0019 0.0035 0.0067 0.013 0.024 0.045 0.084 0.16 0.3 0.56 1.1 2] Average inter-token latency observed at the router
histogram dynamo_component_router_kv_hit_rate{dynamo_component,dynamo_namespace,router_id,worker_id} [0 0.05 0.1 0.15000000000000002 0.2 0.25 0.30000000000000004 0.35000000000000003 0.4 0.45 0.5 0.55 0.6000000000000001 0.65 0.7000000000000001 0.75 0.8 0.8500000000000001 0.9 0.9500000000000001 1] Predicted KV cache hit rate at routing time (0.0-1.0)
histogram dynamo_component_router_output_sequence_tokens{dynamo_component,dynamo_namespace,router_id,worker_id} [0 100 210 430 880 1800 3700 7600 16000 32000] Output sequence length in tokens observed at the router
counter dynamo_component_router_requests_started_total{dynamo_component,dynamo_namespace,router_id,worker_id} Total number of requests admitted by the router scheduler
counter dynamo_component_router_requests_total{dynamo_component,dynamo_namespace,router_id,worker_id} Total number of requests processed by the router
histogram dynamo_component_router_time_to_first_token_seconds{dynamo_component,dynamo_namespace,router_id,worker_id} [0 0.0022 0.0047 0.01 0.022 0.047 0.1 0.22 0.47 1 2.2 4.7 10 22 48 100 220 480] Time to first token observed at the router
gauge dynamo_component_uptime_seconds{worker_id} Total uptime of the DistributedRuntime in seconds
gauge dynamo_frontend_active_requests{model} Number of requests currently being handled by the frontend, from HTTP handler entry to response completion
histogram dynamo_frontend_audio_per_request{model} [0 1 2 3 4 5 6 7 8 9 10 20 30 40 50 100] Number of audio_url content parts per request
histogram dynamo_frontend_cached_tokens{model} [0 100 210 430 870 1800 3600 7400 15000 31000 63000 130000] Number of cached tokens (prefix cache hits) per request
counter dynamo_frontend_detokenize_token_count{} Total tokens detokenized
gauge dynamo_frontend_disconnected_clients{} Number of disconnected clients
counter dynamo_frontend_failures_total{class,reason} Total number of terminal semantic request failures
histogram dynamo_frontend_image_tokens_per_request{model} [4 8 16 32 64 128 256 512 1024 2048 4096 8192 16384 32768 65536] Calculated image-placeholder token count per image-bearing request; recorded from the response path only when every image resolves and processor overrides are absent
histogram dynamo_frontend_images_per_request{model} [0 1 2 3 4 5 6 7 8 9 10 20 30 40 50 100] Number of image_url content parts per request
gauge dynamo_frontend_inflight_requests{model} Number of inflight requests
histogram dynamo_frontend_input_sequence_tokens{model} [0 100 210 430 870 1800 3600 7400 15000 31000 63000 130000] Input sequence length in tokens
histogram dynamo_frontend_inter_token_latency_seconds{model} [0 0.0018 0.0033 0.0059 0.011 0.02 0.035 0.064 0.12 0.21 0.38 0.69 1.2 2.3 4.1 7.4 13 24 44 80] Inter-token latency in seconds
counter dynamo_frontend_model_cancellation_total{endpoint,model,request_type} Total number of request cancellations
gauge dynamo_frontend_model_context_length{model} Maximum context length in tokens for a worker serving the model
gauge dynamo_frontend_model_kv_cache_block_size{model} KV cache block size in tokens for a worker serving the model
gauge dynamo_frontend_model_max_num_batched_tokens{model} Maximum number of batched tokens for a worker serving the model
gauge dynamo_frontend_model_max_num_seqs{model} Maximum number of sequences for a worker serving the model
gauge dynamo_frontend_model_migration_limit{model} Maximum number of request migrations allowed for the model
gauge dynamo_frontend_model_ready{model} Whether the frontend can route at least one inference request for the model (1 = ready, 0 = not ready)
gauge dynamo_frontend_model_total_kv_blocks{model} Total KV cache blocks available for a worker serving the model
histogram dynamo_frontend_output_sequence_tokens{model} [0 100 210 430 880 1800 3700 7600 16000 32000] Output sequence length in tokens
counter dynamo_frontend_output_tokens_total{model} Total number of output tokens generated (updates in real-time)
gauge dynamo_frontend_queued_requests{model} Number of requests in HTTP processing queue
histogram dynamo_frontend_request_duration_seconds{model} [0 2 4 8 16 32 64 130 260 510] Duration of LLM requests
counter dynamo_frontend_requests_started_total{endpoint,model,request_type} Total number of LLM requests accepted by the frontend handler
counter dynamo_frontend_requests_total{endpoint,error_type,model,request_type,status} Total number of LLM requests processed
histogram dynamo_frontend_stage_duration_seconds{stage} [0.0001 0.0005 0.001 0.005 0.01 0.05 0.1 0.5 1 2.5 5] Pipeline stage duration (seconds)
gauge dynamo_frontend_stage_requests{phase,stage} Number of requests currently in the given pipeline stage
histogram dynamo_frontend_time_to_first_token_seconds{model} [0 0.0022 0.0047 0.01 0.022 0.047 0.1 0.22 0.47 1 2.2 4.7 10 22 48 100 220 480] Time to first token in seconds
histogram dynamo_frontend_tokenize_seconds{} [0.0001 0.0005 0.001 0.005 0.01 0.05 0.1 0.5 1] Tokenization time in preprocessor (seconds)
histogram dynamo_frontend_tokenizer_latency_ms{operation} [0.5 1 2 4 8 16 32 64 128 256 512] Tokenizer latency in milliseconds
histogram dynamo_frontend_videos_per_request{model} [0 1 2 3 4 5 6 7 8 9 10 20 30 40 50 100] Number of video_url content parts per request
gauge dynamo_frontend_worker_last_input_sequence_tokens{dp_rank,worker_id,worker_type} Last observed input sequence tokens per worker
gauge dynamo_frontend_worker_last_inter_token_latency_seconds{dp_rank,worker_id,worker_type} Last observed inter-token latency per worker (seconds)
gauge dynamo_frontend_worker_last_time_to_first_token_seconds{dp_rank,worker_id,worker_type} Last observed time to first token per worker (seconds)
gauge dynamo_request_plane_inflight_requests{} Currently in-flight requests at AddressedPushRouter
`;

/** The same, of a disaggregated deployment alone. */
export const LIVING_DISAGGREGATED = `
counter dynamo_component_router_kv_selected_cached_prefix_tokens_total{dynamo_component,dynamo_namespace,model,phase,router_id,worker_id} Raw cached prefix tokens on the selected worker and DP rank
gauge dynamo_component_router_worker_registered{dp_rank,dynamo_component,dynamo_namespace,router_worker_id,worker_id,worker_type} Whether the router currently has this worker/dp_rank registered (1 = registered)
counter dynamo_frontend_router_admission_received_total{model,policy_class,worker_type} Total attempts received by router admission; includes retries and excludes advisory probes
gauge dynamo_frontend_router_queue_pending_requests{model,policy_class,worker_type} Number of requests pending in the router scheduler queue
gauge dynamo_frontend_worker_active_decode_blocks{dp_rank,worker_id,worker_type} Active KV cache decode blocks per worker
gauge dynamo_frontend_worker_active_prefill_tokens{dp_rank,worker_id,worker_type} Active prefill tokens queued per worker
`;

/** What has no likeness in a simulated cluster. */
export const STILL = `
histogram dynamo_component_router_kv_transfer_estimated_latency_seconds{dynamo_component,dynamo_namespace,router_id,worker_id} [0 0.0019 0.0037 0.0072 0.014 0.027 0.052 0.1 0.19 0.37 0.72 1.4 2.7 5.2 10] Upper-bound estimation of KV cache transfer latency in disaggregated serving (prefill_complete to first_token)
counter dynamo_component_router_non_max_overlap_selections_total{dynamo_component,dynamo_namespace,router_id,worker_id,worker_type} Total admitted prefill scheduler selections with less KV cache overlap than another eligible worker
histogram dynamo_component_router_overlap_blocks_lost{dynamo_component,dynamo_namespace,router_id,worker_id,worker_type} [0.25 0.5 1 2 4 8 16 32 64 128 256 512 1024 2048 4096 8192] Difference in effective KV cache overlap between the highest-overlap eligible prefill worker and selected worker
histogram dynamo_component_router_shared_cache_beyond_blocks{dynamo_component,dynamo_namespace,router_id,worker_id} [1 2 4 8 16 32 64 128 256 512 1024 2048] Shared cache blocks beyond device overlap for the selected worker
histogram dynamo_component_router_shared_cache_hit_rate{dynamo_component,dynamo_namespace,router_id,worker_id} [0 0.05 0.1 0.15000000000000002 0.2 0.25 0.30000000000000004 0.35000000000000003 0.4 0.45 0.5 0.55 0.6000000000000001 0.65 0.7000000000000001 0.75 0.8 0.8500000000000001 0.9 0.9500000000000001 1] Fraction of request blocks found in the shared KV cache (0.0-1.0)
counter dynamo_frontend_detokenize_total_us{} Cumulative detokenization time (microseconds)
histogram dynamo_frontend_event_loop_delay_seconds{} [0 0.001 0.005 0.01 0.025 0.05 0.1 0.25 0.5 1] Event loop delay canary: drift from 10ms sleep (seconds)
counter dynamo_frontend_event_loop_stall_total{} Number of event loop stalls (delay > 5ms)
histogram dynamo_frontend_template_seconds{} [0.00001 0.00005 0.0001 0.0005 0.001 0.005 0.01 0.05] Template application time in preprocessor (seconds)
counter dynamo_frontend_tokenizer_cache_cached_tokens_total{model} Total tokens returned from the L1 tokenizer prefix cache
counter dynamo_frontend_tokenizer_cache_hits_total{} Cumulative L1 tokenizer prefix-cache hits
counter dynamo_frontend_tokenizer_cache_misses_total{} Cumulative L1 tokenizer prefix-cache misses
counter dynamo_frontend_tokenizer_cache_uncached_tokens_total{model} Total tokens freshly encoded after an L1 tokenizer prefix-cache lookup
histogram dynamo_request_plane_queue_seconds{} [0.0001 0.0005 0.001 0.005 0.01 0.05 0.1 0.5 1] Time from generate() entry to send_request() (seconds)
histogram dynamo_request_plane_roundtrip_ttft_seconds{} [0.001 0.005 0.01 0.025 0.05 0.1 0.25 0.5 1 2.5 5] Time from send_request() to first response item (seconds)
histogram dynamo_request_plane_send_seconds{} [0.0001 0.0005 0.001 0.005 0.01 0.05 0.1 0.5 1] Time for send_request() to complete (seconds)
histogram dynamo_router_overhead_block_hashing_ms{router_id} [0.001 0.002 0.004 0.008 0.016 0.032 0.064 0.128 0.256 0.512 1.024 2.048 4.096 8.192 16.384] Time spent computing block hashes in milliseconds
histogram dynamo_router_overhead_indexer_find_matches_ms{router_id} [0.01 0.03 0.09 0.27 0.81 2.43 7.290000000000001 21.870000000000005 65.61000000000001 196.83000000000004 590.4900000000001 1771.4700000000003 5314.410000000001 15943.230000000003 47829.69000000001 143489.07000000004 430467.2100000001] Time spent in indexer find_matches in milliseconds
histogram dynamo_router_overhead_scheduling_ms{router_id} [0.01 0.03 0.09 0.27 0.81 2.43 7.290000000000001 21.870000000000005 65.61000000000001 196.83000000000004 590.4900000000001 1771.4700000000003 5314.410000000001 15943.230000000003 47829.69000000001 143489.07000000004 430467.2100000001] Time spent in scheduler worker selection in milliseconds
histogram dynamo_router_overhead_seq_hashing_ms{router_id} [0.001 0.002 0.004 0.008 0.016 0.032 0.064 0.128 0.256 0.512 1.024 2.048 4.096 8.192 16.384] Time spent computing sequence hashes in milliseconds
histogram dynamo_router_overhead_shared_cache_query_ms{router_id} [0.01 0.03 0.09 0.27 0.81 2.43 7.290000000000001 21.870000000000005 65.61000000000001 196.83000000000004 590.4900000000001 1771.4700000000003 5314.410000000001 15943.230000000003 47829.69000000001 143489.07000000004 430467.2100000001] Time spent querying the shared KV cache in milliseconds
histogram dynamo_router_overhead_total_ms{router_id} [0.01 0.03 0.09 0.27 0.81 2.43 7.290000000000001 21.870000000000005 65.61000000000001 196.83000000000004 590.4900000000001 1771.4700000000003 5314.410000000001 15943.230000000003 47829.69000000001 143489.07000000004 430467.2100000001] Total routing overhead per request in milliseconds
counter dynamo_router_shared_cache_errors_total{router_id} Total shared cache failures
gauge dynamo_tokio_alive_tasks{} Number of alive tasks in the runtime
gauge dynamo_tokio_blocking_idle_threads{} Number of idle blocking threads
gauge dynamo_tokio_blocking_queue_depth{} Number of tasks in the blocking thread pool queue
gauge dynamo_tokio_blocking_threads{} Number of blocking threads
counter dynamo_tokio_budget_forced_yield_total{} Number of times tasks were forced to yield after exhausting budget
gauge dynamo_tokio_global_queue_depth{} Number of tasks in the runtime global queue
counter dynamo_tokio_queue_overload_warnings_total{} Number of warnings for sustained Tokio runnable queue pressure
gauge dynamo_tokio_worker_busy_ratio{worker} Worker busy ratio (0-1) as integer mill ratio; >950 = saturated
gauge dynamo_tokio_worker_local_queue_depth{worker} Number of tasks in worker local queue
gauge dynamo_tokio_worker_mean_poll_time_ns{worker} Worker mean task poll time (nanoseconds)
counter dynamo_tokio_worker_overflow_count_total{worker} Total number of times worker local queue overflowed
counter dynamo_tokio_worker_park_count_total{worker} Total number of times worker has parked
counter dynamo_tokio_worker_steal_count_total{worker} Total number of tasks stolen by worker
counter dynamo_transport_tcp_accept_backoff_total{} Total TCP response-server accept failures caused by descriptor or memory exhaustion
counter dynamo_transport_tcp_bytes_received_total{} Total bytes received by TCP request client
counter dynamo_transport_tcp_bytes_sent_total{} Total bytes sent by TCP request client
counter dynamo_transport_tcp_errors_total{} Total TCP request errors (send failure or timeout)
`;

/** The same, of a disaggregated deployment alone. */
export const STILL_DISAGGREGATED = `
counter dynamo_component_ckf_mutation_total{dynamo_component,dynamo_namespace,outcome,worker_id} Total number of CKF block-level mutation outcomes
counter dynamo_component_kv_cache_event_warnings{dynamo_component,dynamo_namespace,warning_kind,worker_id} Total number of suspicious KV cache events seen by the router indexer
counter dynamo_component_kv_cache_events_applied{dynamo_component,dynamo_namespace,event_type,status,worker_id} Total number of KV cache events applied to index
counter dynamo_component_router_active_sequence_ingress_drain_batches_total{dynamo_component,dynamo_namespace,model,routing_group,worker_id,worker_type} Drain batches applied from the partition's inbound channel
counter dynamo_component_router_active_sequence_ingress_events_applied_total{dynamo_component,dynamo_namespace,model,routing_group,worker_id,worker_type} Active-sequence events applied from the partition's inbound channel
gauge dynamo_component_router_active_sequence_ingress_queue_depth{dynamo_component,dynamo_namespace,model,routing_group,worker_id,worker_type} Active-sequence events waiting in the partition's inbound channel, sampled after each drain batch
counter dynamo_component_router_active_sequence_zmq_ingress_dropped_events_total{dynamo_component,dynamo_namespace,worker_id} Direct-ZMQ active-sequence events dropped because the partition's inbound channel was full or closed
counter dynamo_component_router_active_sequence_zmq_ingress_envelope_decode_errors_total{dynamo_component,dynamo_namespace,worker_id} Direct-ZMQ active-sequence envelope decode errors
counter dynamo_component_router_active_sequence_zmq_ingress_forced_aborts_total{dynamo_component,dynamo_namespace,worker_id} Direct-ZMQ active-sequence source tasks aborted after join timeout
counter dynamo_component_router_active_sequence_zmq_ingress_identity_errors_total{dynamo_component,dynamo_namespace,worker_id} Direct-ZMQ active-sequence frame and envelope identity mismatches
counter dynamo_component_router_active_sequence_zmq_ingress_out_of_order_total{dynamo_component,dynamo_namespace,worker_id} Non-increasing direct-ZMQ active-sequence envelope sequences
counter dynamo_component_router_active_sequence_zmq_ingress_payload_decode_errors_total{dynamo_component,dynamo_namespace,worker_id} Direct-ZMQ active-sequence payload decode errors
counter dynamo_component_router_active_sequence_zmq_ingress_reconnects_total{dynamo_component,dynamo_namespace,worker_id} Direct-ZMQ active-sequence source reconnect attempts
counter dynamo_component_router_active_sequence_zmq_ingress_replacements_total{dynamo_component,dynamo_namespace,worker_id} Direct-ZMQ active-sequence source task replacements
counter dynamo_component_router_active_sequence_zmq_ingress_sequence_gaps_total{dynamo_component,dynamo_namespace,worker_id} Missing direct-ZMQ active-sequence envelopes inferred from sequence gaps
gauge dynamo_component_router_active_sequence_zmq_ingress_sources{dynamo_component,dynamo_namespace,worker_id} Number of tracked direct-ZMQ active-sequence sources
gauge dynamo_component_router_approximate_cache_configured_policy{dynamo_component,dynamo_namespace,policy,worker_id} Configured process-local approximate cache policy
gauge dynamo_component_router_approximate_cache_effective_policy{dynamo_component,dynamo_namespace,policy,worker_id} Effective process-local approximate cache policy
counter dynamo_component_router_approximate_lru_evicted_blocks_total{dynamo_component,dynamo_namespace,worker_id} Total physical block copies evicted by approximate LRU
counter dynamo_component_router_approximate_lru_eviction_batches_total{dynamo_component,dynamo_namespace,worker_id} Total approximate LRU mutation batches that evicted physical copies
counter dynamo_component_router_approximate_lru_fallback_activations_total{dynamo_component,dynamo_namespace,worker_id} Total rank incarnations pinned to TTL because capacity was unavailable
gauge dynamo_component_router_approximate_lru_leases{dynamo_component,dynamo_namespace,worker_id} Live approximate LRU request leases
histogram dynamo_component_router_approximate_lru_messages_per_request{dynamo_component,dynamo_namespace,worker_id} [1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16] Approximate LRU FIFO messages per request over each observation interval
gauge dynamo_component_router_approximate_lru_mutation_queue_depth{dynamo_component,dynamo_namespace,worker_id} Aggregate approximate LRU FIFO depth at command enqueue
histogram dynamo_component_router_approximate_lru_mutation_wait_seconds{dynamo_component,dynamo_namespace,worker_id} [0 0.0000025 0.0000063 0.000016 0.00004 0.0001 0.00025 0.00063 0.0016 0.004 0.01 0.025 0.063 0.16 0.4 1] Mean approximate LRU FIFO wait per command over each observation interval
counter dynamo_component_router_approximate_lru_output_batches_total{dynamo_component,dynamo_namespace,worker_id} Total completed output-block batches sent to approximate LRU
counter dynamo_component_router_kv_best_eligible_cached_prefix_tokens_total{dynamo_component,dynamo_namespace,model,phase,router_id,worker_id} Raw cached prefix tokens on the best eligible worker at selection time
gauge dynamo_component_router_kv_event_source_mismatch_workers{dynamo_component,dynamo_namespace,model,target_component,target_endpoint,target_namespace,worker_id,worker_type} Number of serving workers with missing or ambiguous KV sources, explicitly disabled KV event publishing, or without an expected RecoveryTarget
counter dynamo_component_router_kv_worker_reused_tokens_total{dynamo_component,dynamo_namespace,model,phase,router_id,worker_id} Worker-reported reused tokens per routing attempt
counter dynamo_component_router_kv_zmq_ingress_batches_total{dynamo_component,dynamo_namespace,worker_id} Total ZMQ KV ingress batches handed to WorkerQueryClient
counter dynamo_component_router_kv_zmq_ingress_lifecycle_total{action,dynamo_component,dynamo_namespace,worker_id} Total ZMQ KV ingress lifecycle transitions and errors
gauge dynamo_component_router_kv_zmq_ingress_sources{dynamo_component,dynamo_namespace,state,worker_id} Number of ZMQ KV ingress sources by lifecycle state
counter dynamo_frontend_router_admission_rejected_total{model,policy_class,reason,worker_type} Total router admission rejections by deadline reason
counter dynamo_frontend_router_queue_backpressure_total{model,policy_class,reason,worker_type} Total number of router scheduler queue backpressure rejections
gauge dynamo_frontend_router_queue_pending_cached_tokens{model,policy_class,worker_type} Estimated cached tokens for requests pending in the router scheduler queue
gauge dynamo_frontend_router_queue_pending_isl_tokens{model,policy_class,worker_type} Sum of isl_tokens for requests pending in the router scheduler queue
`;
