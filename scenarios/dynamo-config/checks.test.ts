import { describe, expect, it } from 'vitest';
import { configFaults } from './checks.js';
import { configSchema } from './fields.js';

const faults = (fields: object) =>
  configFaults(configSchema.parse(fields)).map(({ field, message }) => `${field}: ${message}`);

it("Dynamo's defaults have no fault", () => expect(faults({})).toEqual([]));

describe('minimum endpoints', () => {
  const of = (role: string, mode: string) => [
    `${role}_min_endpoint: has no role in mode ${mode}; expected min_endpoint alone`,
  ];
  it.each<[object, string[]]>([
    [{ mode: 'disagg', prefill_min_endpoint: 2, decode_min_endpoint: 2 }, []],
    [{ mode: 'prefill', prefill_min_endpoint: 2 }, []],
    [{ mode: 'decode', decode_min_endpoint: 2 }, []],
    [{ mode: 'agg', prefill_min_endpoint: null, decode_min_endpoint: null }, []],
    [{ mode: 'prefill', decode_min_endpoint: 2 }, of('decode', 'prefill')],
    [{ mode: 'decode', prefill_min_endpoint: 2 }, of('prefill', 'decode')],
    [
      { mode: 'agg', prefill_min_endpoint: 1, decode_min_endpoint: 1 },
      [...of('prefill', 'agg'), ...of('decode', 'agg')],
    ],
  ])('%j', (fields, expected) => expect(faults(fields)).toEqual(expected));
});

describe('thresholds of scaling by load', () => {
  const prefill = { prefill_scale_up_queue_tokens: 100, prefill_scale_down_queue_tokens: 10 };
  const decode = { decode_scale_up_kv_rate: 80, decode_scale_down_kv_rate: 40 };
  const PREFILL =
    'optimization_target: found load; it needs prefill_scale_up_queue_tokens and prefill_scale_down_queue_tokens';
  const DECODE = 'optimization_target: found load; it needs decode_scale_up_kv_rate and decode_scale_down_kv_rate';

  it.each<[string, object, string[]]>([
    ['disagg', { ...prefill, ...decode }, []],
    ['disagg', {}, [PREFILL, DECODE]],
    ['disagg', prefill, [DECODE]],
    ['prefill', prefill, []],
    ['prefill', decode, [PREFILL]],
    ['decode', decode, []],
    ['decode', prefill, [DECODE]],
    ['agg', decode, []],
    ['agg', {}, [DECODE]],
    ['decode', { ...decode, decode_scale_down_kv_rate: null }, [DECODE]],
    [
      'decode',
      { decode_scale_up_kv_rate: 0, decode_scale_down_kv_rate: 0 },
      ['decode_scale_up_kv_rate: found 0; expected more than decode_scale_down_kv_rate (0)'],
    ],
    [
      'prefill',
      { prefill_scale_up_queue_tokens: 10, prefill_scale_down_queue_tokens: 20 },
      ['prefill_scale_up_queue_tokens: found 10; expected more than prefill_scale_down_queue_tokens (20)'],
    ],
  ])('mode %s with %j', (mode, fields, expected) => {
    expect(faults({ optimization_target: 'load', mode, ...fields })).toEqual(expected);
  });

  it('matter to no other target', () => {
    const upsideDown = { decode_scale_up_kv_rate: 1, decode_scale_down_kv_rate: 2 };
    for (const optimization_target of ['throughput', 'latency', 'sla'])
      expect(faults({ optimization_target, ...upsideDown })).toEqual([]);
  });
});

describe('scaling by the promise', () => {
  const sla = { optimization_target: 'sla' };
  it.each<[object, string[]]>([
    [{}, []],
    [{ enable_throughput_scaling: false, enable_load_scaling: true }, []],
    [{ enable_throughput_scaling: true, enable_load_scaling: true }, []],
    [
      { enable_throughput_scaling: false, enable_load_scaling: false },
      ['enable_throughput_scaling: found false, and load scaling is off too; expected one on'],
    ],
    [
      { enable_load_scaling: true, load_adjustment_interval_seconds: 180 },
      ['load_adjustment_interval_seconds: found 180; expected less than 180'],
    ],
    [{ enable_load_scaling: true, load_adjustment_interval_seconds: 179 }, []],
    [{ enable_load_scaling: false, load_adjustment_interval_seconds: 500 }, []],
    [{ enable_throughput_scaling: false, enable_load_scaling: true, load_adjustment_interval_seconds: 500 }, []],
  ])('%j', (fields, expected) => expect(faults({ ...sla, ...fields })).toEqual(expected));

  it('has rules that matter to no other target', () => {
    expect(faults({ enable_throughput_scaling: false, enable_load_scaling: false })).toEqual([]);
  });
});

describe('power', () => {
  it.each<[object, string[]]>([
    [{ enable_power_awareness: true, total_gpu_power_limit: 5000 }, []],
    [{ enable_power_awareness: false }, []],
    [{ total_gpu_power_limit: 5000 }, []],
    [{ enable_power_awareness: true }, ['enable_power_awareness: found true; it needs total_gpu_power_limit']],
    [
      { enable_power_awareness: true, total_gpu_power_limit: null },
      ['enable_power_awareness: found true; it needs total_gpu_power_limit'],
    ],
    [
      { enable_power_awareness: true, total_gpu_power_limit: 5000, mode: 'agg' },
      ['enable_power_awareness: found true; mode agg has no power budget'],
    ],
  ])('%j', (fields, expected) => expect(faults(fields)).toEqual(expected));
});

it('faults of several rules come together', () => {
  expect(
    faults({ mode: 'agg', prefill_min_endpoint: 1, optimization_target: 'load', enable_power_awareness: true }),
  ).toHaveLength(3);
});
