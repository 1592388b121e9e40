import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TableRow } from '../record/read-run.js';
import { escapeHtml, figure, htmlPage, longTable, type PageHead, prose, scrolling, section, tableOf } from './page.js';

const HOSTILE = `<b onclick="x('y')">&`;
const HOSTILE_ESCAPED = '&#60;b onclick=&#34;x(&#39;y&#39;)&#34;&#62;&#38;';

/** What a browser makes of character references. */
const read = (html: string) => html.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
const headOf = (change: Partial<PageHead> = {}) =>
  htmlPage({ title: 'a run', kicker: 'a kind', verdict: 'All is well.', ...change }, ['<p>one</p>', '<p>two</p>']);
const rowsOf = (length: number): TableRow[] => Array.from({ length }, (_, i) => ({ time_s: i, load: i * 2 }));
const bodyRows = (table: string) => table.match(/<tr(?: class="marked")?><th scope="row">[^<]*/g) ?? [];

describe('text on a page', () => {
  it('has no character that could begin markup or end an attribute', () => {
    expect(escapeHtml(HOSTILE)).toBe(HOSTILE_ESCAPED);
    fc.assert(
      fc.property(fc.string(), (text) => {
        const html = escapeHtml(text);
        expect(html).not.toMatch(/[<>"']/);
        expect(read(html)).toBe(text);
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    ['took 500 ms in all', 'took 500&nbsp;ms in all'],
    ['met TTFT ≤ 20 ms', 'met TTFT ≤&nbsp;20&nbsp;ms'],
    ['97 % of 3 h', '97&nbsp;% of 3&nbsp;h'],
    ['for 12 GPU-hours', 'for 12&nbsp;GPU-hours'],
    ['2 days ago', '2&nbsp;days ago'],
    ['4 min, 3 s.', '4&nbsp;min, 3&nbsp;s.'],
    ['6 hours, 7 months', '6 hours, 7 months'],
    ['80 ms/token', '80 ms/token'],
    ['<i> 3 %', '&#60;i&#62; 3&nbsp;%'],
  ])('keeps a figure with its unit: %s', (text, html) => expect(prose(text)).toBe(html));
});

describe('a page', () => {
  it('has its title in the tab and on top, then the kicker, the verdict and the parts in order', () => {
    const html = headOf({ lead: 'what it is' });
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(html).toContain('<title>a run · Headroom</title>');
    const places = ['a kind</p>', '<h1>a run', 'what it is</p>', 'All is well.', '</header>', '<p>one', '<p>two'].map(
      (text) => html.indexOf(text),
    );
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('has one heading of the first order, and one main part', () => {
    const html = headOf();
    for (const tag of ['<h1>', '<main>', '<header>']) expect(html.split(tag)).toHaveLength(2);
  });

  it('shows no markup of what it is told', () => {
    const html = headOf({ title: HOSTILE, kicker: HOSTILE, lead: HOSTILE, verdict: HOSTILE });
    expect(html).not.toContain('<b ');
    expect(html.split(HOSTILE_ESCAPED)).toHaveLength(1 + 5); // title twice, kicker, lead, verdict
  });

  it('leaves out a lead that nobody wrote', () => {
    expect(headOf()).not.toContain('class="lead"');
    expect(headOf({ lead: '' })).not.toContain('class="lead"');
  });

  it('alarms only where the news is bad', () => {
    expect(headOf({ isAlarm: true })).toContain('<p class="verdict alarm">All is well.');
    expect(headOf({ isAlarm: false })).toContain('<p class="verdict">All is well.');
  });

  it('has a script only where it is served, and says how often it draws itself', () => {
    expect(headOf()).not.toMatch(/<script|checkbox/);
    const served = headOf({ refresh_s: 4.2 });
    expect(served).toContain('<label><input type="checkbox" id="follow" checked> Draws itself again every 5 s</label>');
    expect(served).toContain('location.reload(),5000)');
  });
});

describe('a chart on a page', () => {
  const chart = { id: 'load', title: `Load ${HOSTILE}`, caption: `Look ${HOSTILE}`, svg: '<svg/>' } as Parameters<
    typeof figure
  >[0];

  it('has a heading, the picture with a name, and what to look for', () => {
    const html = figure(chart);
    expect(html).toMatch(/^<figure id="load"><h2>Load &#60;b/);
    expect(html).toContain(`role="group" aria-label="Load ${HOSTILE_ESCAPED}, chart"><svg/></div>`);
    expect(html).toContain(`<figcaption>Look ${HOSTILE_ESCAPED}</figcaption>`);
    expect(html).not.toContain('<b ');
  });

  it('can be reached by key, for it may be wider than the screen', () => {
    expect(figure(chart)).toContain('<div class="chart" tabindex="0"');
  });

  it('has its numbers behind a summary that names the chart to who does not see it', () => {
    const html = figure({ ...chart, title: 'Load', rows: [{ time_s: 0, offered: 3 }] });
    expect(html).toContain('<summary>The numbers<span class="unseen"> of Load</span></summary>');
    expect(html).toContain('role="region" aria-label="Numbers of Load"');
    expect(html).toContain('<th scope="row">0</th><td>3</td>');
    expect(figure(chart)).not.toContain('<details>');
    expect(figure({ ...chart, rows: [] })).not.toContain('<details>');
  });

  it('is half as wide only where it says so', () => {
    expect(figure({ ...chart, narrow: true })).toContain('<figure id="load" class="narrow">');
    expect(figure({ ...chart, narrow: false })).toContain('<figure id="load">');
  });
});

describe('parts of a page', () => {
  it('scroll by key and have a name', () => {
    expect(scrolling(HOSTILE, '<i>x</i>')).toBe(
      `<div class="scroll" tabindex="0" role="region" aria-label="${HOSTILE_ESCAPED}"><i>x</i></div>`,
    );
    expect(scrolling('a', '', 'tall')).toContain('class="scroll tall"');
  });

  it('are sections with a heading and a caption, opened by a click where folded', () => {
    const open = section('A & B', 'c < d', '<i>x</i>', false);
    expect(open).toMatch(
      /^<section><h2>A &#38; B<\/h2><p class="caption">c &#60; d<\/p>.*<i>x<\/i><\/div><\/section>$/,
    );
    const folded = section('A & B', 'c < d', '<i>x</i>', true);
    expect(folded).toMatch(/^<section><details><summary><h2>A &#38; B<\/h2><\/summary><p.*<\/details><\/section>$/);
  });
});

describe('a table', () => {
  it('has a head of columns and a head of each row', () => {
    const html = tableOf([{ time_s: 60, gpu_hours: 2 }]);
    expect(html).toContain('<thead><tr><th scope="col">time s</th><th scope="col">gpu hours</th></tr></thead>');
    expect(html).toContain('<tr><th scope="row">60</th><td>2</td></tr>');
  });

  it('leaves out a column without any value, and keeps one that has some', () => {
    const html = tableOf([
      { a: 1, never: undefined, some: undefined },
      { a: 2, never: undefined, some: 0 },
    ]);
    expect(html).not.toContain('never');
    expect(html).toContain('<th scope="row">1</th><td></td>');
    expect(html).toContain('<th scope="row">2</th><td>0</td>');
  });

  it('is only a head where it has no row', () => {
    expect(tableOf([])).toBe('<table><thead><tr></tr></thead><tbody></tbody></table>');
  });

  it('shows no markup of a name, a cell or a note', () => {
    const html = tableOf([{ [HOSTILE]: HOSTILE, second: HOSTILE }], [], HOSTILE);
    expect(html).not.toContain('<b ');
    expect(html.split(HOSTILE_ESCAPED)).toHaveLength(1 + 4);
  });

  it.each([
    ['forecast', true],
    ['12.5', false],
    ['−3', false],
    ['+3 %', false],
    ['$84.60', false],
    ['<0.01 %', false],
    ['–', true],
    ['a 12', true],
  ])('aligns %s as a word: %s', (text, isWord) => {
    const html = tableOf([{ a: 1, b: text }]);
    expect(html.includes('<td class="word">')).toBe(isWord);
    expect(html.includes('<th scope="col" class="word">b</th>')).toBe(isWord);
  });

  it('aligns a column as figures where one of its cells is one', () => {
    const rows = [
      { a: 1, b: 'none' },
      { a: 2, b: 5 },
    ];
    expect(tableOf(rows)).not.toContain('class="word"');
  });

  it('parts the entries of a list, and shortens what has too many digits', () => {
    const html = tableOf([{ a: 1 / 3, reasons: 'forecast|gpu_budget' }]);
    expect(html).toContain('<th scope="row">0.33333</th><td class="word">forecast, gpu_budget</td>');
  });

  it('marks the rows that it is told, and no others', () => {
    expect(bodyRows(tableOf(rowsOf(3), [false, true]))).toEqual([
      '<tr><th scope="row">0',
      '<tr class="marked"><th scope="row">1',
      '<tr><th scope="row">2',
    ]);
  });
});

describe('a long table', () => {
  it('is whole up to 250 rows, and says nothing about it', () => {
    const html = longTable(rowsOf(250), [], 'f.csv');
    expect(bodyRows(html)).toHaveLength(250);
    expect(html).not.toContain('<caption>');
  });

  it('beyond them has every second, every third, and says where the others are', () => {
    const second = longTable(rowsOf(251), [], 'f.csv');
    expect(bodyRows(second)).toHaveLength(126);
    expect(second).toContain('<caption>One of 2 of 251 rows; f.csv has all.</caption>');
    const third = longTable(rowsOf(501));
    expect(bodyRows(third)).toHaveLength(167);
    expect(third).toContain('<caption>One of 3 of 501 rows.</caption>');
  });

  it('keeps the marked rows, marked and in their place', () => {
    const marked = rowsOf(600).map((_, i) => i === 1 || i === 3);
    const html = longTable(rowsOf(600), marked);
    expect(bodyRows(html).slice(0, 4)).toEqual([
      '<tr><th scope="row">0',
      '<tr class="marked"><th scope="row">1',
      '<tr class="marked"><th scope="row">3',
      '<tr><th scope="row">6',
    ]);
    expect(html).toContain('One of 3 of 600 rows, and the marked ones.');
  });

  it('does not keep them where they are too many themselves', () => {
    const html = longTable(
      rowsOf(1000),
      rowsOf(1000).map((_, i) => i < 251),
    );
    expect(bodyRows(html)).toHaveLength(250);
    expect(html).not.toContain('marked ones');
    expect(html).toContain('<tr class="marked"><th scope="row">4<');
  });

  it('never has more rows than it may, marked ones aside', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), (length) => {
        const rows = bodyRows(longTable(rowsOf(length)));
        expect(rows.length).toBeLessThanOrEqual(250);
        expect(rows.length).toBeGreaterThan(Math.min(length, 250) / 2 - 1);
        expect(rows[0]).toContain('>0');
      }),
      { numRuns: 20 },
    );
  });
});
