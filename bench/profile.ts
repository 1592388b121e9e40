/**
 * `npm run bench:profile -- [PROFILE]`: measures emulated engines, whose profile is known. First `headroom profile` on an engine of
 * a shipped profile: how far the measured tables are off. Then `headroom calibrate` on a run of an engine that is slower than
 * its profile says: the factors that are found. The last line of stdout is one JSON object. Everything runs through the
 * command line and HTTP on loopback.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { calibratedRun } from './profile/calibrated-run.js';
import { recoveredTables } from './profile/recovered-tables.js';

const profile = process.argv[2] ?? 'llama-3.1-8b-bf16_h100_sxm_vllm_tp1';
const folder = mkdtempSync(join(tmpdir(), 'headroom-bench-profile-'));
try {
  process.stderr.write('measuring the engine\n');
  const measured = await recoveredTables(profile, folder);
  process.stderr.write(`${JSON.stringify(measured)}\ncalibrating a slower engine\n`);
  const calibrated = await calibratedRun(profile, folder, { prefill: 1.15, decode: 1.25 });
  const load_average = Number(loadavg()[0]!.toFixed(1));
  process.stdout.write(`${JSON.stringify({ profile, measured, calibrated, load_average })}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
