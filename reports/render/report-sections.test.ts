/** What stands on the page of a run, section by section, and in which order. */
import { describe, expect, it } from 'vitest';
import type { RunRecord, TableRow } from '../record/read-run.js';
import type { Regret } from '../record/regret.js';
import { invalidClient, nothing, record, twoKinds } from '../testing/made-record.js';
import { missedTimeline } from '../testing/missed-timeline.js';
import { reportHtml } from './html.js';

const page = (of: RunRecord, extra?: string) => reportHtml(of, [], extra);
const headings = (html: string) => [...html.matchAll(/<h2>([^<]*)<\/h2>/g)].map(([, text]) => text);
const kicker = (of: RunRecord) => /<p class="kicker">([^<]*)/.exec(page(of))![1];
/** The facts at the end of the page. */
const factsOf = (of: RunRecord) =>
  new Map([...page(of).matchAll(/<dt>([^<]*)<\/dt><dd>([^<]*)<\/dd>/g)].map(([, name, text]) => [name!, text!]));
const { traffic, profiles } = record().run;

describe('the sections of a report', () => {
  const regret: Regret = {
    schema: 'headroom-regret/1',
    method: 'shapley',
    trials: 1,
    bound: { gpu_hours: 1, missed: 0 },
    parts: [],
    actual: { gpu_hours: 1, missed: 0 },
  };

  it('go from the answer to where it comes from', () => {
    const of = { ...record({ summary: { ...twoKinds.summary, causes: { kv_wait: 3 } } }), regret };
    const html = page({ ...of, timeline: missedTimeline([[0, 3]]) }, '<h2>An extra part</h2>');
    expect(headings(html)).toEqual([
      'Latency',
      'Why promises were missed',
      'Worst moments',
      'What the shortcomings cost',
      'An extra part',
      'Cost by kind of worker',
      'Decisions',
      'Workers',
      'Timeline',
      'Where this comes from',
      'The scenario, every default filled in',
    ]);
    expect(html.indexOf('class="safety')).toBeLessThan(html.indexOf('Key figures'));
    expect(html.indexOf('Key figures')).toBeLessThan(html.indexOf('<h2>Latency'));
  });

  it('are left out where the record has nothing for them', () => {
    expect(headings(page(nothing()))).toEqual([
      'Latency',
      'Where this comes from',
      'The scenario, every default filled in',
    ]);
  });

  it('have the drawn charts after the words, in their order', () => {
    const chart = (id: string) =>
      ({ id, title: id, caption: id, svg: '<svg/>' }) as Parameters<typeof reportHtml>[1][0];
    const html = reportHtml(record(), [chart('one'), chart('two')], '<hr>');
    const places = ['<h2>Latency', '<hr>', 'id="one"', 'id="two"', '<h2>Decisions'].map((text) => html.indexOf(text));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });
});

describe('above the title', () => {
  it.each<[string, RunRecord]>([
    ['Headroom · simulated run', record()],
    ['Headroom · live run', record({ summary: { client: invalidClient } })],
    ['Headroom · live planner', record({ run: { command: ['planner', '--live'] } })],
  ])('stands %s', (words, of) => expect(kicker(of)).toBe(words));

  it('and below it the description of the scenario, without its markup', () => {
    const html = page(record({ run: { scenario: { description: 'an hour <of> peace & "quiet"' } } }));
    expect(html).toContain('<p class="lead">an hour &#60;of&#62; peace &#38; &#34;quiet&#34;</p>');
    expect(page(record())).not.toContain('class="lead"');
  });
});

describe('the latencies', () => {
  const rowsOf = (of: RunRecord) =>
    [...page(of).matchAll(/<tr><th scope="row">(TTFT|TPOT|ITL, per gap|End to end)<\/th>(.*?)<\/tr>/g)].map(
      ([, name, cells]) => [name, ...[...cells!.matchAll(/<td>([^<]*)/g)].map(([, cell]) => cell)],
    );

  it('have their promise and the share that kept it', () => {
    const attainment = { overall: 0.9, ttft: 0.92, tpot: 0.99, e2e: 0.5, by_class: {} };
    const sla = { ttft_ms: 1000, tpot_ms: 40, e2e_ms: 180_000 };
    const figures = ['200 ms', '150 ms', '400 ms', '600 ms', '1,200 ms', '3,000 ms'];
    expect(rowsOf(record({ summary: { attainment, sla } }))).toEqual([
      ['TTFT', ...figures, '1,000 ms', '92.0 %'],
      ['TPOT', ...figures, '40.0 ms', '99.0 %'],
      ['ITL, per gap', ...figures, '–', '–'],
      ['End to end', ...figures, '3.0 min', '50.0 %'],
    ]);
  });

  it('that were not measured have no row', () => {
    const none = { ttft_ms: undefined, itl_ms: undefined, e2e_ms: undefined };
    expect(rowsOf(record({ summary: none })).map(([name]) => name)).toEqual(['TPOT']);
  });

  it('name the promise, or that of the class', () => {
    expect(page(record())).toContain('Promise: TTFT ≤ 1,000 ms and TPOT ≤ 40.0 ms. A request that failed');
    expect(page(record({ summary: { sla: {} } }))).toContain('Promise: the SLA of their class.');
  });
});

