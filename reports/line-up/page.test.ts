/** The comparison's page in a real browser: accessible at the width of a phone and of a screen, light and dark. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';

const CHROMIUM = '/usr/bin/chromium';
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly impact: string }[];
}

function headroom(...args: string[]): void {
  const { status, stderr } = spawnSync(process.execPath, ['dist/cli/main.js', ...args], { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
}

it.skipIf(!existsSync(CHROMIUM))(
  'has no serious fault, and opens its numbers by key',
  { timeout: 60_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'headroom-line-up-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const runs = [2, 3, 4].map((replicas) => join(folder, `decode-${replicas}`));
    runs.forEach((out, i) => {
      const sets = ['traffic.generator.duration_s=300', 'planner.policy=static', `cluster.decode.replicas=${i + 2}`];
      headroom('simulate', 'scenarios/quickstart.yaml', '--out', out, ...sets.flatMap((set) => ['--set', set]));
    });
    headroom('compare', ...runs, '--require', 'attainment>=0.1', '--out', folder);
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
    onTestFinished(() => browser.close());
    for (const [width, colorScheme] of [
      [400, 'dark'],
      [1000, 'light'],
    ] as const) {
      const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
      await page.goto(pathToFileURL(join(folder, 'compare.html')).href);
      await page.locator('figure summary').first().focus();
      await page.keyboard.press('Enter');
      expect(await page.locator('figure details[open] td').count()).toBeGreaterThan(10);
      await page.addScriptTag({ path: AXE });
      const { violations } = (await page.evaluate('axe.run()')) as AxeResult;
      expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    }
  },
);
