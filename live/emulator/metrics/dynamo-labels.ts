/** Label values of the families of ai-dynamo 1.6.1 that stand still here, as the real frontend exposes them without traffic. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  action: ['activated', 'preconnected', 'started'],
  dynamo_component: ['backend'],
  dynamo_namespace: ['dynamo'],
  event_type: ['cleared', 'removed', 'stored'],
  outcome: ['capacity_exhausted', 'unknown_remove'],
  phase: ['decode', 'prefill'],
  policy: ['disabled', 'lru', 'ttl'],
  policy_class: ['default'],
  reason: ['cached_token_limit', 'raw_isl_token_limit', 'request_limit'],
  router_id: ['0'],
  routing_group: ['default'],
  state: ['active', 'preconnected'],
  status: ['block_not_found', 'capacity_exhausted', 'invalid_block', 'ok'],
  target_component: ['prefill'],
  target_endpoint: ['generate'],
  target_namespace: ['dynamo'],
  warning_kind: ['duplicate_store'],
  worker: ['0'],
  worker_id: ['frontend'],
  worker_type: ['decode', 'prefill'],
};

/** Every combination of values of these labels. */
export function stillLabels(labels: readonly string[], model: string): Record<string, string>[] {
  let all: Record<string, string>[] = [{}];
  for (const label of labels) {
    const values = label === 'model' ? [model] : VALUES[label]!;
    all = all.flatMap((chosen) => values.map((value) => ({ ...chosen, [label]: value })));
  }
  return all;
}
