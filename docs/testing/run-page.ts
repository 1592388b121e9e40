/** Does what a page says, from its top to its end, and holds it to what it shows. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { shippedPath } from '../../scenarios/index.js';
import { isHere } from './needs.js';
import { type Command, type Shown, type ShownFile, stepsOf, withShown } from './page.js';
import { type Ended, Shell } from './shell.js';
import { matches, refreshed } from './shown.js';
import { workingFolder } from './working-folder.js';

const LIMIT_S = 240;
const LIMIT_OF_MINUTES_S = 1800;
/** How long a reader waits for a server to come up or for a tick to come. */
const PATIENCE_S = 240;

export type Outcome =
  | { readonly kind: 'held' }
  /** Not done: what it needs is not here, or the page says why nobody can. */
  | { readonly kind: 'skipped'; readonly why: string }
  /** `shown` is what the page has, `real` what it should have. */
  | { readonly kind: 'differs'; readonly shown: string; readonly real: string }
  | { readonly kind: 'failed'; readonly why: string };

/**
 * Runs a page in a folder of its own; the outcomes are those of its commands, in order. With `update` the page gets the real output
 * in place of a shown one that differs.
 */
export async function runPage(name: string, update: boolean): Promise<Outcome[]> {
  const path = shippedPath(name);
  const page = readFileSync(path, 'utf8');
  const folder = await workingFolder();
  const shell = new Shell(folder);
  const changes = new Map<Shown, readonly string[]>();
  const outcomes: Outcome[] = [];
  try {
    for (const step of stepsOf(page)) {
      if (step.kind === 'file') {
        if (!isOfCheckout(step)) folder.write(step.name, step.text);
        continue;
      }
      const outcome = await runCommand(shell, step);
      if (update && outcome.kind === 'differs')
        changes.set(step.shown!, outcome.real === '' ? [] : outcome.real.split('\n'));
      outcomes.push(outcome);
    }
  } finally {
    await shell.close();
    folder.remove();
  }
  if (changes.size > 0) writeFileSync(path, withShown(page, changes));
  return outcomes;
}

/** A page may show a file of the checkout, as it is. @throws Error where it is another one by now. */
function isOfCheckout({ name, text, line }: ShownFile): boolean {
  const path = shippedPath(name);
  if (!existsSync(path)) return false;
  const real = readFileSync(path, 'utf8');
  if (!real.includes(text.slice(text.indexOf('\n') + 1)))
    throw new Error(`line ${line}: ${name} of the checkout differs`);
  return true;
}

async function runCommand(shell: Shell, command: Command): Promise<Outcome> {
  const { notRun, needs, mode, text, shown } = command;
  if (notRun !== undefined) return { kind: 'skipped', why: `not run: ${notRun}` };
  const missing = needs.filter((need) => !isHere(need));
  if (missing.length > 0) return { kind: 'skipped', why: `needs ${missing.join(', ')}` };

  const limit_s = needs.includes('minutes') ? LIMIT_OF_MINUTES_S : LIMIT_S;
  const isShown = ({ lines }: Ended) => !shown || matches(shown.lines, lines);
  let ended: Ended;
  if (mode === 'once') ended = await shell.run(text, limit_s);
  else if (mode === 'until') ended = await repeated(() => shell.run(text, limit_s), isShown);
  else {
    const seen = shell.keep(text);
    ended = await repeated(
      async () => seen(),
      (now) => (shown ? isShown(now) : true) || now.ended,
    );
    if (ended.code === null) ended = { ...ended, code: 0 };
  }
  if (ended.code !== 0) return { kind: 'failed', why: `exit code ${ended.code}\n${ended.lines.join('\n')}` };
  if (!shown || isShown(ended)) return { kind: 'held' };
  return { kind: 'differs', shown: shown.lines.join('\n'), real: refreshed(shown.lines, ended.lines).join('\n') };
}

async function repeated<T>(look: () => Promise<T>, isEnough: (seen: T) => boolean): Promise<T> {
  const end_ms = performance.now() + PATIENCE_S * 1000;
  for (;;) {
    const seen = await look();
    if (isEnough(seen) || performance.now() > end_ms) return seen;
    await sleep(200);
  }
}
