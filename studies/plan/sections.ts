/** What is said of a plan: sections of lines and tables, the same for a terminal and for a memo. */
import { dollars, fixed, percent } from '../../reports/index.js';
import type { SlaSpec } from '../../scenarios/index.js';
import type { PlanAnswer } from './answer.js';
import type { Choice } from './choices.js';
import { countsText, workersOf } from './deployment.js';
import type { Plan } from './plan-scenario.js';
import type { SettingsAnswer, SettingsStanding } from './settings.js';

/** Cells of text. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A heading, lines, and tables under them. */
export interface Section {
  readonly heading: string;
  readonly lines: readonly string[];
  readonly tables: readonly Table[];
}

/** One section a promise, best answer first, and how it was found. */
export function sectionsOf(plan: Plan): Section[] {
  return [...plan.fixed.answers.map((answer) => answerSection(plan, answer)), methodSection(plan)];
}

function answerSection(plan: Plan, answer: PlanAnswer): Section {
  const settings = plan.settings[answer.promise];
  return {
    heading: `${answer.promise === 'sla' ? plan.name : answer.promise}: ${promiseText(answer.sla)}`,
    lines: [...verdict(plan, answer, settings), ...doubts(plan, answer)],
    tables: [
      ...checksTable(answer),
      ...choicesTable(answer),
      ...(settings ? [settingsTable(settings)] : []),
      ...refusedTable(answer),
    ],
  };
}

/** `TTFT ≤ 500 ms, TPOT ≤ 25 ms`. */
function promiseText({ ttft_ms, tpot_ms, e2e_ms }: SlaSpec): string {
  const bounds = [
    ['TTFT', ttft_ms],
    ['TPOT', tpot_ms],
    ['E2E', e2e_ms],
  ] as const;
  return bounds.flatMap(([name, ms]) => (ms === undefined ? [] : [`${name} ≤ ${ms} ms`])).join(', ') || 'by class';
}

function verdict({ spec }: Plan, { best }: PlanAnswer, settings: SettingsAnswer | undefined): string[] {
  const lines: string[] = [];
  if (best) {
    lines.push(
      `Buy ${countsText(best.deployment)} of ${best.engine}: ${gpusText(best)}. ` +
        `${percent(best.checked.attainment)} of the requests keep the promise on traffic the search had not seen ` +
        `(at least ${percent(best.checked.atLeast)} with ${percent(spec.confidence)} confidence; asked ${percent(spec.attainment)}), ` +
        `${percent(best.asGiven.attainment)} on the traffic as given.`,
    );
  } else lines.push(`Infeasible with fixed counts on at most ${spec.max_gpus} GPUs.`);
  const planned = settings?.best;
  if (planned) {
    lines.push(
      `With a planner: ${settingsText(planned)} needs ${fixed(planned.meanGpus, 2)} GPUs on average${hourly(planned.usdPerHour)}, ` +
        `attainment ${percent(planned.attainment)} (at least ${percent(planned.atLeast)})${comparison(best, planned)}.`,
    );
  } else if (settings) lines.push('None of the planner settings keeps the promise.');
  return lines;
}

function comparison(best: Choice | undefined, planned: SettingsStanding): string {
  if (!best) return '';
  const saved = 1 - planned.meanGpus / best.gpus;
  return saved > 0 ? `: ${percent(saved)} fewer GPU-hours than fixed counts` : ', which fixed counts do for less';
}

function doubts({ spec }: Plan, answer: PlanAnswer): string[] {
  const { best, sensitivity, priceMayRise } = answer;
  if (!best || !sensitivity) return [];
  const { slowdown, growth, monthsLeft } = sensitivity;
  const lines = [
    `It still holds with engines ${slowdown === undefined ? 'twice as slow' : `${fixed((slowdown - 1) * 100, 0)} % slower than their profile`} ` +
      `and with ${growth === undefined ? 'four times the traffic' : `${fixed((growth - 1) * 100, 0)} % more traffic`}.`,
  ];
  if (monthsLeft !== undefined) {
    lines.push(`At ${spec.growth_percent_per_month} % more a month it runs out in ${fixed(monthsLeft, 1)} months.`);
  }
  if (priceMayRise !== undefined && Number.isFinite(priceMayRise)) {
    lines.push(`It stays the cheapest until its GPU costs ${fixed(priceMayRise, 2)} times its price.`);
  }
  if (Object.values(best.deployment.counts).includes(1) && spec.spare_workers === 0) {
    lines.push('A role has one worker: when it is lost the promise is too. plan.spare_workers plans for that.');
  }
  return lines;
}

