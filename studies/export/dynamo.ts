/** Dynamo's side: replicas of a graph, the planner's configuration, and the arguments of the planners before it had one. */
import { parse, stringify } from 'yaml';
import type { Role } from '../../planner-core/index.js';
import type { DynamoPlannerSpec, DynamoSlaSpec, SlaSpec } from '../../scenarios/index.js';
import { GRAPH, serviceOf } from './names.js';
import type { ExportSource } from './source.js';

/** A merge patch for `kubectl patch dynamographdeployment --type merge`. */
export function graphReplicas(counts: Readonly<Partial<Record<Role, number>>>, { profiles }: ExportSource): string {
  const services = Object.entries(counts).map(([role, replicas]) => [
    serviceOf(role as Role, profiles[role as Role]!),
    { replicas },
  ]);
  return stringify({
    apiVersion: 'nvidia.com/v1alpha1',
    kind: 'DynamoGraphDeployment',
    metadata: { name: GRAPH },
    spec: { services: Object.fromEntries(services) },
  });
}

/** What `python -m dynamo.planner --config` reads (1.4 and later). `text`: the configuration file's own text, where it is one. */
export function plannerConfig(
  { config }: DynamoPlannerSpec,
  sla: SlaSpec,
  { profiles }: ExportSource,
  text?: string,
): string {
  const fields = typeof config === 'string' ? (parse(text ?? config) as Record<string, unknown>) : config;
  return stringify({ ...targets(sla), ...engineGpus(profiles), ...fields });
}

function targets({ ttft_ms, tpot_ms }: SlaSpec): object {
  return { ...(ttft_ms !== undefined && { ttft_ms }), ...(tpot_ms !== undefined && { itl_ms: tpot_ms }) };
}

function engineGpus({ prefill, decode, aggregated }: ExportSource['profiles']): object {
  const of = decode ?? aggregated;
  return {
    ...(prefill && { prefill_engine_num_gpu: prefill.gpusPerWorker }),
    ...(of && { decode_engine_num_gpu: of.gpusPerWorker }),
  };
}

/** Arguments of the planner's container up to 0.5.1, or the JSON configuration of 1.0.2. Up to 0.5.1 latencies are seconds. */
export function seedPlanner(planner: DynamoSlaSpec, sla: SlaSpec, { profiles }: ExportSource): string {
  const ttft_ms = planner.ttft_ms ?? sla.ttft_ms;
  const itl_ms = planner.itl_ms ?? sla.tpot_ms;
  const gpus = engineGpus(profiles) as { prefill_engine_num_gpu?: number; decode_engine_num_gpu?: number };
  if (planner.version === '1.0.2') {
    return stringify({
      throughput_adjustment_interval: planner.interval_s,
      max_gpu_budget: planner.max_gpu_budget,
      min_endpoint: planner.min_endpoint,
      ttft: ttft_ms,
      itl: itl_ms,
      load_predictor: planner.load_predictor,
      no_correction: planner.no_correction,
      ...gpus,
    });
  }
  const args = [
    `--adjustment-interval=${planner.interval_s}`,
    `--max-gpu-budget=${planner.max_gpu_budget}`,
    `--min-endpoint=${planner.min_endpoint}`,
    `--ttft=${ttft_ms! / 1000}`,
    `--itl=${itl_ms! / 1000}`,
    `--load-predictor=${planner.load_predictor}`,
    `--load-prediction-window-size=${planner.load_prediction_window_size}`,
    ...(gpus.prefill_engine_num_gpu ? [`--prefill-engine-num-gpu=${gpus.prefill_engine_num_gpu}`] : []),
    ...(gpus.decode_engine_num_gpu ? [`--decode-engine-num-gpu=${gpus.decode_engine_num_gpu}`] : []),
    ...(planner.no_correction ? ['--no-correction'] : []),
  ];
  return stringify({
    apiVersion: 'nvidia.com/v1alpha1',
    kind: 'DynamoGraphDeployment',
    metadata: { name: GRAPH },
    spec: { services: { Planner: { extraPodSpec: { mainContainer: { args } } } } },
  });
}
