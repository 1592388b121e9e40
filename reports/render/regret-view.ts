/** The regret of a run in pictures, a table and words. */
import type { RunRecord } from '../record/read-run.js';
import type { Regret, RegretQuantities } from '../record/regret.js';
import type { Chart } from './charts/chart.js';
import { type WaterfallBar, waterfall } from './charts/waterfall.js';
import { count, fixed, UNKNOWN } from './format.js';
import { escapeHtml, scrolling } from './page.js';

const LABELS: Readonly<Record<string, string>> = {
  whole_workers: 'whole workers, SLA pace',
  minimum: 'minimum',
  startup: 'startup lag',
  forecast: 'forecast and sizing error',
  limits: 'stabilisation and step limits',
};

const METHOD =
  'Parts of effects that act together are Shapley averages over runs with every subset of them switched off, on the same traffic and chance.';

/** Waterfalls of GPU-hours and of misses; none where it was not asked for. */
export function regretCharts({ regret }: RunRecord): Chart[] {
  if (!regret) return [];
  return [
    {
      id: 'regret-gpu-hours',
      title: 'Regret in GPU-hours',
      caption: `From the work at the best measured efficiency to what was used. ${METHOD}`,
      ...drawn(
        barsOf(regret, ({ gpu_hours }) => gpu_hours, signed),
        'GPU-hours',
      ),
    },
    {
      id: 'regret-misses',
      title: 'Regret in missed requests',
      caption: 'What each effect adds to the misses; one that saves GPU-hours may cost promises.',
      ...drawn(
        barsOf(regret, ({ missed }) => missed, whole),
        'requests missed',
      ),
    },
  ];
}

function drawn(bars: readonly WaterfallBar[], axis: string): Pick<Chart, 'spec' | 'rows'> {
  return { spec: waterfall(bars, axis), rows: bars.map(({ label, value }) => ({ part: label, [axis]: value })) };
}

/** The parts as a table; empty where it was not asked for. */
export function regretHtml({ regret }: RunRecord): string {
  if (!regret) return '';
  const { bound, parts, actual, trials } = regret;
  const rows = [
    row('work bound', bound, fixedHours),
    ...parts.map((part) => row(LABELS[part.id] ?? part.id, part, signed)),
    row('actual', actual, fixedHours),
  ];
  return `<section id="regret"><h2>What the shortcomings cost</h2><p class="caption">${METHOD} ${trials} further runs.</p>
${scrolling('What the shortcomings cost', `<table><thead><tr>${['part', 'GPU-hours', 'dollars', 'missed'].map((name) => `<th scope="col">${name}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>`)}</section>`;
}

/** "work bound 3.10, whole workers … +0.90, …, actual 5.00 GPU-hours". */
export function regretInWords({ bound, parts, actual }: Regret): string {
  const steps = parts.map((part) => `${LABELS[part.id] ?? part.id} ${signed(part.gpu_hours)}${misses(part)}`);
  return `work bound ${fixed(bound.gpu_hours, 2)} GPU-hours; ${steps.join('; ')}; actual ${fixed(actual.gpu_hours, 2)} (${count(actual.missed)} missed)`;
}

function misses({ missed }: RegretQuantities): string {
  return Math.round(missed) === 0 ? '' : ` (${whole(missed)} missed)`;
}

function barsOf(
  { bound, parts, actual }: Regret,
  of: (quantities: RegretQuantities) => number,
  text: (value: number) => string,
): WaterfallBar[] {
  const level = (label: string, value: number): WaterfallBar => ({
    label,
    value,
    kind: 'level',
    text: text(value).replace('+', ''),
  });
  return [
    level('work bound', of(bound)),
    ...parts.map((part): WaterfallBar => {
      const value = of(part);
      return { label: LABELS[part.id] ?? part.id, value, kind: 'step', text: text(value) };
    }),
    level('actual', of(actual)),
  ];
}

function row(label: string, { gpu_hours, usd, missed }: RegretQuantities, hours: (value: number) => string): string {
  const sign = hours === signed ? ((usd ?? 0) < 0 ? '−' : '+') : '';
  const money = usd === undefined ? UNKNOWN : `${sign}$${fixed(Math.abs(usd), 2)}`;
  const misses = hours === signed ? whole(missed) : count(missed);
  return `<tr><th scope="row">${escapeHtml(label)}</th><td>${hours(gpu_hours)}</td><td>${money}</td><td>${misses}</td></tr>`;
}

function fixedHours(value: number): string {
  return fixed(value, 2);
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${fixed(Math.abs(value), 2)}`;
}

function whole(value: number): string {
  const rounded = Math.round(value);
  return `${rounded < 0 ? '−' : '+'}${count(Math.abs(rounded))}`;
}
