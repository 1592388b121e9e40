/**
 * `npm run test:package [-- LINE…]`: the package as a stranger meets it. Packs it, installs it into an empty folder, and there, on
 * every Node release line named (default 20, 22, 24, 25; npm fetches those that are not this process), asks for its version,
 * simulates, plans, reports and imports the library: the figures are the same on each. Then `headroom bench` of an install without
 * optional packages, the load generator alone, against `headroom emulate` of the full one. Ends with 1 above a size.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diskMb, fileMb, install, pack } from './package/install.js';
import { benchAcross, journey } from './package/journey.js';
import { nodeRelease } from './package/nodes.js';

/** Megabytes. */
const MOST = { pack_mb: 5, installed_mb: 120, load_generator_mb: 45 };

const lines = process.argv.length > 2 ? process.argv.slice(2) : ['20', '22', '24', '25'];
const folder = mkdtempSync(join(tmpdir(), 'headroom-package-'));
try {
  const tarball = pack(folder);
  const full = install(join(folder, 'full'), [tarball]);
  const slim = install(join(folder, 'slim'), [tarball], ['--omit=optional']);
  const sizes = { pack_mb: fileMb(tarball), installed_mb: diskMb(full), load_generator_mb: diskMb(slim) };
  say(JSON.stringify(sizes));
  const nodes = lines.map((line) => {
    const release = nodeRelease(line, folder);
    const sha256 = journey(full, release);
    say(`${release.version}: version, simulate, plan, report and library; figures ${sha256.slice(0, 12)}`);
    return { version: release.version, sha256 };
  });
  const completed = await benchAcross(slim, full);
  say(`the load generator alone completed ${completed} requests`);
  const ok =
    new Set(nodes.map(({ sha256 }) => sha256)).size === 1 &&
    completed > 0 &&
    Object.entries(MOST).every(([name, most]) => sizes[name as keyof typeof MOST] <= most);
  process.stdout.write(
    `${JSON.stringify({ ok, ...sizes, nodes: nodes.map(({ version }) => version), bench_completed: completed })}\n`,
  );
  if (!ok) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
