/**
 * `npm run golden -- [DIR]`: holds planner-core to what NVIDIA Dynamo's own classes answered. The folder's README tells
 * its format and tolerances. The last line of stdout is one JSON object; misses go to stderr.
 */
import { checkDryRuns } from './golden/dry-runs.js';
import { GoldenFolder } from './golden/folder.js';
import { checkGrids, checkInterpolation, Interpolators } from './golden/interpolation.js';
import { checkPlanner10 } from './golden/planner-1.0.js';
import { checkPlanner14 } from './golden/planner-1.4.js';
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
checkReplicas(folder, tally);
note('planners 1.0.2, 1.4.2, 1.6.1 …');
checkPlanner10(folder, tables, tally);
checkPlanner14(folder, tally);
note('dry runs …');
checkDryRuns(folder, tally);
note('predictors …');
const distances = checkPredictors(folder, tally);
for (const [name, list] of distances) {
  const at = (share: number) =>
    (list[Math.min(list.length - 1, Math.floor(share * list.length))] ?? 0).toExponential(1);
  note(`  ${name}: ${list.length} points, relative distance p50 ${at(0.5)}, p90 ${at(0.9)}, largest ${at(1)}`);
}
for (const miss of tally.misses) note(`miss ${miss}`);
process.stdout.write(`${JSON.stringify(tally.total())}\n`);
