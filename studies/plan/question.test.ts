import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../scenarios/index.js';
import { scenarioFile, smallScenario } from '../testing/index.js';
import { needsResampling, otherTraffic, promisesOf, RESAMPLE, seedsOf } from './question.js';

/** The small scenario on a trace of two requests. */
function onTrace(more = '') {
  const path = scenarioFile();
  const lines = [0, 1000].map((timestamp) =>
    JSON.stringify({ timestamp, input_length: 10, output_length: 2, hash_ids: [] }),
  );
  writeFileSync(join(dirname(path), 'trace.jsonl'), `${lines.join('\n')}\n`);
  return loadScenario(path, [`traffic={ format: mooncake, path: trace.jsonl${more} }`]).scenario;
}

describe('promises', () => {
  it('are the one of the scenario where it names no others', () => {
    expect(promisesOf(smallScenario().scenario)).toEqual({ sla: { ttft_ms: 500, tpot_ms: 50 } });
  });

  it('are those that the plan names', () => {
    const set = ['plan.promises={ quick: { ttft_ms: 100 }, slow: { ttft_ms: 900 } }'];
    expect(Object.keys(promisesOf(smallScenario(set).scenario))).toEqual(['quick', 'slow']);
  });
});

describe('seeds', () => {
  it('begin with that of the scenario; none serves both search and check', () => {
    const set = ['seed=40', 'plan.seeds=2', 'plan.check_seeds=3'];
    expect(seedsOf(smallScenario(set).scenario)).toEqual({ search: [40, 41], check: [42, 43, 44] });
  });
});

describe('traffic of other seeds', () => {
  it('is made anew where it is generated', () => {
    const { scenario } = smallScenario();
    expect(needsResampling(scenario)).toBe(false);
    expect(otherTraffic(scenario)).toBe(scenario);
  });

  it('is a trace drawn anew by blocks', () => {
    const scenario = onTrace();
    expect(needsResampling(scenario)).toBe(true);
    expect(otherTraffic(scenario).traffic).toEqual({ ...scenario.traffic, resample: RESAMPLE });
    expect({ ...otherTraffic(scenario), traffic: scenario.traffic }).toEqual(scenario);
  });

  it('is what the scenario says where it draws the trace anew by itself', () => {
    const scenario = onTrace(', resample: { block_s: 5, reach: 1 }');
    expect(needsResampling(scenario)).toBe(false);
    expect(otherTraffic(scenario)).toBe(scenario);
  });
});
