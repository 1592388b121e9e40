/**
 * The planner on the real Dynamo frontend (disaggregated mock engines), through a real Prometheus, under our load: what it sees is what
 * was sent. Needs ai-dynamo (`DYNAMO_HOME`, ../shared/tools/dynamo) and prometheus; skips without.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { freePort, hasPrometheus, startPrometheus } from '../live/testing/index.js';
import { DYNAMO_TOKENIZER, hasDynamo, startDynamo } from '../loadgen/testing/index.js';
import { readObservations, readRun } from '../reports/index.js';
import { shippedPath } from '../scenarios/index.js';
import { MAIN } from './testing/planner-rig.js';

const RATE_RPS = 4;
const INTERVAL_S = 5;
const TEMPLATE_TOKENS = 10;

it.skipIf(!hasDynamo || !hasPrometheus)(
  'sees the traffic of a real Dynamo frontend and decides on it, advisory (../shared/tools/dynamo)',
  { timeout: 120_000 },
  async () => {
    const out = mkdtempSync(join(tmpdir(), 'headroom-bench-dynamo-'));
    onTestFinished(() => rmSync(out, { recursive: true, force: true }));
    const dynamo = await startDynamo(await freePort(), ['-P', '1', '-D', '2', '-s', '4']);
    onTestFinished(() => dynamo.close());
    const prometheus = await startPrometheus([`${dynamo.url}/metrics`], 1);
    onTestFinished(() => prometheus.close());
    const set = [
      'traffic.generator.duration_s=24',
      `traffic.generator.rate=[{from_s: 0, rps: ${RATE_RPS}}]`,
      'traffic.generator.output_tokens=100',
      `planner.interval_s=${INTERVAL_S}`,
      'cluster.decode.replicas=2',
      `bench.tokenizer=${DYNAMO_TOKENIZER}`,
    ].flatMap((field) => ['--set', field]);
    const planner = ['--planner', '--connector', 'advisory', '--dialect', 'dynamo', '--prometheus', prometheus.url];
    const scenario = shippedPath('scenarios', 'demo.yaml');
    const bench = spawn(
      process.execPath,
      [MAIN, 'bench', scenario, '--url', dynamo.url, '--out', out, ...planner, ...set],
      { stdio: 'ignore' },
    );
    await once(bench, 'close');
    const { summary, decisions } = readRun(out);
    expect(summary.requests.completed).toBe(summary.requests.offered);
    const ticks = readObservations(out).flatMap((entry) => ('tick' in entry ? [entry.tick] : []));
    expect(ticks).toHaveLength(decisions.length);
    const decided = ticks.filter(({ held }) => !held);
    expect(decided.length).toBeGreaterThanOrEqual(2);
    const { traffic, latency } = decided.at(-1)!.observation;
    expect(traffic!.inputTokensMean).toBeCloseTo(600 + TEMPLATE_TOKENS, 6);
    expect(traffic!.outputTokensMean).toBeCloseTo(100, 6);
    // looks a second apart: extrapolation may be off by one look at either end
    expect(Math.abs(traffic!.requests! - RATE_RPS * INTERVAL_S)).toBeLessThanOrEqual(2 * RATE_RPS);
    expect(latency!.ttft).toBeGreaterThan(0);
    expect(latency!.ttft).toBeLessThan(summary.ttft_ms!.max / 1000);
    expect(latency!.itl).toBeGreaterThan(0);
    expect(decided.at(-1)!.decision.targets).toMatchObject({ prefill: 1, decode: 1 });
    // it may not order: two decode workers stay
    expect(decisions.every((row) => row['decode_ordered'] === 2)).toBe(true);
    const log = readFileSync(join(out, 'planner.log'), 'utf8');
    expect(log).toContain('Number of prefill workers: 1, number of decode workers: 2');
    expect(log).toMatch(/Observed ttft: \d\.\d{3}s itl: \d\.\d{3}s/);
  },
);
