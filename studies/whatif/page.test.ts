/** The report in a real browser: from disk, without network, by keyboard. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';

const CHROMIUM = '/usr/bin/chromium';

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly impact: string }[];
}

/** A short quickstart, as the command writes it. */
function reportOf(): string {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-page-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const sets = ['traffic.generator.duration_s=600', 'planner.policy=static'].flatMap((set) => ['--set', set]);
  const args = ['dist/cli/main.js', 'simulate', 'scenarios/quickstart.yaml', '--out', folder, ...sets];
  expect(spawnSync(process.execPath, args).status).toBe(0);
  return folder;
}

async function open(folder: string): Promise<{ page: Page; asked: string[] }> {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('pageerror', (error) => asked.push(`error: ${error.message}`));
  await page.goto(pathToFileURL(join(folder, 'report.html')).href);
  return { page, asked };
}

it.skipIf(!existsSync(CHROMIUM))(
  'runs again in Chromium what the files say, and is accessible',
  { timeout: 60_000 },
  async () => {
    const folder = reportOf();
    const { page, asked } = await open(folder);
    await page.locator('#knob-replicas-decode').focus();
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction("/Ran/.test(document.querySelector('#what-if [role=status]').textContent)");
    const cells = await page.locator('#what-if tbody').first().locator('tr').allInnerTexts();
    const figures = Object.fromEntries(cells.map((row) => [row.split('\t')[0]!, row.split('\t').slice(1)]));
    const summary = JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8'));
    expect(figures['GPU-hours']![0]).toBe(summary.gpu_hours.total.toFixed(2));
    const { completed, offered } = summary.requests;
    expect(figures['Completed requests']![0]).toBe(
      `${completed.toLocaleString('en')} of ${offered.toLocaleString('en')}`,
    );
    expect(figures['Attainment']![0]).toContain((summary.attainment.overall * 100).toFixed(1));
    expect(Number(figures['GPU-hours']![1])).toBeGreaterThan(summary.gpu_hours.total);

    expect(asked.filter((url) => !url.startsWith('file:') && !url.startsWith('blob:'))).toEqual([]);
    await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core/axe.min.js') });
    const { violations } = (await page.evaluate('axe.run()')) as AxeResult;
    expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
  },
);

it('a report drawn again keeps its sliders', () => {
  const folder = reportOf();
  const before = readFileSync(join(folder, 'report.html'), 'utf8');
  writeFileSync(join(folder, 'report.html'), '');
  expect(spawnSync(process.execPath, ['dist/cli/main.js', 'report', folder]).status).toBe(0);
  expect(readFileSync(join(folder, 'report.html'), 'utf8')).toBe(before);
});
