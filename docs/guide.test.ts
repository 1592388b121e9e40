/**
 * The deployment guide held to what it says. Names of Kubernetes are those of deploy/guide, always; its commands for one machine run
 * as they stand, on other ports, where HEADROOM_TEST_GUIDE is set (`npm run test:guide`: three minutes; needs prometheus, curl, jq).
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { freePort } from '../live/testing/index.js';
import { shippedPath } from '../scenarios/index.js';

const GUIDE = readFileSync(shippedPath('docs', 'how-to', 'sla-planner-guide.md'), 'utf8');
const FILES = ['scenarios/guide-qwen3-0.6b.yaml', 'scenarios/live/planner.yaml', 'deploy/local/prometheus.yml'];
const PATIENCE_S = 200;
/** A tenth of a second each, until what runs in a terminal is killed. */
const ATTEMPTS = 100;

interface Block {
  readonly kind: 'terminal' | 'check';
  readonly command: string;
  /** What its output must contain, line by line: X is a digit, * is anything. */
  readonly expected: readonly string[];
}

function blocksOf(text: string): Block[] {
  const blocks = text.matchAll(/```bash (terminal|check)\n([\s\S]*?)```(?:[^`]*?```text\n([\s\S]*?)```)?/g);
  return [...blocks].map(([, kind, command, expected]) => ({
    kind: kind as Block['kind'],
    command: command!,
    expected: kind === 'check' ? expected!.trim().split('\n') : [],
  }));
}

function pattern(line: string): RegExp {
  const literal = line.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(literal.replaceAll('*', '.*').replaceAll('X', '\\d'));
}

it('has the six sections of the deployment guide', () => {
  const titles = [...GUIDE.matchAll(/^## (\d\. .*)$/gm)].map(([, title]) => title);
  expect(titles).toEqual([
    '1. Deploy the System',
    '2. Apply Prometheus Port Fix (Required)',
    '3. Test the System',
    '4. Monitor Scaling',
    '5. Key Notes',
    '6. Troubleshooting',
  ]);
});

it('names workloads that deploy/guide has', () => {
  const folder = shippedPath('deploy', 'guide');
  const manifests = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
  const names = new Set([...GUIDE.matchAll(/vllm-disagg-planner-[a-z]+/g)].map(([name]) => name));
  expect(names.size).toBe(5);
  for (const name of names) expect(manifests).toContain(`name: ${name}\n`);
});

it('its patterns take what they should and nothing else', () => {
  expect('... Observed ttft: 0.048s itl: 0.012s').toMatch(pattern('Observed ttft: X.XXXs itl: X.XXXs'));
  expect('Observed ttft: nans itl: nans').not.toMatch(pattern('Observed ttft: X.XXXs itl: X.XXXs'));
  expect('"value":[1700000000.1,"0"]').not.toMatch(pattern('"value":[*,"1"]'));
});

it.skipIf(!process.env['HEADROOM_TEST_GUIDE'])(
  'its commands for one machine run and show what it says (HEADROOM_TEST_GUIDE)',
  async () => {
    const blocks = blocksOf(GUIDE);
    expect(blocks.filter(({ kind }) => kind === 'terminal')).toHaveLength(4);
    expect(blocks.filter(({ kind }) => kind === 'check')).toHaveLength(5);
    const shell = await openShell();
    for (const { kind, command, expected } of blocks) {
      process.stderr.write(`${kind}: ${command.split('\n')[0]}\n`);
      if (kind === 'terminal') shell.start(command);
      else await shell.untilShown(command, expected);
    }
  },
  (PATIENCE_S + 60) * 1000,
);

/** A copy of the checkout's files on ports that are free, in which `npx headroom` is this build. */
async function openShell() {
  const cwd = mkdtempSync(join(tmpdir(), 'headroom-guide-'));
  const ports = new Map<string, number>();
  for (const port of ['8000', '9090', '9085']) ports.set(port, await freePort());
  const onFreePorts = (text: string) =>
    text
      .replace(/:(8000|9090|9085)\b/g, (_, port: string) => `:${ports.get(port)}`)
      .replace(/--port 8000\b/g, `--port ${ports.get('8000')}`);
  for (const file of FILES) {
    mkdirSync(join(cwd, file, '..'), { recursive: true });
    writeFileSync(join(cwd, file), onFreePorts(readFileSync(shippedPath(file), 'utf8')));
  }
  mkdirSync(join(cwd, 'bin'));
  const shim = `#!/bin/sh\nshift\nexec "${process.execPath}" "${shippedPath('dist', 'cli', 'main.js')}" "$@"\n`;
  writeFileSync(join(cwd, 'bin', 'npx'), shim, { mode: 0o755 });
  const options = { cwd, env: { ...process.env, PATH: `${join(cwd, 'bin')}:${process.env['PATH']}` } };
  const terminals: ChildProcess[] = [];
  onTestFinished(async () => {
    for (const terminal of terminals.reverse()) await endGroup(terminal);
    rmSync(cwd, { recursive: true, force: true });
  });
  return {
    start(command: string) {
      terminals.push(spawn('bash', ['-c', onFreePorts(command)], { ...options, detached: true, stdio: 'ignore' }));
    },
    /** Asks again and again: what a reader does until a server is up or a tick has come. */
    async untilShown(command: string, expected: readonly string[]) {
      const end_ms = performance.now() + PATIENCE_S * 1000;
      let shown = '';
      while (performance.now() < end_ms) {
        const { stdout } = spawnSync('bash', ['-c', onFreePorts(command)], { ...options, encoding: 'utf8' });
        shown = stdout;
        if (expected.every((line) => pattern(line).test(shown))) return;
        await sleep(1000);
      }
      for (const line of expected) expect(shown).toMatch(pattern(line));
    },
  };
}

/** Ends a terminal with all that runs in it, and waits until all of it is gone. */
async function endGroup({ pid }: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    try {
      process.kill(-pid!, attempt === 0 ? 'SIGTERM' : attempt === ATTEMPTS - 1 ? 'SIGKILL' : 0);
    } catch {
      return; // nobody is left in the group
    }
    await sleep(100);
  }
}
