/**
 * `npm run golden -- [DIR]`: holds planner-core to what NVIDIA Dynamo's own classes answered. The folder's README tells
 * its format and tolerances. The last line of stdout is one JSON object; misses and what is not built go to stderr.
 */
import { checkDryRuns } from './golden/dry-runs.js';
import { GoldenFolder } from './golden/folder.js';
import { checkGrids, checkInterpolation, Interpolators } from './golden/interpolation.js';
import { checkPredictors } from './golden/predictors.js';
import { checkReplicas } from './golden/replicas.js';
import { GoldenTally } from './golden/tally.js';

const folder = new GoldenFolder(process.argv[2] ?? '../shared/data/golden');
const tally = new GoldenTally();
const tables = new Interpolators(folder);
const note = (text: string) => process.stderr.write(`${text}\n`);

note('interpolation …');
checkInterpolation(folder, tables, tally);
note('decode grids …');
checkGrids(folder, tables, tally);
note('replicas …');
const skippedDecisions = checkReplicas(folder, tally);
note('dry runs …');
checkDryRuns(folder, tally);
note('predictors …');
const skippedPoints = checkPredictors(folder, tally);
note(`not built yet: ${skippedDecisions} decisions and ${skippedPoints} points with other predictors than constant`);
for (const miss of tally.misses) note(`miss ${miss}`);
process.stdout.write(`${JSON.stringify(tally.total())}\n`);
