import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { loadScenario, openTraffic, type TrafficRequest } from '../../scenarios/index.js';
import { prepareTrial, runTrial } from '../trial/trial.js';
import { watchTraffic, whatIfSetting } from './index.js';
import { TrafficPacker, unpack } from './pack.js';
import { rerun, type WhatIfSetting } from './rerun.js';

const SCENARIO = `name: small
traffic:
  format: generated
  generator:
    duration_s: 600
    rate: [{ from_s: 0, rps: 4 }, { from_s: 200, rps: 12 }]
    input_tokens: { lognormal: { median: 900, sigma: 0.6 } }
    output_tokens: 120
cluster:
  prefill: { profile: llama-3.1-70b-fp8_h200_sxm_vllm_tp1, replicas: 2, startup: 60 }
  decode: { profile: llama-3.1-70b-fp8_h200_sxm_vllm_tp1, replicas: 1, startup: 60 }
planner: { policy: dynamo-sla, interval_s: 60, max_gpu_budget: 12 }
sla: { ttft_ms: 800, tpot_ms: 40 }
`;

function settingOf(set: readonly string[] = []) {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-whatif-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'small.yaml');
  writeFileSync(path, SCENARIO);
  const loaded = loadScenario(path, set);
  const trial = prepareTrial(loaded);
  const { traffic, packed } = watchTraffic(trial.traffic);
  const read = [...traffic.requests];
  const setting = whatIfSetting(loaded, trial, packed() as Exclude<ReturnType<typeof packed>, string>);
  // as it comes out of the page
  return { loaded, read, setting: JSON.parse(JSON.stringify(setting)) as WhatIfSetting };
}

it('packs requests without loss', () => {
  const request = fc.record(
    {
      gap_us: fc.nat(60_000_000),
      inputTokens: fc.integer({ min: 1, max: 200_000 }),
      outputTokens: fc.integer({ min: 1, max: 100_000 }),
      class: fc.constantFrom('chat', 'code', 'API "log"'),
      prefixBlocks: fc.array(fc.nat(0xffffffff), { maxLength: 5 }),
    },
    { requiredKeys: ['gap_us', 'inputTokens', 'outputTokens'] },
  );
  fc.assert(
    fc.property(fc.array(request), (drawn) => {
      let at_us = 0;
      const packer = new TrafficPacker();
      const requests = drawn.map(({ gap_us, prefixBlocks = [], ...rest }, id): TrafficRequest => {
        at_us += gap_us;
        const prefix = prefixBlocks.length > 0 ? { prefixBlocks, blockTokens: 512 } : {};
        return { id, arrival_s: at_us / 1e6, ...rest, ...prefix };
      });
      for (const one of requests) packer.add(one);
      expect(unpack(JSON.parse(JSON.stringify(packer.packed())))).toEqual(requests);
    }),
  );
});

it('gives the same figures as the run itself, whatever the planner', () => {
  for (const planner of [
    '{policy: static}',
    '{policy: oracle, interval_s: 30}',
    '{policy: dynamo-planner, config: {}}',
    '{policy: last-value, interval_s: 30}',
  ]) {
    const { loaded, setting } = settingOf([`planner=${planner}`]);
    // causes need the whole scenario, and a page has no hash of events
    const { event_log_sha256, causes, planner_late_s, ...original } = runTrial(loaded);
    const { summary } = rerun(setting, {});
    expect(summary).toMatchObject(original);
  }
});

it('turns what it is told to', () => {
  const { setting } = settingOf(['planner={policy: static}']);
  const was = rerun(setting, {}).summary;
  const more = rerun(setting, { replicas: { prefill: 6, decode: 3 } }).summary;
  expect(more.attainment.overall!).toBeGreaterThan(was.attainment.overall!);
  expect(more.scaling.max_workers_by_role).toEqual({ prefill: 6, decode: 3 });
  const strict = rerun(setting, { ttft_ms: 60 }).summary;
  expect(strict.sla.ttft_ms).toBe(60);
  expect(strict.attainment.ttft!).toBeLessThan(was.attainment.ttft!);
  const dear = rerun(setting, { usd_per_gpu_hour: 100 }).summary;
  expect(dear.cost!.usd).toBeCloseTo(100 * was.gpu_hours.total, 6);
});

it('a slower start costs attainment; none at all is possible', () => {
  const { setting } = settingOf();
  const at = (startup_s: number) => rerun(setting, { startup_s }).summary;
  expect(at(0).gpu_hours.starting).toBe(0);
  expect(at(0).attainment.overall!).toBeGreaterThan(at(300).attainment.overall!);
});

it('remembers traffic while it is read, and says why it cannot', () => {
  const { loaded, read, setting } = settingOf();
  const { traffic, seed } = loaded.scenario;
  expect(unpack(setting.traffic)).toEqual(read);
  expect(read).toEqual([...openTraffic(traffic, seed, loaded.resolve).requests]);
  const waiting = { ...openTraffic(traffic, seed, loaded.resolve), next: () => undefined };
  expect(watchTraffic(waiting).packed()).toMatch(/wait for the answers/);
});

it('the page carries no address of anywhere', () => {
  const page = readFileSync('dist/studies/whatif/browser/worker.js', 'utf8');
  expect(page).not.toMatch(/https?:\/\/(?!vega)/);
});
