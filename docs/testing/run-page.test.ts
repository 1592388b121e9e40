import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { shippedPath } from '../../scenarios/index.js';
import { runPage } from './run-page.js';

const folder = mkdtempSync(join(tmpdir(), 'headroom-run-page-'));
afterEach(() => rmSync(join(folder, 'page.md'), { force: true }));

/** Runs a page of these blocks: `language` and lines, or a comment. */
async function run(update: boolean, ...blocks: string[]) {
  const path = join(folder, 'page.md');
  const page = blocks.map((block) => (block.startsWith('<') ? block : `\`\`\`${block}\n\`\`\``)).join('\n\n');
  writeFileSync(path, page);
  const outcomes = await runPage(relative(shippedPath(), path), update);
  return { outcomes, page, after: readFileSync(path, 'utf8') };
}

describe('runPage', () => {
  it('goes from top to end in one folder, and leaves the page alone', async () => {
    const { outcomes, page, after } = await run(
      true,
      'yaml\n# mine.yaml\nport: 8000',
      'bash\ncat mine.yaml > copy; echo http://127.0.0.1:8000',
      'text\nhttp://127.0.0.1:8000',
      'bash\nls copy scenarios/quickstart.yaml\necho "aside" >&2',
      'text\ncopy\n...\naside',
    );
    expect(outcomes).toEqual([{ kind: 'held' }, { kind: 'held' }]);
    expect(after).toBe(page);
  });

  it('takes a port that is free in place of the one that a page names', async () => {
    const { outcomes } = await run(false, 'bash\ntest "http://a:8000" != "http://a:$((4000 * 2))"');
    expect(outcomes).toEqual([{ kind: 'held' }]);
  });

  it('shows no path of this machine', async () => {
    const { outcomes } = await run(
      false,
      'bash\npwd; readlink package.json',
      'text\n/path/to/headroom\n/path/to/headroom/package.json',
    );
    expect(outcomes).toEqual([{ kind: 'held' }]);
  });

  it('tells both when a command prints something else', async () => {
    const { outcomes, page, after } = await run(false, 'bash\necho 2', 'text\n1');
    expect(outcomes).toEqual([{ kind: 'differs', shown: '1', real: '2' }]);
    expect(after).toBe(page);
  });

  it('writes the real output on demand', async () => {
    const { page, after } = await run(true, 'bash\necho 2', 'text\n1');
    expect(after).toBe(page.replace('text\n1', 'text\n2'));
  });

  it('takes a failure for one, wherever it is in the block', async () => {
    const { outcomes } = await run(false, 'bash\nfalse\necho after', 'sh\nexit 3');
    expect(outcomes).toEqual([
      { kind: 'failed', why: 'exit code 1\n' },
      { kind: 'failed', why: 'exit code 3\n' },
    ]);
  });

  it('says why it leaves something out', async () => {
    const { outcomes } = await run(false, '<!-- not run: no cluster -->', 'bash\nfalse');
    expect(outcomes).toEqual([{ kind: 'skipped', why: 'not run: no cluster' }]);
  });

  it('refuses a need that nobody knows, and a file that the checkout has otherwise', async () => {
    await expect(run(false, '<!-- needs: luck -->', 'bash\nfalse')).rejects.toThrow("'luck'");
    await expect(run(false, 'yaml\n# scenarios/quickstart.yaml\nname: another')).rejects.toThrow('differs');
  });

  it('waits for what a terminal shows, asks until it is shown, and ends the terminal', async () => {
    const { outcomes } = await run(
      false,
      '<!-- terminal -->',
      'bash\necho up; touch up; for i in 1 2 3; do sleep 0.1; echo $i > count; done; sleep 600',
      'text\nup\n...',
      '<!-- until -->',
      'bash\ncat up count',
      'text\n3',
    );
    expect(outcomes).toEqual([{ kind: 'held' }, { kind: 'held' }]);
  });

  it('sees a line that was written over as it is at last', async () => {
    const { outcomes } = await run(false, "bash\nprintf 'a\\r\\nhalf\\rdone\\n'", 'text\na\ndone');
    expect(outcomes).toEqual([{ kind: 'held' }]);
  });

  it('ends what a block left running, and waits for nothing but what the block waits for', async () => {
    const { outcomes } = await run(false, 'bash\nsleep 600 &\necho done', 'text\ndone', 'bash\ntrue & wait');
    expect(outcomes).toEqual([{ kind: 'held' }, { kind: 'held' }]);
  });

  it('has nothing but this build behind npx', async () => {
    const { outcomes } = await run(false, 'bash\nnpx headroom --version', 'text\n[…].[…].[…]', 'bash\nnpx cowsay');
    expect(outcomes).toEqual([{ kind: 'held' }, { kind: 'failed', why: 'exit code 127\nnpx cowsay: not here' }]);
  });
});
