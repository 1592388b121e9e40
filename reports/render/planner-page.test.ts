import { describe, expect, it } from 'vitest';
import type { TableRow } from '../record/read-run.js';
import { type PlannerPage, plannerPage } from './planner-page.js';

const decision = (time_s: number, more: TableRow = {}): TableRow => ({
  time_s,
  observed_requests: 100 + time_s,
  decode_ordered: 2,
  reasons: 'forecast',
  ...more,
});

const pageOf = (change: Partial<PlannerPage> = {}) =>
  plannerPage({
    name: 'a planner',
    standing: '2 of 2 workers ready.',
    sla: {},
    timeline: [],
    decisions: [],
    refresh_s: 15,
    ...change,
  });

describe('the live page of a planner', () => {
  it('says whose it is, how it stands, and how often it draws itself', async () => {
    const html = await pageOf();
    expect(html).toContain('<h1>a planner</h1>');
    expect(html).toContain('<p class="kicker">Headroom · live planner</p>');
    expect(html).toContain('<p class="verdict">2 of 2 workers ready.</p>');
    expect(html).toContain('Draws itself again every 15 s');
  });

  it('before the first tick has neither a chart nor a table, and says so', async () => {
    const html = await pageOf();
    expect(html).toContain('<p>No tick yet.</p>');
    expect(html).not.toMatch(/<figure|<svg|<table|Last decisions/);
  });

  it('has the latest decision first', async () => {
    const decisions = [decision(60), decision(120, { decode_ordered: 3 }), decision(180)];
    const html = await pageOf({ decisions });
    const table = html.slice(html.indexOf('Last decisions</h2>'));
    expect([...table.matchAll(/<th scope="row">(\d+)/g)].map(([, time_s]) => Number(time_s))).toEqual([180, 120, 60]);
    expect(decisions[0]!['time_s']).toBe(60); // the rows that it was given stay as they were
    expect(table).toContain('role="region" aria-label="Last decisions"');
    expect(html).not.toContain('No tick yet');
  });

  it('draws the workers of each role, then what it saw, then its decisions', async () => {
    const timeline = [0, 15].map((time_s) => ({ time_s, prefill_ready: 1, prefill_desired: 1, decode_ready: 2 }));
    const html = await pageOf({ timeline, decisions: [decision(0), decision(60)] });
    expect([...html.matchAll(/<figure id="([^"]+)"/g)].map(([, id]) => id)).toEqual([
      'workers-prefill',
      'workers-decode',
      'observed-requests',
    ]);
    expect(html.lastIndexOf('<figure')).toBeLessThan(html.indexOf('Last decisions'));
  });

  it('has the promise across a latency that it saw', async () => {
    const decisions = [decision(0, { observed_ttft_ms: 200 }), decision(60, { observed_ttft_ms: 300 })];
    expect(await pageOf({ decisions, sla: { ttft_ms: 500 } })).toContain('promise 500 ms');
    expect(await pageOf({ decisions })).not.toContain('promise 500 ms');
  });

  it('shows no markup of a name, of how it stands, or of a reason', async () => {
    const hostile = '<img src=x onerror="a()">';
    const html = await pageOf({ name: hostile, standing: hostile, decisions: [decision(60, { reasons: hostile })] });
    expect(html).not.toContain('<img');
    expect(html.split('&#60;img')).toHaveLength(1 + 4); // the tab, the heading, how it stands, the reason
  });

  it('asks for nothing from elsewhere', async () => {
    const html = await pageOf({ decisions: [decision(60), decision(120)] });
    expect(html).not.toMatch(/<link|src="|@import|url\(/);
    expect(html).not.toMatch(/undefined|NaN|Infinity/);
  });
});
