/** docs/how-to/library.md: its blocks compile against the types that ship, run, and the last one runs in a browser. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { shippedPath } from '../scenarios/index.js';

const CHROMIUM = '/usr/bin/chromium';

const blocks = [
  ...readFileSync(shippedPath('docs', 'how-to', 'library.md'), 'utf8').matchAll(/^```ts( browser)?\n(.*?)^```$/gms),
];
const forNode = blocks.flatMap(([, browser, code], i) => (browser ? [] : [{ file: `block-${i}.ts`, code: code! }]));
const [forBrowser = ''] = blocks.flatMap(([, browser, code]) => (browser ? [code!] : []));

const TSCONFIG = {
  compilerOptions: {
    target: 'ES2023',
    module: 'NodeNext',
    strict: true,
    noUncheckedIndexedAccess: true,
    verbatimModuleSyntax: true,
    resolveJsonModule: true,
    lib: ['ES2023', 'DOM'],
    types: ['node'],
    outDir: 'out',
    rootDir: '.',
  },
};

let folder: string;
/** A project of a stranger: the package beside the types of Node. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-library-'));
  mkdirSync(join(folder, 'node_modules', '@types'), { recursive: true });
  symlinkSync(shippedPath(), join(folder, 'node_modules', 'llm-headroom'));
  symlinkSync(shippedPath('node_modules', '@types', 'node'), join(folder, 'node_modules', '@types', 'node'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }');
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(TSCONFIG));
  writeFileSync(join(folder, 'input.json'), '{}');
  writeFileSync(join(folder, 'page.ts'), forBrowser);
  for (const { file, code } of forNode) writeFileSync(join(folder, file), code);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function tool(name: string, args: readonly string[]) {
  return spawnSync(shippedPath('node_modules', '.bin', name), args, { cwd: folder, encoding: 'utf8' });
}

describe('the blocks', () => {
  it('compile, the types of the package checked too', { timeout: 120_000 }, () => {
    expect(blocks.length).toBeGreaterThanOrEqual(6);
    const { status, stdout } = tool('tsc', ['-p', '.']);
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });

  it.each(forNode)('$file runs', ({ file }) => {
    const { status, stderr } = spawnSync(process.execPath, [join('out', file.replace('.ts', '.js'))], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
  });

  it.skipIf(!existsSync(CHROMIUM))('the last one simulates in Chromium, without Node', async () => {
    const bundled = tool('esbuild', [
      'page.ts',
      '--bundle',
      '--format=iife',
      '--outfile=page.js',
      '--log-level=warning',
    ]);
    expect([bundled.status, bundled.stderr]).toEqual([0, '']);
    writeFileSync(join(folder, 'page.html'), '<!doctype html><body></body><script src="page.js"></script>');
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
    onTestFinished(() => browser.close());
    const page = await browser.newPage();
    await page.goto(pathToFileURL(join(folder, 'page.html')).href);
    const { requests } = JSON.parse(readFileSync(join(folder, 'input.json'), 'utf8')) as { requests: unknown[] };
    expect(requests.length).toBeGreaterThan(100);
    expect(await page.textContent('body')).toBe(`${requests.length} of ${requests.length} requests completed`);
  });
});
