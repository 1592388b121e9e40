/** Whole sweeps, simulated. */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { loadSweep } from '../../scenarios/index.js';
import { keptSources } from '../pool/kept-sources.js';
import { inlineRunner, scenarioFile } from '../testing/index.js';
import { runSweep, sweepText, writeSweep } from './index.js';

const SOURCES = keptSources();
const FILES = ['sweep.json', 'sweep.csv', 'sweep.html'];

/** A sweep of an aggregated pool that one worker cannot serve, as a file. */
function sweepFile(): string {
  const path = join(dirname(scenarioFile()), 'sweep.yaml');
  writeFileSync(
    path,
    `scenario: small.yaml
set:
  - 'cluster={ mode: aggregated, aggregated: { profile: llama-3.1-70b-fp8_h200_sxm_vllm_tp1, replicas: 1 } }'
  - traffic.generator.input_tokens=3000
  - sla.ttft_ms=2000
axes:
  cluster.aggregated.replicas: [1, 2]
  planner.interval_s: { from: 60, to: 120, steps: 2 }
seeds: 2
`,
  );
  return path;
}

it('gives a row a point, more workers serving better, and the same bytes twice', async () => {
  const path = sweepFile();
  const loaded = loadSweep(path);
  const result = await runSweep(loaded, inlineRunner(SOURCES));
  expect(result.rows).toHaveLength(4);
  const [one, , two] = result.rows;
  expect(two!.attainment).toBeGreaterThan(one!.attainment!);
  expect(one!.ttft_p99_ms).toBeGreaterThan(two!.ttft_p99_ms!);
  const written = async (name: string) => {
    const directory = join(dirname(path), name);
    await writeSweep(directory, await runSweep(loaded, inlineRunner(SOURCES)), false);
    return FILES.map((file) => readFileSync(join(directory, file), 'utf8'));
  };
  const first = await written('a');
  expect(await written('b')).toEqual(first);
  expect(first[2]!.match(/<svg/g)).toHaveLength(3);
  expect(sweepText(result)).toMatch(/4 points; .*cluster\.aggregated\.replicas = 2/);
});

it('tells in its row that a point fails, and goes on', async () => {
  const loaded = loadSweep(sweepFile());
  const sweep = { ...loaded.sweep, seeds: 1, axes: { 'planner.policy': ['static', 'statik'] } };
  const { rows } = await runSweep({ ...loaded, sweep }, inlineRunner(SOURCES));
  expect(rows[0]!.failure).toBeUndefined();
  expect(rows[1]!.failure!.message).toContain("Did you mean 'static'?");
});

it('tells a mistake in its file by place and nearest name', () => {
  const path = sweepFile();
  writeFileSync(path, 'scenario: small.yaml\nseed: 3\naxes: { a: [] }\n');
  expect(() => loadSweep(path)).toThrow(
    /sweep\.yaml:3:12: axes\.a: found \[\].*\n.*sweep\.yaml:2:1: seed: no such field\n {2}Did you mean 'seeds'\?/,
  );
});
