/**
 * A folder that looks to a page like a fresh checkout: `npx headroom` is this build, the checkout's files lie at their places, ports
 * are free ones, and what a command writes stays in it.
 */
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { freePort } from '../../live/testing/index.js';
import { shippedPath } from '../../scenarios/index.js';

/** The ports that pages name. */
const PORTS = ['8000', '9085', '9090', '6379'];
/** Folders whose files are copies, so that nothing is written through a link and ports can be replaced. */
const COPIED = ['scenarios', 'scenarios/live', 'deploy', 'deploy/local', 'docs'];
const NOT_LINKED = ['.git', 'runs', 'coverage', ...COPIED];
/** Where the reader's checkout is. */
const HERE = '/path/to/headroom';
const MAIN = shippedPath('dist', 'cli', 'main.js');

export interface WorkingFolder {
  readonly path: string;
  readonly env: NodeJS.ProcessEnv;
  /** A page's text with the ports of this folder. */
  inwards(text: string): string;
  /** Output of a command with the ports of the page, and without the paths of this machine. */
  outwards(text: string): string;
  write(name: string, text: string): void;
  remove(): void;
}

export async function workingFolder(): Promise<WorkingFolder> {
  const ports = new Map<string, string>();
  for (const port of PORTS) ports.set(port, String(await freePort()));
  const inwards = (text: string) =>
    text.replace(/((?::|--port[ =]|-p |port )(?=\d))(\d{4})\b/g, (all, before: string, port: string) =>
      ports.has(port) ? before + ports.get(port) : all,
    );
  const outwards = (text: string) =>
    [...ports]
      .reduce((changed, [port, free]) => changed.replace(new RegExp(`\\b${free}\\b`, 'g'), port), text)
      .replaceAll(path, HERE)
      .replaceAll(shippedPath().replace(/\/$/, ''), HERE);

  const top = mkdtempSync(join(tmpdir(), 'headroom-page-'));
  const path = join(top, 'headroom');
  mkdirSync(path);
  symlinkSync(shippedPath('..', 'shared'), join(top, 'shared'));
  fill(path, '.', inwards);
  for (const folder of COPIED) fill(path, folder, inwards);

  const bin = join(top, 'bin');
  mkdirSync(bin);
  const shim = `#!/bin/sh\n[ "$1" = headroom ] || { echo "npx $1: not here" >&2; exit 127; }\nshift\nexec "${process.execPath}" "${MAIN}" "$@"\n`;
  writeFileSync(join(bin, 'npx'), shim, { mode: 0o755 });
  return {
    path,
    env: { PATH: `${bin}:${process.env['PATH']}`, HOME: top, TZ: 'UTC', LC_ALL: 'C.UTF-8', NO_COLOR: '1' },
    inwards,
    outwards,
    write(name, text) {
      mkdirSync(join(path, dirname(name)), { recursive: true });
      writeFileSync(join(path, name), inwards(text));
    },
    remove: () => rmSync(top, { recursive: true, force: true }),
  };
}

/** Puts a folder of the checkout into the working one: texts of a copied folder as copies, everything else as links. */
function fill(path: string, folder: string, inwards: (text: string) => string): void {
  mkdirSync(join(path, folder), { recursive: true });
  for (const entry of readdirSync(shippedPath(folder), { withFileTypes: true })) {
    const from = shippedPath(folder, entry.name);
    const to = join(path, folder, entry.name);
    if (NOT_LINKED.includes(join(folder, entry.name))) continue;
    if (entry.isFile() && COPIED.includes(folder)) {
      if (basename(from).endsWith('.yml') || basename(from).endsWith('.yaml'))
        writeFileSync(to, inwards(readFileSync(from, 'utf8')));
      else copyFileSync(from, to);
    } else symlinkSync(from, to);
  }
}
