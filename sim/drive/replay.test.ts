/** The event log tells everything that the summary says: told again to a fresh sink, it gives the same figures. */
import { expect, it } from 'vitest';
import { createEventHash, type RunSink, SummarySink, teeSinks } from '../../reports/index.js';
import { simulate } from '../simulation.js';
import { collect, drawRun } from '../testing/index.js';

const sla = { ttft_ms: 2000, tpot_ms: 25, classes: { batch: { e2e_ms: 20_000 } } };
const price = { as_of: '2026-11-01', source: 'test' };
const prices = { small: { ...price, usd_per_gpu_hour: 2 }, large: { ...price, usd_per_gpu_hour: 5 } };

/** Tells a written log to a sink. */
function replay(log: readonly string[], sink: RunSink): void {
  for (const line of log) {
    const at = line.indexOf(' ');
    const name = line.slice(0, at) as keyof RunSink;
    const event = JSON.parse(line.slice(at));
    if (name === 'tokenGaps') sink.tokenGaps(event.gap_s, event.requests, event.steps, event.increment_s);
    else (sink[name] as (event: unknown) => void)(event);
  }
}

it('gives the summary again, whatever the run', () => {
  const seen = { failed: 0, cost: 0, nodes: 0, preempted: 0, kinds: 0 };
  for (let seed = 1; seed <= 60; seed++) {
    const { input, traffic } = drawRun(seed, 'leaping');
    const live = new SummarySink(sla, prices);
    const collected = collect();
    simulate(input, traffic, teeSinks(live, collected.sink));
    const again = new SummarySink(sla, prices);
    replay(collected.log, teeSinks(again));
    const summary = live.summary('');
    expect(again.summary('')).toEqual(summary);
    if (summary.requests.failed > 0) seen.failed++;
    if (summary.cost) seen.cost++;
    if (summary.gpu_hours.nodes) seen.nodes++;
    if (summary.simulation!.preemptions! > 0) seen.preempted++;
    if (Object.keys(summary.cost?.by_kind ?? {}).some((kind) => kind.includes('/'))) seen.kinds++;
  }
  for (const runs of Object.values(seen)) expect(runs).toBeGreaterThan(3);
});

it('misses an event that is left out', () => {
  const { input, traffic } = drawRun(5, 'leaping');
  const collected = collect();
  simulate(input, traffic, collected.sink);
  const figures = (log: readonly string[]) => {
    const sink = new SummarySink(sla, prices);
    const hash = createEventHash();
    replay(log, teeSinks(sink, hash));
    return sink.summary(hash.digest());
  };
  const arrival = collected.log.findIndex((line) => line.startsWith('arrival'));
  expect(figures(collected.log.filter((_, i) => i !== arrival))).not.toEqual(figures(collected.log));
});
