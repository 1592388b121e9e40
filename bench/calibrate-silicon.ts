/**
 * `npm run calibrations -- [DIR]`: compares the simulated engines with the measured operating points of a folder like
 * `accuracy/silicon` and writes what differs to `scenarios/calibrations/silicon.json`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { shippedPath } from '../scenarios/index.js';
import { toFile } from './accuracy/calibrations.js';
import { correctionOf } from './accuracy/correction.js';
import { profileCalibration } from './accuracy/profile-calibration.js';
import { readSilicon } from './accuracy/silicon-rows.js';

const { rows } = readSilicon(process.argv[2] ?? '../shared/data/accuracy/silicon');
const target = shippedPath('scenarios', 'calibrations', 'silicon.json');
const corrections = rows.map(correctionOf);
const file = toFile(corrections);
mkdirSync(dirname(target), { recursive: true });
const { configurations, ...head } = file;
const lines = configurations.map((one) => JSON.stringify(one)).join(',\n');
writeFileSync(target, `${JSON.stringify(head).slice(0, -1)},"configurations":[\n${lines}\n]}\n`);
writeProfiles();
process.stdout.write(`${rows.length} points of ${configurations.length} configurations written\n`);

/** The factors of the profiles that serve as aggregated engines, for `profile: <id>:calibrated`. */
function writeProfiles(): void {
  const profiles = [...new Set(corrections.map((one) => one.profile))].sort().flatMap((id) => {
    const points = corrections.filter((one) => one.profile === id && !one.engine.endsWith('workers'));
    const calibration = profileCalibration(points, `${points.length} operating points; ${file.provenance.source}`);
    if (!calibration) return [];
    const { prefillFactor: prefill_factor, decodeFactors: decode_factors, source } = calibration;
    return [`${JSON.stringify(id)}:${JSON.stringify({ prefill_factor, decode_factors, source })}`];
  });
  const target = shippedPath('scenarios', 'calibrations', 'profiles.json');
  const provenance = JSON.stringify(file.provenance);
  writeFileSync(
    target,
    `{"schema":"headroom-profile-calibrations/1","provenance":${provenance},"profiles":{\n${profiles.join(',\n')}\n}}\n`,
  );
}