function checksTable({ best, cheaper }: PlanAnswer): Table[] {
  if (!best) return [];
  const rows = [
    { name: countsText(best.deployment), checked: best.checked },
    ...cheaper.map(({ deployment, checked }) => ({ name: countsText(deployment), checked })),
  ];
  if (rows.length === 1) return [];
  return [
    {
      head: ['the answer and a worker less', 'attainment', 'at least', 'TTFT kept', 'TPOT kept', ''],
      rows: rows.map(({ name, checked: { attainment, atLeast, ttft, tpot, meets } }) => [
        name,
        percent(attainment),
        percent(atLeast),
        percent(ttft),
        percent(tpot),
        meets ? 'keeps it' : 'fails',
      ]),
    },
  ];
}

function choicesTable({ choices }: PlanAnswer): Table[] {
  if (choices.length === 0) return [];
  return [
    {
      head: ['the best of each engine', 'deployment', 'GPUs', '$/h', 'attainment'],
      rows: choices.map((choice) => [
        `${choice.engine}, ${choice.mode}`,
        countsText(choice.deployment),
        String(choice.gpus),
        dollars(choice.usdPerHour),
        percent(choice.standing.attainment),
      ]),
    },
  ];
}

function settingsTable({ checked }: SettingsAnswer): Table {
  return {
    head: ['planner settings', 'mean GPUs', '$/h', 'attainment', 'at least'],
    rows: checked.map((standing) => [
      settingsText(standing),
      fixed(standing.meanGpus, 2),
      dollars(standing.usdPerHour),
      percent(standing.attainment),
      percent(standing.atLeast),
    ]),
  };
}

function refusedTable({ refused }: PlanAnswer): Table[] {
  if (refused.length === 0) return [];
  return [
    {
      head: ['ruled out', 'because'],
      rows: refused.map(({ engine, mode, because }) => [`${engine}, ${mode}`, because]),
    },
  ];
}

function methodSection({ fixed: { seeds, runs, resampled }, settings, spec }: Plan): Section {
  const all = runs + Object.values(settings).reduce((sum, one) => sum + one.runs, 0);
  const drawn = resampled
    ? 'Traffic of other seeds is the trace drawn anew by blocks of a minute, each from the five around it.'
    : 'Traffic of other seeds is generated anew.';
  return {
    heading: 'How this was found',
    lines: [
      `${all} simulated runs. The search used seeds ${seeds.search.join(', ')}; the answer and its cheaper neighbours were held to seeds ${seeds.check.join(', ')}. ${drawn}`,
      `Least ${{ usd: 'dollars an hour', gpus: 'GPUs', goodput_per_gpu: 'GPUs per good request' }[spec.objective]} among at most ${spec.max_gpus} GPUs${spec.spare_workers > 0 ? `, with ${spec.spare_workers} worker of each role to spare` : ''}.`,
    ],
    tables: [],
  };
}

function gpusText(choice: Choice): string {
  const workers = workersOf(choice.deployment);
  const each = choice.gpusPerWorker === 1 ? '' : ` (${workers} workers of ${choice.gpusPerWorker})`;
  return `${choice.gpus} GPU${choice.gpus === 1 ? '' : 's'}${each}${hourly(choice.usdPerHour)}`;
}

function hourly(usdPerHour: number | undefined): string {
  if (usdPerHour === undefined) return '';
  return `, ${dollars(usdPerHour)} an hour, ${dollars(usdPerHour * 730)} a month`;
}

function settingsText({ settings }: SettingsStanding): string {
  const texts = Object.entries(settings).map(([path, value]) => `${path.replace(/^planner\./, '')}=${String(value)}`);
  return texts.join(' ') || 'the settings as they are';
}
