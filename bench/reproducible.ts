/**
 * `npm run test:reproducible`: checks the committed state out twice, into folders of other depths, under another umask, time zone and
 * language, installs, builds and packs each, and holds the two packages to the same bytes. Prints their sha256.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shippedPath } from '../scenarios/index.js';
import { run } from './package/processes.js';

const BUILDERS = [
  { path: ['a'], umask: '022', env: { TZ: 'UTC', LC_ALL: 'C' } },
  { path: ['b', 'deep', 'er'], umask: '077', env: { TZ: 'Pacific/Auckland', LC_ALL: 'tr_TR.UTF-8' } },
] as const;

const root = mkdtempSync(join(tmpdir(), 'headroom-reproducible-'));
try {
  const sha256 = BUILDERS.map(({ path, umask, env }) => {
    const folder = join(root, ...path);
    mkdirSync(folder, { recursive: true });
    const steps = [
      `git clone --quiet --no-hardlinks '${shippedPath()}' source`,
      'cd source',
      'npm ci --no-audit --no-fund --loglevel=error',
      'npm pack --loglevel=error --pack-destination ..',
    ];
    run('bash', ['-c', `umask ${umask}; ${steps.join(' && ')}`], { folder, env });
    const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'))!;
    const digest = createHash('sha256')
      .update(readFileSync(join(folder, tarball)))
      .digest('hex');
    process.stderr.write(`umask ${umask}, ${env.TZ}: ${digest}\n`);
    return digest;
  });
  const ok = sha256[0] === sha256[1];
  process.stdout.write(`${JSON.stringify({ ok, sha256: ok ? sha256[0] : sha256 })}\n`);
  if (!ok) process.exitCode = 1;
} finally {
  rmSync(root, { recursive: true, force: true });
}
