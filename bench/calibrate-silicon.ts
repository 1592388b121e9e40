/**
 * `npm run calibrations -- [DIR]`: compares the simulated engines with the measured operating points of a folder like
 * `accuracy/silicon` and writes what differs to `scenarios/calibrations/silicon.json`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { shippedPath } from '../scenarios/index.js';
import { toFile } from './accuracy/calibrations.js';
import { correctionOf } from './accuracy/corrections.js';
import { readSilicon } from './accuracy/silicon-rows.js';

const { rows } = readSilicon(process.argv[2] ?? '../shared/data/accuracy/silicon');
const target = shippedPath('scenarios', 'calibrations', 'silicon.json');
const file = toFile(rows.map(correctionOf));
mkdirSync(dirname(target), { recursive: true });
const { configurations, ...head } = file;
const lines = configurations.map((one) => JSON.stringify(one)).join(',\n');
writeFileSync(target, `${JSON.stringify(head).slice(0, -1)},"configurations":[\n${lines}\n]}\n`);
process.stdout.write(`${rows.length} points of ${configurations.length} configurations written\n`);
