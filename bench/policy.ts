/**
 * `npm run bench:policy`: headroom against the best setting of Dynamo's planners, found by a sweep for each case, and against the
 * oracle. For each attainment that a Dynamo setting reaches it tells the GPU-hours of the cheapest setting of either that
 * attains as much. `-- --quick` takes one seed and one release of each planner; `-- --case code-like|diurnal` one kind;
 * `-- --trace azure=PATH` another trace. The last line of stdout is one JSON object.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Case, type CaseOptions, codeLike, diurnal, trace } from './policy/cases.js';
import { cheapestAt, frontier, type Outcome, outcomeOf } from './policy/compare.js';
import {
  currentSettings,
  FULL,
  hasTwoMinimums,
  oracleSettings,
  ownSettings,
  QUICK,
  type Setting,
  seedSettings,
  withPredictors,
} from './policy/rivals.js';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    case: { type: 'string', multiple: true, default: ['code-like', 'diurnal'] },
    seeds: { type: 'string', default: '1,2' },
    trace: { type: 'string' },
    scale: { type: 'string', default: '1' },
    startup: { type: 'string' },
    profile: { type: 'string', default: 'llama-3.1-70b-fp8_h200_sxm_vllm_tp1' },
    ttft: { type: 'string', default: '2000' },
    tpot: { type: 'string', default: '40' },
    own: { type: 'boolean', default: false },
  },
});
const ATTAINMENTS = [0.8, 0.9, 0.95, 0.98, 0.99];
const sla = { ttft_ms: Number(values.ttft), tpot_ms: Number(values.tpot) };
const axes = values.quick ? QUICK : FULL;
const folder = mkdtempSync(join(tmpdir(), 'headroom-policy-'));
const note = (text: string) => process.stderr.write(`${text}\n`);
const report = cases().map(compare);
rmSync(folder, { recursive: true });
process.stdout.write(`${JSON.stringify({ cases: report })}\n`);

function cases(): Case[] {
  const seeds = values.seeds.split(',').map(Number);
  const options = (startup_s: number): CaseOptions => ({
    startup_s: Number(values.startup ?? startup_s),
    profile: values.profile,
    sla,
  });
  if (values.trace !== undefined) {
    const [format, path] = values.trace.split('=') as [string, string];
    const found = trace(folder, { format, path, scale: Number(values.scale) }, options(60));
    return found ? [found] : [];
  }
  return values.case.flatMap((kind) =>
    seeds.map((seed) =>
      kind === 'diurnal' ? diurnal(folder, seed, options(300)) : codeLike(folder, seed, options(60)),
    ),
  );
}

function compare(one: Case) {
  note(`\n${one.name}`);
  const run = (settings: readonly Setting[]) => settings.map((setting) => outcomeOf(one, setting));
  const own = run(ownSettings(ATTAINMENTS));
  const oracle = run(oracleSettings());
  tell(own);
  tell(oracle);
  if (values.own) return { case: one.name, own: own.map(figures), oracle: oracle.map(figures) };
  const dynamo = run([...seedSettings(sla, axes), ...currentSettings(sla, axes)]);
  dynamo.push(...run(frontier(dynamo).flatMap(({ setting }) => withPredictors(setting))));
  tell(frontier(dynamo));
  const oneMinimum = dynamo.filter(({ setting }) => !hasTwoMinimums(setting));
  const ratios = own.map((outcome) => {
    const ratio = ratioTo(dynamo, outcome);
    const ratioOneMinimum = ratioTo(oneMinimum, outcome);
    note(
      `  at ${percent(outcome.attainment)}: ours ${outcome.gpuHours.toFixed(2)} GPU-h, ÷ the best Dynamo ${ratio?.toFixed(3) ?? '–'}, ÷ the best with one minimum ${ratioOneMinimum?.toFixed(3) ?? '–'}, ÷ oracle ${ratioTo(oracle, outcome)?.toFixed(3) ?? '–'}`,
    );
    return { ...figures(outcome), ratio, ratio_one_minimum: ratioOneMinimum, ratio_oracle: ratioTo(oracle, outcome) };
  });
  return { case: one.name, own: ratios, oracle: oracle.map(figures), dynamo: frontier(dynamo).map(figures) };
}

/** GPU-hours ÷ those of the cheapest that attains as much; `undefined` where none does. */
function ratioTo(rivals: readonly Outcome[], { attainment, gpuHours }: Outcome): number | undefined {
  const rival = cheapestAt(rivals, attainment);
  return rival && gpuHours / rival.gpuHours;
}

function figures({ setting, attainment, gpuHours }: Outcome) {
  return { planner: setting.planner, attainment, gpu_hours: gpuHours };
}

function tell(outcomes: readonly Outcome[]): void {
  for (const { setting, attainment, gpuHours } of outcomes) {
    note(`  ${percent(attainment)} ${gpuHours.toFixed(2).padStart(7)} GPU-h  ${JSON.stringify(setting.planner)}`);
  }
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
