/** What a configuration must satisfy beyond each field's type: Dynamo's own rules. */
import type { DynamoConfigFields } from './fields.js';

/** A fault, and the field it is about. */
export interface ConfigFault {
  readonly field: keyof DynamoConfigFields;
  readonly message: string;
}

/** Every fault of a configuration whose fields are each valid. */
export function configFaults(fields: DynamoConfigFields): ConfigFault[] {
  return [...endpointFaults(fields), ...thresholdFaults(fields), ...scalingFaults(fields), ...powerFaults(fields)];
}

function endpointFaults({ mode, prefill_min_endpoint, decode_min_endpoint }: DynamoConfigFields): ConfigFault[] {
  const faults: ConfigFault[] = [];
  if (prefill_min_endpoint != null && (mode === 'decode' || mode === 'agg')) {
    faults.push({ field: 'prefill_min_endpoint', message: `has no role in mode ${mode}; expected min_endpoint alone` });
  }
  if (decode_min_endpoint != null && (mode === 'prefill' || mode === 'agg')) {
    faults.push({ field: 'decode_min_endpoint', message: `has no role in mode ${mode}; expected min_endpoint alone` });
  }
  return faults;
}

function thresholdFaults(fields: DynamoConfigFields): ConfigFault[] {
  if (fields.optimization_target !== 'load') return [];
  const pairs = [
    ['prefill', 'prefill_scale_up_queue_tokens', 'prefill_scale_down_queue_tokens'],
    ['decode', 'decode_scale_up_kv_rate', 'decode_scale_down_kv_rate'],
  ] as const;
  return pairs.flatMap(([role, up, down]): ConfigFault[] => {
    const planned =
      role === 'prefill' ? fields.mode === 'disagg' || fields.mode === 'prefill' : fields.mode !== 'prefill';
    if (!planned) return [];
    const [upper, lower] = [fields[up], fields[down]];
    if (upper == null || lower == null) {
      return [{ field: 'optimization_target', message: `found load; it needs ${up} and ${down}` }];
    }
    return upper > lower ? [] : [{ field: up, message: `found ${upper}; expected more than ${down} (${lower})` }];
  });
}

function scalingFaults(fields: DynamoConfigFields): ConfigFault[] {
  if (fields.optimization_target !== 'sla') return [];
  const { enable_throughput_scaling: throughput, enable_load_scaling: load } = fields;
  if (!throughput && !load) {
    return [
      { field: 'enable_throughput_scaling', message: 'found false, and load scaling is off too; expected one on' },
    ];
  }
  const { load_adjustment_interval_seconds: fast, throughput_adjustment_interval_seconds: slow } = fields;
  if (throughput && load && fast >= slow) {
    return [{ field: 'load_adjustment_interval_seconds', message: `found ${fast}; expected less than ${slow}` }];
  }
  return [];
}

function powerFaults({ mode, enable_power_awareness, total_gpu_power_limit }: DynamoConfigFields): ConfigFault[] {
  if (!enable_power_awareness) return [];
  if (total_gpu_power_limit == null) {
    return [{ field: 'enable_power_awareness', message: 'found true; it needs total_gpu_power_limit' }];
  }
  return mode === 'agg'
    ? [{ field: 'enable_power_awareness', message: 'found true; mode agg has no power budget' }]
    : [];
}
