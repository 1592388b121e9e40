/**
 * Runs every command of every page and holds its output to what the page shows (CONTRIBUTING.md, "Pages that run").
 * HEADROOM_DOCS_PAGES=NAME runs the pages whose path holds NAME alone; HEADROOM_DOCS_UPDATE=1 writes real outputs into the pages.
 */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { shippedPath } from '../scenarios/index.js';
import { allPages, type Command, type Outcome, runPage, stepsOf } from './testing/index.js';

/** Why commands are shown that no test can run, and how many there are. A new reason needs a good one. */
const NOT_RUN: Record<string, number> = {
  installs: 3,
  Kubernetes: 12,
  Dynamo: 1,
  'files of yours': 3,
  'builds a kube-apiserver': 1,
};

const AT_ONCE = 2;
const PATIENCE_MS = 3_600_000;
const update = process.env['HEADROOM_DOCS_UPDATE'] === '1';
const chosen = process.env['HEADROOM_DOCS_PAGES'] ?? '';

const pages = allPages().map((name) => {
  const steps = stepsOf(readFileSync(shippedPath(name), 'utf8'));
  return { name, commands: steps.filter((step): step is Command => step.kind === 'command') };
});
const toRun = pages
  .filter(({ name, commands }) => commands.length > 0 && name.includes(chosen))
  .sort((a, b) => b.commands.length - a.commands.length);
const ran = new Map<string, Promise<Outcome[]>>();

describe('pages', () => {
  beforeAll(() => {
    const lanes = Array.from({ length: AT_ONCE }, () => Promise.resolve<unknown>(undefined));
    toRun.forEach(({ name }, i) => {
      const page = lanes[i % AT_ONCE]!.then(() => runPage(name, update));
      ran.set(name, page);
      lanes[i % AT_ONCE] = page.catch(() => undefined); // the page's own tests tell
    });
  });

  describe.each(toRun)('$name', ({ name, commands }) => {
    it.for(commands.map(({ line, text }, i) => [line, firstLine(text), i] as const))(
      ':%i %s',
      { timeout: PATIENCE_MS },
      async ([, , i], { skip }) => {
        const outcome = (await ran.get(name)!)[i]!;
        if (outcome.kind === 'skipped') skip(outcome.why);
        if (outcome.kind === 'differs' && !update) expect(outcome.real).toBe(outcome.shown);
        if (outcome.kind === 'failed') expect.fail(outcome.why);
      },
    );
  });
});

it('says why a command is not run, in few words and seldom', () => {
  const reasons = pages.flatMap(({ commands }) => commands.flatMap(({ notRun }) => notRun ?? []));
  const counts = Object.fromEntries([...new Set(reasons)].map((why) => [why, reasons.filter((r) => r === why).length]));
  expect(counts).toEqual(NOT_RUN);
});

function firstLine(text: string): string {
  return text.split('\n')[0]!;
}