describe('the decisions', () => {
  const marked = (decisions: TableRow[]) =>
    [...page(record({ decisions, workers: [], rows: 0 })).matchAll(/<tr class="marked"><th scope="row">(\d+)/g)].map(
      ([, time_s]) => Number(time_s),
    );
  const at = (time_s: number, more: TableRow): TableRow => ({ time_s, reasons: 'r', ...more });

  it('mark those that changed an order of any role, and not the first', () => {
    expect(
      marked([
        at(0, { prefill_ordered: 1, decode_ordered: 1 }),
        at(1, { prefill_ordered: 1, decode_ordered: 2 }),
        at(2, { prefill_ordered: 1, decode_ordered: 2 }),
        at(3, { prefill_ordered: 2, decode_ordered: 2 }),
      ]),
    ).toEqual([1, 3]);
  });

  it('mark none for what it only saw or wished', () => {
    expect(
      marked([
        at(0, { decode_ordered: 1, decode_target: 1, observed_requests: 4 }),
        at(1, { decode_ordered: 1, decode_target: 9, observed_requests: 5 }),
      ]),
    ).toEqual([]);
  });

  it('have when, what and why first', () => {
    const decisions = [{ time_s: 0, observed_requests: 4, reasons: 'forecast', warnings: 'late', decode_ordered: 2 }];
    const html = page(record({ decisions }));
    const table = html.slice(html.indexOf('<h2>Decisions'));
    expect([...table.matchAll(/<th scope="col"[^>]*>([^<]*)/g)].slice(0, 5).map(([, name]) => name)).toEqual([
      'time s',
      'decode ordered',
      'reasons',
      'warnings',
      'observed requests',
    ]);
  });
});

describe('where a run comes from', () => {
  it('is its command, its version, its seed, its inputs and its hash', () => {
    const facts = factsOf(record());
    expect(facts.get('Command')).toBe('headroom simulate hour.yaml');
    expect(facts.get('Version and seed')).toBe('llm-headroom 0.1.0, seed 1');
    expect(facts.get('sha256 of hour.yaml')).toBe('abc');
    expect(facts.get('sha256 of the event log')).toBe('def');
    expect([...facts.keys()].at(-1)).toBe('sha256 of the event log');
  });

  it('is its traffic: the file, what was made of it, and whose it is', () => {
    expect(factsOf(record()).get('Traffic')).toBe(
      'generated: 1,000 requests, 1 input and 1 output tokens over 60.0 min',
    );
    const read = {
      ...traffic,
      file: { name: 'a & b.csv', sha256: 'f' },
      transforms: ['window 0-60', 'rate × 2'],
      attribution: 'by <them>',
    };
    const facts = factsOf(record({ run: { traffic: read } }));
    expect(facts.get('Traffic')).toMatch(
      /^generated, a &#38; b\.csv: 1,000 requests, .* over 60\.0 min; window 0-60, rate × 2$/,
    );
    expect(facts.get('Attribution')).toBe('by &#60;them&#62;');
    expect(factsOf(record()).has('Attribution')).toBe(false);
  });

  it('is the profile of each role, with what to know of it', () => {
    const prefill = { ...profiles['prefill']!, caveat: 'only <short> prompts' };
    const facts = factsOf(
      record({ run: { profiles: { prefill, decode: { ...prefill, id: 'other', caveat: undefined } } } }),
    );
    expect(facts.get('prefill profile')).toBe('engine: ok; s. only &#60;short&#62; prompts');
    expect(facts.get('decode profile')!.trim()).toBe('other: ok; s.');
  });

  it('is how it was simulated, where it was', () => {
    expect(factsOf(record(twoKinds)).get('Simulation')).toContain('9,000 events');
    expect(factsOf(record()).has('Simulation')).toBe(false);
  });

  it('is the whole scenario, indented, without its markup', () => {
    const html = page(record({ run: { scenario: { name: '</pre>', seed: 7 } } }));
    expect(html).toContain('<pre>{\n  &#34;name&#34;: &#34;&#60;/pre&#62;&#34;,\n  &#34;seed&#34;: 7\n}</pre>');
  });
});

describe('what to know before believing a run', () => {
  it('is a list under the verdict, without its markup', () => {
    const html = page(record({ run: { traffic: { ...traffic, warnings: ['columns <b> & "c"', 'rows of 3 s'] } } }));
    expect(html).toContain('<section class="doubts" aria-label="What to know before believing this"><ul><li>');
    expect(html).toContain(
      '<li>Traffic: columns &#60;b&#62; &#38; &#34;c&#34;.</li><li>Traffic: rows of 3&nbsp;s.</li>',
    );
    expect(page(record())).not.toContain('class="doubts"');
  });

  it.each<[string, object]>([
    ['safe', {}],
    ['borderline', { run: { status: 'interrupted' } }],
    ['not-safe', { run: { status: 'failed' } }],
  ])('looks %s', (look, changes) => expect(page(record(changes))).toContain(`<p class="safety ${look}">`));
});
