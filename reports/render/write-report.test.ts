import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { writeRegret } from '../record/regret-file.js';
import { openRunDirectory } from '../record/run-directory.js';
import { FIVE_PRICES, FIVE_SLA, tellFiveRequests } from '../testing/five-requests.js';
import { runMeta, TRAFFIC } from '../testing/run-meta.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { writePngs, writeReport } from './write-report.js';

/** A picture of no time: what is drawn is tested beside it. */
vi.mock('./svg.js', () => ({
  drawSvg: async ({ description }: { description: string }) =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="8" height="4"><desc>${description}</desc></svg>`,
}));

function recorded(): string {
  const folder = temporaryFolder();
  const recorder = openRunDirectory(folder, runMeta({ sla: FIVE_SLA, prices: FIVE_PRICES }));
  tellFiveRequests(recorder.sink);
  recorder.close({ status: 'complete', finishedAt: new Date('2026-11-24T00:00:02Z'), traffic: TRAFFIC });
  return folder;
}

const failed = (code: string, file: string) =>
  expect.objectContaining({ code, details: [expect.objectContaining({ at: expect.objectContaining({ file }) })] });

describe('the report of a record', () => {
  it('is a page and a picture for each chart, and says where they are', async () => {
    const folder = recorded();
    const { html, charts } = await writeReport(folder);
    expect(html).toBe(join(folder, 'report.html'));
    expect(charts).toContain(join(folder, 'charts', 'load.svg'));
    expect(charts.map((path) => path.slice(folder.length + '/charts/'.length)).toSorted()).toEqual(
      readdirSync(join(folder, 'charts')).toSorted(),
    );
  });

  it('has the same pictures in its page as in its files', async () => {
    const folder = recorded();
    const { html, charts } = await writeReport(folder);
    const page = readFileSync(html, 'utf8');
    for (const chart of charts) expect(page).toContain(readFileSync(chart, 'utf8'));
    expect(page.match(/<figure id=/g)).toHaveLength(charts.length);
  });

  it('has a part that it is given, as it is, before the charts', async () => {
    const extra = '<section id="extra">more & more</section>';
    const page = readFileSync((await writeReport(recorded(), extra)).html, 'utf8');
    expect(page.indexOf(extra)).toBeGreaterThan(page.indexOf('Key figures'));
    expect(page.indexOf(extra)).toBeLessThan(page.indexOf('<figure'));
  });

  it('draws the regret last, where the record has it', async () => {
    const folder = recorded();
    const none = { gpu_hours: 1, missed: 0 };
    writeRegret(folder, {
      schema: 'headroom-regret/1',
      method: 'shapley',
      trials: 1,
      bound: none,
      parts: [],
      actual: none,
    });
    const { charts } = await writeReport(folder);
    expect(charts.slice(-2)).toEqual(
      ['regret-gpu-hours', 'regret-misses'].map((id) => join(folder, 'charts', `${id}.svg`)),
    );
  });

  it('has the same bytes each time it is written', async () => {
    const folder = recorded();
    const first = readFileSync((await writeReport(folder)).html, 'utf8');
    expect(readFileSync((await writeReport(folder)).html, 'utf8')).toBe(first);
  });

  it('takes away pictures of an earlier one, and nothing else', async () => {
    const folder = recorded();
    const charts = join(folder, 'charts');
    mkdirSync(charts);
    for (const name of ['old.svg', 'old.png', 'notes.txt', 'svg']) writeFileSync(join(charts, name), 'x');
    await writeReport(folder);
    expect(readdirSync(charts)).toEqual(expect.arrayContaining(['notes.txt', 'svg', 'load.svg']));
    expect(existsSync(join(charts, 'old.svg')) || existsSync(join(charts, 'old.png'))).toBe(false);
  });

  it('leaves the files of the record as they are', async () => {
    const folder = recorded();
    const before = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]);
    await writeReport(folder);
    for (const [name, text] of before) expect(readFileSync(join(folder, name!), 'utf8'), name).toBe(text);
  });
});

describe('a report that cannot be written', () => {
  it('names the folder of pictures where a file stands in its way', async () => {
    const folder = recorded();
    writeFileSync(join(folder, 'charts'), '');
    await expect(writeReport(folder)).rejects.toThrow(failed('HR_OUTPUT_FAILED', join(folder, 'charts')));
    expect(existsSync(join(folder, 'report.html'))).toBe(false);
  });

  it('names the page where a folder stands in its way', async () => {
    const folder = recorded();
    mkdirSync(join(folder, 'report.html'));
    await expect(writeReport(folder)).rejects.toThrow(failed('HR_OUTPUT_FAILED', join(folder, 'report.html')));
  });

  it('names the file of the record that is not there, and makes no folder', async () => {
    const folder = recorded();
    rmSync(join(folder, 'summary.json'));
    await expect(writeReport(folder)).rejects.toThrow(failed('HR_RECORD_INVALID', join(folder, 'summary.json')));
    expect(existsSync(join(folder, 'charts'))).toBe(false);
  });
});

describe('pictures as PNG', () => {
  it('stand beside their SVG, under the same name', async () => {
    const folder = temporaryFolder();
    const svg = join(folder, 'a.svg.svg');
    writeFileSync(svg, '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="4"/>');
    const { paths } = await writePngs([svg]);
    expect(paths).toEqual([join(folder, 'a.svg.png')]);
    expect(readFileSync(paths[0]!).subarray(1, 4).toString()).toBe('PNG');
    expect(existsSync(svg)).toBe(true);
  });

  it('are none of none', async () => expect((await writePngs([])).paths).toEqual([]));

  it('name the file that cannot be written', async () => {
    const folder = temporaryFolder();
    const svg = join(folder, 'a.svg');
    writeFileSync(svg, '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="4"/>');
    mkdirSync(join(folder, 'a.png'));
    await expect(writePngs([svg])).rejects.toThrow(failed('HR_OUTPUT_FAILED', join(folder, 'a.png')));
  });
});
