/** From a scenario's `planner` section to a policy. Fit for a browser: whatever must be read is given. */
import {
  chiron,
  dynamoPlanner,
  dynamoSla,
  forecaster,
  headroom,
  heteroScale,
  hpa,
  keda,
  kpa,
  lastValue,
  oracle,
  type Policy,
  perfectSystem,
  provisioned,
  schedule,
  staticReplicas,
  tokenScale,
  workBound,
  wvaQueueing,
  wvaSaturation,
} from '../../planner-core/index.js';
import { HeadroomError } from '../../scenarios/errors/index.js';
import type { DynamoConfig, DynamoSlaSpec, PlannerSpec, SlaSpec } from '../../scenarios/index.js';
import { behaviourOf, boundsOf, forecasterOptions, rowsOf } from './policy-options.js';

/**
 * The policy that a scenario's `planner` asks for; latency targets come from `sla` where the planner names none. `dynamo`: the
 * configuration that a `dynamo-planner` names, read. Throws HR_SCENARIO_INVALID.
 */
export function policyOf(planner: PlannerSpec, sla: SlaSpec, dynamo: DynamoConfig | undefined): Policy {
  switch (planner.policy) {
    case 'static':
      return staticReplicas();
    case 'static-peak':
      return provisioned({ of: 'peak', bounds: boundsOf(planner) });
    case 'static-mean':
      return provisioned({ of: 'mean', bounds: boundsOf(planner) });
    case 'schedule':
      return schedule({ period_s: planner.period_s, rows: rowsOf(planner.rows) });
    case 'dynamo-sla':
      return seedPlanner(planner, sla);
    case 'dynamo-planner':
      return dynamoPlanner(dynamo!.config, { warmUp: dynamo!.warmUp });
    case 'headroom':
      return headroom({
        attainment: planner.attainment,
        bounds: boundsOf(planner),
        ...(planner.gpu_budget !== undefined && { gpuBudget: planner.gpu_budget }),
        ...(planner.forecast && { forecast: forecasterOptions(planner.forecast, planner.interval_s) }),
      });
    case 'hpa':
      return hpa({ ...planner, bounds: boundsOf(planner), behaviour: behaviourOf(planner.behavior) });
    case 'keda':
      return keda({
        targetQueue: planner.target_queue,
        activationQueue: planner.activation_queue,
        cooldown_s: planner.cooldown_s,
        tolerance: planner.tolerance,
        bounds: boundsOf(planner),
        behaviour: behaviourOf(planner.behavior),
      });
    case 'kpa':
      return kpa({
        targetConcurrency: planner.target_concurrency,
        stableWindow_s: planner.stable_window_s,
        panicWindowPercentage: planner.panic_window_percentage,
        panicThresholdPercentage: planner.panic_threshold_percentage,
        maxScaleUpRate: planner.max_scale_up_rate,
        maxScaleDownRate: planner.max_scale_down_rate,
        bounds: boundsOf(planner),
      });
    case 'wva-saturation':
      return wvaSaturation({
        kvThreshold: planner.kv_cache_threshold,
        queueThreshold: planner.queue_length_threshold,
        kvSpare: planner.kv_spare_trigger,
        queueSpare: planner.queue_spare_trigger,
        bounds: boundsOf(planner),
      });
    case 'wva-queueing':
      return wvaQueueing({ maxBatch: planner.max_batch, bounds: boundsOf(planner) });
    case 'heteroscale':
      return heteroScale({
        tokensPerSecondPerGpu: planner.tokens_per_s_per_gpu,
        prefillPerDecode: planner.prefill_per_decode,
        scaleOutThreshold: planner.scale_out_threshold,
        scaleInThreshold: planner.scale_in_threshold,
        cooldown_s: planner.cooldown_s,
        bounds: boundsOf(planner),
      });
    case 'tokenscale':
      return tokenScale({
        headroom: planner.headroom,
        bounds: boundsOf(planner),
        ...(planner.network_gb_per_s !== undefined && { networkGbPerSecond: planner.network_gb_per_s }),
      });
    case 'chiron':
      return chiron({ utilisation: planner.utilisation, maxBatch: planner.max_batch, bounds: boundsOf(planner) });
    case 'last-value':
      return lastValue({
        forecaster: forecaster(forecasterOptions(planner.forecast, planner.interval_s)),
        bounds: boundsOf(planner),
        ...(planner.quantile !== undefined && { quantile: planner.quantile }),
      });
    case 'oracle':
      return oracle({ bounds: boundsOf(planner) });
    case 'perfect-system':
      return perfectSystem({ bounds: boundsOf(planner) });
    case 'work-bound':
      return workBound({ bounds: boundsOf(planner) });
  }
}

function seedPlanner(planner: DynamoSlaSpec, sla: SlaSpec): Policy {
  const ttft_ms = planner.ttft_ms ?? sla.ttft_ms;
  const itl_ms = planner.itl_ms ?? sla.tpot_ms;
  if (ttft_ms === undefined || itl_ms === undefined) {
    throw new HeadroomError('HR_SCENARIO_INVALID', { message: 'planner: dynamo-sla needs a TTFT and an ITL target' });
  }
  return dynamoSla({
    release: planner.version,
    ttft_s: ttft_ms / 1000,
    itl_s: itl_ms / 1000,
    maxGpuBudget: planner.max_gpu_budget,
    minEndpoint: planner.min_endpoint,
    noCorrection: planner.no_correction,
    forecast: { predictor: planner.load_predictor, prophetWindow: planner.load_prediction_window_size },
  });
}
