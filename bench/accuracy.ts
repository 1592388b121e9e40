/**
 * `npm run accuracy -- [DIR]`: simulated against measured, over a folder like `../shared/data/accuracy` of which any part may
 * be missing. Progress on stderr; the last line of stdout is one JSON object. docs/explanation/accuracy.md tells what is compared how.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadProfile, shippedProfiles } from '../scenarios/index.js';
import { scoreRoofline } from './accuracy/roofline.js';
import { scoreSilicon } from './accuracy/silicon-score.js';
import { scoreSplitwise } from './accuracy/splitwise.js';
import { decodeErrors, prefillErrors, type TableErrors, tableErrors } from './accuracy/step-tables.js';
import { scoreVllmRuns } from './accuracy/vllm-runs.js';

const folder = process.argv[2] ?? '../shared/data/accuracy';
const progress = (line: string): void => void process.stderr.write(`${line}\n`);
/** Scores a part of the folder if the file that it cannot do without is there. */
const part = <T>(name: string, file: string, score: (path: string) => T): T | undefined => {
  const path = join(folder, name);
  if (existsSync(join(path, file))) return score(path);
  progress(`${name}: no ${file} in ${path}`);
  return undefined;
};

const silicon = part('silicon', 'measured.csv', (path) => scoreSilicon(path, progress));
const vllm_runs = part('vllm_runs', 'runs.json', (path) => scoreVllmRuns(path, progress));
const splitwise = part('splitwise', 'perf_model.csv', (path) => scoreSplitwise(join(path, 'perf_model.csv')));
const step_tables = scoreStepTables();
const roofline_against_tables = scoreRoofline();
process.stdout.write(`${JSON.stringify({ ...silicon, vllm_runs, splitwise, step_tables, roofline_against_tables })}\n`);

/** Leave-one-out over the tables of the shipped profiles. */
function scoreStepTables(): { prefill: TableErrors; decode: TableErrors } {
  const [prefill, decode]: [number[], number[]] = [[], []];
  for (const id of shippedProfiles()) {
    const { profile } = loadProfile(id, (path) => path);
    if (profile.stepModel !== 'step_table') continue;
    prefill.push(...prefillErrors(profile));
    decode.push(...decodeErrors(profile));
  }
  return { prefill: tableErrors(prefill), decode: tableErrors(decode) };
}
