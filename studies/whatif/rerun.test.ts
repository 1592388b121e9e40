import { describe, expect, it } from 'vitest';
import { madeSetting } from '../testing/index.js';
import { runTrial } from '../trial/trial.js';
import { type Knobs, rerun, type WhatIfSetting } from './rerun.js';

/** A load that one prefill worker does not carry. */
const BUSY = [
  'traffic.generator={ duration_s: 40, rate: [{ from_s: 0, rps: 3 }, { from_s: 10, rps: 9 }], input_tokens: 1500, output_tokens: 60 }',
  'sla={ ttft_ms: 400, tpot_ms: 40 }',
  'cluster.prefill.profile=llama-3.1-70b-fp8_h200_sxm_vllm_tp1',
];

/** The busy setting, made with the first test that asks for it. */
let busy: WhatIfSetting | undefined;
function busySetting(): WhatIfSetting {
  busy ??= madeSetting(BUSY).setting;
  return busy;
}

describe('a run again as it was', () => {
  it.each([
    '{ policy: static }',
    '{ policy: oracle, interval_s: 15 }',
    '{ policy: dynamo-planner, config: {} }',
    '{ policy: last-value, interval_s: 15 }',
  ])('gives the figures of the run itself: %s', (planner) => {
    const { loaded, setting } = madeSetting([...BUSY, `planner=${planner}`]);
    // causes need the whole scenario, and a page has no hash of events
    const { event_log_sha256, causes, planner_late_s, ...original } = runTrial(loaded);
    expect(rerun(setting, {}).summary).toMatchObject(original);
  });

  it('has a timeline, and is the same twice', () => {
    const setting = busySetting();
    const first = rerun(setting, {});
    expect(first.timeline.length).toBeGreaterThan(3);
    expect(rerun(setting, {})).toEqual(first);
  });

  it('does not change its setting', () => {
    const setting = busySetting();
    const before = structuredClone(setting);
    rerun(setting, { replicas: { prefill: 3 }, startup_s: 9, ttft_ms: 1, usd_per_gpu_hour: 1 });
    expect(setting).toEqual(before);
  });
});

describe('a knob', () => {
  const turned = (knobs: Knobs) => rerun(busySetting(), knobs).summary;

  it('of replicas gives the pool that many workers, and leaves the other', () => {
    const more = turned({ replicas: { prefill: 3 } });
    expect(more.scaling.max_workers_by_role).toEqual({ prefill: 3, decode: 1 });
    expect(more.attainment.overall!).toBeGreaterThan(turned({}).attainment.overall!);
  });

  it.each([
    [{ ttft_ms: 60 }, 'ttft_ms', 60],
    [{ tpot_ms: 3 }, 'tpot_ms', 3],
  ] as const)('of the promise judges the same run by it: %j', (knobs, name, value) => {
    const [was, strict] = [turned({}), turned(knobs)];
    expect(strict.sla[name]).toBe(value);
    expect(strict.ttft_ms).toEqual(was.ttft_ms);
    expect(strict.attainment.overall!).toBeLessThan(was.attainment.overall!);
  });

  it('of the price costs that much for every GPU-hour', () => {
    const dear = turned({ usd_per_gpu_hour: 100 });
    expect(dear.cost!.usd).toBeCloseTo(100 * turned({}).gpu_hours.total, 6);
  });
});

describe('the startup knob', () => {
  const scaling = (startup: string) =>
    madeSetting([
      ...BUSY,
      'planner={ policy: oracle, interval_s: 5, max_replicas: 4 }',
      `cluster.prefill.startup=${startup}`,
      'cluster.decode.startup=0',
    ]).setting;

  it('makes workers come later, or at once', () => {
    const setting = scaling('20');
    const at = (startup_s: number) => rerun(setting, { startup_s }).summary;
    expect(at(0).gpu_hours.starting).toBe(0);
    expect(at(40).gpu_hours.starting).toBeGreaterThan(at(10).gpu_hours.starting);
  });

  it('keeps the proportions of stages, and the scatter of one that scatters', () => {
    const setting = scaling('{ stages: [{ name: a, fixed_s: 10 }, { name: b, fixed_s: 30 }] }');
    // as it was: 40 s in all; turned to 40 s nothing changes
    expect(rerun(setting, { startup_s: 40 }).summary.gpu_hours).toEqual(rerun(setting, {}).summary.gpu_hours);
    const scattered = scaling('{ stages: [{ name: a, lognormal: { mean_s: 20, p95_s: 30 } }] }');
    expect(rerun(scattered, { startup_s: 20 }).summary.gpu_hours.starting).toBeCloseTo(
      rerun(scattered, {}).summary.gpu_hours.starting,
      9,
    );
  });

  it('gives workers a startup that had none', () => {
    const setting = scaling('0');
    expect(rerun(setting, {}).summary.gpu_hours.starting).toBe(0);
    expect(rerun(setting, { startup_s: 30 }).summary.gpu_hours.starting).toBeGreaterThan(0);
  });
});
