import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../record/read-run.js';
import { drawnPage } from '../testing/drawn-page.js';
import { invalidClient, nothing, record, twoKinds } from '../testing/made-record.js';
import { reportHtml } from './html.js';

/** Without its charts, which take longest. */
const page = (of: RunRecord) => reportHtml(of, []);

describe('the page', () => {
  it('holds its figures, its charts and its decisions, and nothing from elsewhere', async () => {
    const html = await drawnPage(record());
    expect(html).toContain('91.2 %');
    expect(html.match(/<svg/g)).toHaveLength(9);
    expect(html).toContain('<tr class="marked">');
    expect(html).not.toMatch(/<script|<link|src="http|@import|url\(/);
    expect(html).not.toMatch(/undefined|NaN|Infinity/);
  });

  it('shows no markup of a name', () => {
    const html = page(record({ run: { name: '<script>alert(1)</script>', scenario: { x: '</pre><b>' } } }));
    expect(html).not.toContain('<script>');
    expect(html).not.toContain('</pre><b>');
  });

  it('tells kinds of workers apart, and what the engines did', () => {
    const html = page(record(twoKinds));
    for (const text of [
      'Cost by kind of worker',
      'mean of 2 prices',
      '37.4 %',
      'Preemptions',
      '1,200 engine steps in leaps',
    ]) {
      expect(html).toContain(text);
    }
    expect(page(record())).not.toMatch(/Cost by kind|Preemptions|Prefix cache/);
  });

  it('says so when there is nothing to show', () => {
    const html = page(nothing());
    expect(html).toContain('No request got a token');
    expect(html).not.toMatch(/undefined|NaN/);
  });

  it('marks what fell short of what was asked, and is not green where the promise is missed', () => {
    const kept = page(record());
    expect(kept).not.toMatch(/class="verdict alarm"|tile missed/);
    expect(kept).toContain('class="safety safe"');
    const missed = page(record({ run: { scenario: { planner: { attainment: 0.95 } } } }));
    expect(missed).toContain('<p class="verdict alarm">MISSED: 91.2&nbsp;%');
    expect(missed.match(/tile missed/g)).toHaveLength(2); // attainment and TTFT; 99 % kept TPOT
    expect(missed).toContain('<p class="safety ">Safe to decide on: the miss is real,');
  });

  it('strikes out the figures of a run that measured its client', () => {
    const html = page(record({ summary: { client: invalidClient } }));
    expect(html).toContain('<p class="verdict alarm">INVALID: this measured the client, not the server');
    expect(html).toContain('class="tiles invalid"');
    expect(html.match(/sent late/g)).toHaveLength(1);
  });

  it('thins the decisions of a long run, keeps those that changed an order, and has the orders first', () => {
    const decisions = Array.from({ length: 5000 }, (_, i) => ({
      time_s: i * 60,
      observed_requests: i,
      prefill_ordered: i < 1234 ? 1 : 2,
      reasons: 'forecast',
    }));
    const html = page(record({ decisions }));
    const section = html.slice(html.indexOf('<h2>Decisions'), html.indexOf('<h2>Workers'));
    expect(section).toContain('One of 20 of 5,000 rows, and the marked ones; decisions.csv has all.');
    expect(section.match(/<tr/g)).toHaveLength(1 + Math.ceil(5000 / 20) + 1); // head, thinned, the one change
    expect(section).toContain(
      '<tr class="marked"><th scope="row">74040</th><td>2</td><td class="word">forecast</td><td>1234</td>',
    );
  });

  it('has no promise to tell of where there is none', () => {
    const none = { sla: {}, attainment: { by_class: {} }, goodput: { requests_per_s: 0, output_tokens_per_s: 0 } };
    const html = page(record({ summary: none }));
    expect(html).toContain('1,000 requests without a promise');
    expect(html).toContain('Without a promise to hold them against.');
    expect(html).not.toMatch(/Goodput|met –|SLA of their class/);
  });
});
