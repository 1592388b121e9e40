import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openTraffic, shippedPath, type TrafficRequest } from '../../scenarios/index.js';
import { madeSetting, smallScenario } from '../testing/index.js';
import { watchTraffic } from './index.js';
import { unpack } from './pack.js';

describe('watched traffic', () => {
  it('is handed on unchanged, and remembered', () => {
    const { loaded, read, setting } = madeSetting();
    const { traffic, seed } = loaded.scenario;
    expect(read).toEqual([...openTraffic(traffic, seed, loaded.resolve).requests]);
    expect(unpack(setting.traffic)).toEqual(read);
  });

  it('of which a part was read has that part', () => {
    const { scenario, resolve } = smallScenario();
    const { traffic, packed } = watchTraffic(openTraffic(scenario.traffic, 1, resolve));
    traffic.requests[Symbol.iterator]().next();
    expect(packed()).toMatchObject({ requests: 1 });
  });

  it('that waits for its answers cannot be run again, and says so', () => {
    const { scenario, resolve } = smallScenario();
    const waiting = { ...openTraffic(scenario.traffic, 1, resolve), next: () => undefined };
    expect(watchTraffic(waiting).packed()).toMatch(/wait for the answers/);
    expect(watchTraffic(waiting).traffic).toBe(waiting);
  });

  it('of too many requests says so, and hands them all on', () => {
    function* many(): Generator<TrafficRequest> {
      for (let id = 0; id <= 200_000; id++) yield { id, arrival_s: id, inputTokens: 1, outputTokens: 1 };
    }
    const { traffic, packed } = watchTraffic({ ...openTraffic(...trafficOf()), requests: many() });
    let count = 0;
    for (const _ of traffic.requests) count++;
    expect([count, packed()]).toEqual([200_001, 'it has more than 200,000 requests']);
  });
});

function trafficOf(): Parameters<typeof openTraffic> {
  const { scenario, resolve } = smallScenario();
  return [scenario.traffic, 1, resolve];
}

describe('a setting', () => {
  it('is plain data: no policy in it, and the same after a journey as JSON', () => {
    const { setting } = madeSetting();
    expect(setting.input).not.toHaveProperty('policy');
    expect(JSON.parse(JSON.stringify(setting))).toEqual(setting);
  });

  it('has the configuration of a dynamo-planner, read, and of no other', () => {
    expect(
      madeSetting(['planner={ policy: dynamo-planner, config: { max_gpu_budget: 5 } }']).setting.dynamo,
    ).toMatchObject({
      config: { maxGpuBudget: 5 },
    });
    expect(madeSetting().setting).not.toHaveProperty('dynamo');
  });
});

it('the program of the page carries no address of anywhere', () => {
  const page = readFileSync(shippedPath('dist', 'studies', 'whatif', 'browser', 'worker.js'), 'utf8');
  expect(page.match(/https?:\/\/(?!vega)[^"'` ]*/g)).toBeNull();
});
