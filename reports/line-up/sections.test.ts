/** What stands on the page of a line-up, and in which order. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { attaining, lineUpOf, runAt, twentyRuns, withTimeline } from '../testing/lined-up.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { type LineUp, lineUp } from './line-up.js';
import { writeLineUp } from './write.js';

/** A picture of no time: what is drawn is tested beside it. */
vi.mock('../render/svg.js', () => ({ drawSvg: async () => '<svg/>' }));

async function pageOf(line: LineUp): Promise<string> {
  const folder = temporaryFolder();
  await writeLineUp(folder, line);
  return readFileSync(join(folder, 'compare.html'), 'utf8');
}

/** The rows of the first table after `title`, as texts. */
function rowsUnder(html: string, title: string): string[][] {
  const from = html.slice(html.indexOf(`<h2>${title}`));
  const body = from.slice(from.indexOf('<tbody>') + '<tbody>'.length, from.indexOf('</tbody>'));
  return body
    .split('</tr>')
    .slice(0, -1)
    .map((row) => [...row.matchAll(/<t[dh][^>]*>([^<]*)</g)].map(([, cell]) => cell!));
}

const priced = [runAt('runs/a', { usd: 3, replicas: 3 }), runAt('runs/b', { usd: 2, replicas: 2 })];

describe('the page of a line-up', () => {
  it('says how many runs it is of, and the answer', async () => {
    const html = await pageOf(lineUp(priced, attaining(0.5)));
    expect(html).toContain('<h1>2 runs</h1>');
    expect(html).toContain('<p class="kicker">Headroom · comparison</p>');
    expect(html).toContain(
      '<p class="verdict">b is the cheapest of the 2 runs that keep attainment&#62;=0.5: $2.00, 90.0&nbsp;% of the promises met.</p>',
    );
  });

  it('has figures, what differs, then the charts', async () => {
    const html = await pageOf(lineUp(priced, []));
    expect([...html.matchAll(/<h2>([^<]*)/g)].map(([, text]) => text)).toEqual([
      'Figures',
      'What differs',
      'Distribution of TTFT',
      'Attainment over time',
      'Ready decode workers',
    ]);
  });

  it('has a row a run, with its name as the head of the row', async () => {
    const html = await pageOf(lineUp(priced, []));
    expect(rowsUnder(html, 'Figures').map(([name, requests, attainment]) => [name, requests, attainment])).toEqual([
      ['a', '1,000', '90.0 %'],
      ['b', '1,000', '90.0 %'],
    ]);
    const figures = html.slice(html.indexOf('id="figures"'), html.indexOf('<h2>What differs'));
    expect(figures.match(/<th scope="row">[ab]</g)).toHaveLength(2);
    expect(html).toContain('role="region" aria-label="Figures"');
  });

  it('marks the run to take, and explains the mark only where there is one', async () => {
    const chosen = await pageOf(lineUp(priced, attaining(0.5)));
    expect(chosen.match(/<tr class="marked"><th scope="row">[^<]*/g)).toEqual([
      '<tr class="marked"><th scope="row">b ◀',
    ]);
    expect(chosen).toContain('Marked: the cheapest run that keeps what was asked and is safe to decide on.');
    const none = await pageOf(lineUp(priced, attaining(0.99)));
    expect(none).not.toMatch(/class="marked"|Marked:/);
    expect(none).toContain('None of 2 runs keeps');
  });

  it('has the field that differs with a column a run, a dash where a run has none', async () => {
    const html = await pageOf(lineUp(priced, []));
    expect(rowsUnder(html, 'What differs')).toContainEqual(['cluster.decode.replicas', '3', '2']);
    const [first, second] = priced as [(typeof priced)[0], (typeof priced)[0]];
    const run = { ...second.record.run, scenario: { cluster: {} } };
    const without = await pageOf(lineUp([first, { path: 'runs/b', record: { ...second.record, run } }], []));
    expect(rowsUnder(without, 'What differs')).toContainEqual(['cluster.decode.replicas', '3', '–']);
  });

  it('says so where nothing differs', async () => {
    const { record } = runAt('a');
    const html = await pageOf(
      lineUp(
        [
          { path: 'x', record },
          { path: 'y', record },
        ],
        [],
      ),
    );
    expect(html).toContain('<h2>What differs</h2><p>The scenarios are the same.</p>');
  });

  it('has a warning before its figures, only where there is one', async () => {
    const html = await pageOf(lineUp([runAt('a'), runAt('b', { offered: 2000 })], []));
    expect(html).toContain(
      'aria-label="What to know before believing this"><ul><li>The runs did not serve the same traffic; compare shares and prices a request.</li></ul>',
    );
    expect(html.indexOf('class="doubts"')).toBeLessThan(html.indexOf('id="figures"'));
    expect(await pageOf(lineUpOf('a', 'b'))).not.toContain('class="doubts"');
  });

  it('warns of a run that carries no decision, by its name', async () => {
    const html = await pageOf(lineUp([runAt('good'), runAt('broken', { status: 'failed' })], []));
    expect(html).toContain('<li>broken: Not safe to decide on: the run failed;');
  });

  it('shows no markup of a name, of what was asked, of a field or of its value', async () => {
    const hostile = '<b>&"';
    const { path, record } = runAt('b');
    const run = { ...record.run, scenario: { [hostile]: hostile } };
    const asked = [{ text: hostile, isKept: () => false }];
    const html = await pageOf(lineUp([runAt(hostile), { path, record: { ...record, run } }], asked));
    expect(html).not.toContain('<b>');
    expect(html).toContain('&#60;b&#62;&#38;&#34;');
  });

  it('has the numbers of each chart behind it', async () => {
    const line = lineUp([withTimeline(runAt('a'), [{ time_s: 30, attainment: 0.25 }])], []);
    const html = await pageOf(line);
    expect(html).toContain('aria-label="Numbers of Attainment over time"');
    expect(html).toContain('<tr><th scope="row">30</th><td>0.25</td></tr>');
    expect(html.match(/<figure /g)).toHaveLength(2);
  });

  it('has all of many runs in its table, though not in its charts', async () => {
    const html = await pageOf(lineUp(twentyRuns(), []));
    expect(rowsUnder(html, 'Figures')).toHaveLength(20);
    expect(html).toContain('Of 20 runs the best and the worst by attainment; the table has all.');
    expect(html).not.toMatch(/undefined|NaN|<script/);
  });
});
