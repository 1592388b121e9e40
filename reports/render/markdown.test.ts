import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../record/read-run.js';
import { markdownReport } from './markdown.js';
import { markdownTable } from './markdown-table.js';

const today = new Date('2026-11-24');

function record(summary: object): RunRecord {
  const traffic = { warnings: [], dropped: {} };
  return {
    run: { name: 'an hour', status: 'complete', seed: 3, profiles: {}, traffic },
    summary: {
      requests: { offered: 1000, completed: 990, failed: 10, unfinished: 0 },
      sla: { ttft_ms: 500 },
      attainment: { overall: 0.9, ttft: 0.9, by_class: {} },
      gpu_hours: { total: 2 },
      scaling: { decisions: 60, scale_ups: 1, scale_downs: 2 },
      event_log_sha256: 'abcdef0123456789',
      ...summary,
    },
  } as unknown as RunRecord;
}

describe('a run in Markdown', () => {
  it('has verdict, safety, figures, causes and where the report is', () => {
    const figures = { mean: 1, p50: 100, p90: 200, p95: 300, p99: 400, max: 900 };
    const text = markdownReport(
      record({ ttft_ms: figures, causes: { kv_wait: 75, fault: 25 } }),
      'r/report.html',
      today,
    );
    expect(text).toContain('**MISSED: 90.0 % of 1,000 requests met TTFT ≤ 500 ms, asked 95.0 %, for 2.0 GPU-hours.**');
    expect(text).toMatch(/^Safe to decide on/m);
    expect(text).toContain('| TTFT | 100 ms | 200 ms | 400 ms | 500 ms | 90.0 % |');
    expect(text).toContain('Missed for: kv wait 75.0 %, fault 25.0 %.');
    expect(text).toContain('`r/report.html`, event log abcdef012345, seed 3');
    expect(text).toContain('| cost | – |');
  });

  it('says so where there was no token, and names no GPU-hours where none are known', () => {
    const client = { valid: false, faults: ['sent late'], confidence: {}, tokens: {}, retries: 0 };
    const throughput = { requests_per_s: 1 };
    const text = markdownReport(record({ client, throughput, gpu_hours: { total: 0 } }), 'r', today);
    expect(text).toContain('No request got a token.');
    expect(text).toContain('**INVALID');
    expect(text).not.toContain('| GPU-hours');
  });
});

it('cells of a table cannot break it', () => {
  expect(markdownTable([['a'], ['x|y'], ['<b>\n']])).toBe('| a |\n| --- |\n| x\\|y |\n| &lt;b>  |');
});
