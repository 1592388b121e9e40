/**
 * Every kind of page, in its hard cases, in a real browser: on a phone in the dark and on a wide screen in the light.
 * `npm run contact-sheet` also writes what was seen as pictures, for a person to look at.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTACT_CASES } from './testing/contact-cases.js';

const CHROMIUM = process.env['CHROMIUM_BIN'] ?? '/usr/bin/chromium';
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const PICTURES = process.env['HEADROOM_CONTACT_SHEET'];

const VIEWS = [
  { width: 390, colorScheme: 'dark' },
  { width: 1600, colorScheme: 'light' },
] as const;

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly impact: string; readonly nodes: readonly unknown[] }[];
}

describe.skipIf(!existsSync(CHROMIUM))('the contact sheet', () => {
  let folder: string;
  let browser: Browser;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'headroom-contact-'));
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  // the style sheet is one: each page is held to every rule in one of the views, and to its width in both
  const cases = CONTACT_CASES.map((of, i) => ({ ...of, heldIn: VIEWS[i % VIEWS.length]! }));

  it.each(cases)(
    '$name: fits, is accessible, complains of nothing, says what it is',
    { timeout: 120_000 },
    async (of) => {
      const own = join(folder, of.name);
      mkdirSync(own);
      const file = await of.make(own);
      const complaints: string[] = [];
      const page = await browser.newPage();
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.goto(pathToFileURL(file).href);
      expect((await page.locator('.verdict').textContent())!.replace(/\s/g, ' ')).toMatch(of.verdict);
      await page.addScriptTag({ path: AXE });
      if (of.name === 'kept') await turnASlider(page);
      for (const view of VIEWS) {
        const { width, colorScheme } = view;
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme });
        expect(await page.evaluate('document.documentElement.scrollWidth'), `${width} px`).toBe(width);
        if (view === of.heldIn) expect(await graveFaults(page), colorScheme).toEqual([]);
        if (PICTURES) await page.screenshot({ path: join(PICTURES, `${of.name}-${width}.png`), fullPage: true });
      }
      expect(complaints).toEqual([]);
      await page.close();
    },
  );
});

/** What the page runs then must fit, too. */
async function turnASlider(page: Page): Promise<void> {
  await page.locator('#knob-replicas-decode').press('ArrowRight');
  await page.locator('#what-if-curves svg').first().waitFor();
}

async function graveFaults(page: Page): Promise<unknown[]> {
  const { violations } = (await page.evaluate("axe.run({ resultTypes: ['violations'] })")) as AxeResult;
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => ({ id, node: nodes[0] }));
}
