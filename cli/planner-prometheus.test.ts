/** `headroom planner` on a real Prometheus that dies and comes back. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { hasPrometheus, startPrometheus } from '../live/testing/index.js';
import { readObservations, readRun } from '../reports/index.js';
import { end, planner, startFrontend, ticksIn, until } from './testing/planner-rig.js';

it.skipIf(!hasPrometheus)(
  'holds while a real Prometheus is dead, and goes on when it is back (skipped without prometheus)',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'headroom-planner-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const frontend = await startFrontend();
    const prometheus = await startPrometheus([`${frontend.url}/metrics`], 0.1);
    onTestFinished(() => prometheus.close());
    const out = join(folder, 'with-prometheus');
    const source = `source={kind: prometheus, url: "${prometheus.url}", dialect: nv, retries: 0, timeout_s: 1}`;
    const { child } = planner(
      frontend,
      [source, 'planner.interval_s=2', 'listen=127.0.0.1:0', `state=${join(folder, 'other', 'state.json')}`],
      ['--out', out],
    );
    const ticks = () => readObservations(out).flatMap((entry) => ('tick' in entry ? [entry.tick] : []));
    await until(() => ticksIn(out) >= 2 && ticks().some(({ held }) => !held));
    await prometheus.kill();
    const desired = { ...frontend.desired };
    await until(() => ticks().at(-1)!.decision.reasons.includes('metrics_unreachable'));
    expect(frontend.desired).toEqual(desired);
    await prometheus.restart();
    const dead = ticks().length;
    await until(() =>
      ticks()
        .slice(dead)
        .some(({ held }) => !held),
    );
    await end(child, 'SIGINT');
    const { decisions } = readRun(out);
    expect(decisions).toHaveLength(ticks().length);
    expect(Math.min(...ticks().map(({ ordered }) => ordered.prefill!))).toBeGreaterThanOrEqual(1);
  },
  40_000,
);
