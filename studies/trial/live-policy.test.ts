import { describe, expect, it } from 'vitest';
import type { Observation } from '../../planner-core/index.js';
import { AGGREGATED, smallScenario } from '../testing/index.js';
import { livePolicy, startReplicas } from './live-policy.js';
import { loadPools } from './simulation-input.js';

function start(set: readonly string[]) {
  const loaded = smallScenario(set);
  return livePolicy(loaded, loadPools(loaded));
}

const seen = (queued: number, ready = 1): Observation => {
  const counts = { ready, starting: 0, draining: 0, desired: ready };
  return {
    time: 15,
    windowSeconds: 15,
    workers: { prefill: counts, decode: counts },
    queues: { prefill: queued, decode: 0 },
  };
};

describe('a live policy', () => {
  it('decides on what it is shown, by the scenario that it comes from', () => {
    const session = start(['planner={ policy: hpa, target: 5 }'])({ prefill: 1, decode: 1 });
    const { decision } = session.tick(session.initialState, seen(20));
    expect(decision.targets).toEqual({ prefill: 4, decode: 1 }); // ⌈20 ÷ 5⌉
  });

  it('begins with the workers that it is told, and with none of a role that it is not', () => {
    const session = start([])({ prefill: 3 });
    const { decision } = session.tick(session.initialState, seen(0));
    expect(decision.targets).toEqual({ prefill: 3, decode: 0 });
  });

  it('starts anew each time: sessions do not share what they have seen', () => {
    const begin = start(['planner={ policy: last-value, interval_s: 15 }']);
    const busy: Observation = {
      ...seen(0),
      traffic: { requests: 600, inputTokensMean: 500, outputTokensMean: 50 },
    };
    const first = begin({ prefill: 1, decode: 1 });
    first.tick(first.initialState, busy);
    const again = begin({ prefill: 1, decode: 1 });
    expect(again.tick(again.initialState, seen(0))).toEqual(first.tick(first.initialState, seen(0)));
  });

  it('sizes for the promise of the scenario: a tighter one needs more workers', () => {
    const busy: Observation = {
      ...seen(0),
      traffic: { requests: 30_000, inputTokensMean: 500, outputTokensMean: 200 },
    };
    const needed = (tpot_ms: number) => {
      const session = start(['planner={ policy: last-value, max_replicas: 1000 }', `sla.tpot_ms=${tpot_ms}`])({});
      return session.tick(session.initialState, busy).decision.targets.decode!;
    };
    expect(needed(8)).toBeGreaterThan(needed(100));
  });

  it('that needs the traffic to come makes the scenario invalid', () => {
    const begin = start(['planner={ policy: oracle }']);
    expect(() => begin({ prefill: 1, decode: 1 })).toThrow(expect.objectContaining({ code: 'HR_SCENARIO_INVALID' }));
  });

  it('whose configuration is wrong says so at once', () => {
    expect(() => start(['planner={ policy: dynamo-planner, config: { mode: neither } }'])).toThrow(
      expect.objectContaining({ code: 'HR_PLANNER_CONFIG_INVALID' }),
    );
  });
});

describe('workers at the start', () => {
  it('are those of each role', () => {
    const set = ['cluster.prefill.replicas=2', 'cluster.decode.replicas=5'];
    expect(startReplicas(smallScenario(set).scenario.cluster)).toEqual({ prefill: 2, decode: 5 });
    expect(startReplicas(smallScenario(AGGREGATED).scenario.cluster)).toEqual({ aggregated: 1 });
  });

  it('count every kind of worker of a pool', () => {
    const also = 'cluster.decode.also=[{ profile: llama-3.1-8b-fp8_h200_sxm_vllm_tp1, replicas: 3 }]';
    expect(startReplicas(smallScenario([also]).scenario.cluster)).toEqual({ prefill: 1, decode: 4 });
  });
});
