/**
 * What a reader must know before deciding on a run, each with what it weighs and what to do about it; and the verdict that is
 * made of them. Nothing here depends on the day but what `today` brings, so a report file stays the same whenever it is drawn.
 */
import type { RunRecord } from '../record/read-run.js';
import type { Summary } from '../record/summary.js';
import { clientDoubts } from './client-lines.js';
import { count, duration, fixed, percent } from './format.js';
import { failuresInWords } from './outcome.js';
import { askedShare, isMissed } from './verdict-line.js';

/** From what one should know to what forbids a decision. */
export type Weight = 'note' | 'borderline' | 'not safe';

/** One thing to know before deciding. */
export interface Concern {
  readonly text: string;
  readonly weighs: Weight;
  /** What would settle it. */
  readonly next?: string;
}

/** The verdict that is made of all concerns. */
export interface Safety {
  readonly verdict: 'safe' | 'borderline' | 'not safe';
  /** The verdict, why, and what to do next: one line. */
  readonly line: string;
  /** The concerns that the line does not tell. */
  readonly others: readonly Concern[];
}

/** Prices older than this may have changed. */
export const PRICE_AGE_DAYS = 90;
const MS_PER_DAY = 86_400_000;
/** The fewest samples that carry a 99th and a 90th percentile at 99 % confidence (MLPerf's early stopping). */
const P99_SAMPLES = 662;
const P90_SAMPLES = 64;
/** Half the width of the 95 % interval of the attainment. */
const WIDE = 0.02;
const TOO_WIDE = 0.1;
/** Upper ÷ lower end of the 95 % interval of a p99. */
const VAGUE_RATIO = 1.5;
const UNFINISHED_SHARE = 0.01;
const INFEASIBLE_SHARE = 0.05;
const MORE_TRAFFIC = 'a longer window of traffic, or more runs with other seeds (--set seed=2)';
/** Median error of a profile's time per token against measured engines. */
const ERROR = 0.2;
const LARGE_ERROR = 0.5;

/** Everything of the kind, the gravest first. `today`: also what has aged by then. */
export function concernsOf(record: RunRecord, today?: Date): Concern[] {
  const { run, summary } = record;
  const all = [
    ...ofStatus(run.status, summary),
    ...ofRequests(summary),
    ...ofSample(summary),
    ...ofGoal(record),
    ...(summary.client ? clientDoubts(summary.client).map(note) : []),
    ...ofProfiles(run.profiles),
    ...ofTraffic(run.traffic),
    ...ofPrice(summary, today),
  ];
  return all.sort((a, b) => ORDER.indexOf(b.weighs) - ORDER.indexOf(a.weighs));
}

/** Whether the run carries a decision. */
export function safetyOf(record: RunRecord, today?: Date): Safety {
  const concerns = concernsOf(record, today);
  const worst = concerns[0]?.weighs ?? 'note';
  if (record.summary.requests.offered === 0 && worst !== 'not safe') return { ...NOTHING_MEASURED, others: concerns };
  if (worst === 'note') {
    const answer = isMissed(record) ? 'the miss is real, ' : '';
    return { verdict: 'safe', line: `Safe to decide on: ${answer}${evidence(record)}.`, others: concerns };
  }
  const grave = concerns.filter(({ weighs }) => weighs === worst);
  const more = grave.length > 1 ? ` (and ${grave.length - 1} more below)` : '';
  const next = grave.find((concern) => concern.next)?.next;
  const head = worst === 'borderline' ? 'Borderline' : 'Not safe to decide on';
  const line = `${head}: ${lowerFirst(grave[0]!.text)}${more}${next ? ` Next: ${next}.` : ''}`;
  return { verdict: worst, line, others: concerns.filter((concern) => concern !== grave[0]) };
}

const NOTHING_MEASURED: Omit<Safety, 'others'> = {
  verdict: 'borderline',
  line: 'Borderline: no request was measured here, so decisions can be read and no promise judged.',
};

const ORDER: readonly Weight[] = ['note', 'borderline', 'not safe'];

function note(text: string): Concern {
  return { text, weighs: 'note' };
}

function ofStatus(status: RunRecord['run']['status'], { client }: Summary): Concern[] {
  const out: Concern[] = [];
  const next = 'run it to its end';
  const text = 'the figures cover what had happened by then.';
  if (status === 'interrupted') out.push({ text: `The run was interrupted; ${text}`, weighs: 'borderline', next });
  if (status === 'failed') out.push({ text: `The run failed; ${text}`, weighs: 'not safe', next });
  if (client && !client.valid) {
    out.push({
      text: `The load was not delivered as asked: ${client.faults.join('; ')}.`,
      weighs: 'not safe',
      next: 'ask for less load, or give the client more cores and bench.workers',
    });
  }
  return out;
}

function ofRequests(summary: Summary): Concern[] {
  const { offered, failed, unfinished } = summary.requests;
  const out: Concern[] = [];
  if (failed > 0) {
    const why = failuresInWords(summary);
    out.push(note(`${count(failed)} requests failed${why && `: ${why}`}.`));
  }
  if (unfinished > 0) {
    out.push({
      text: `${count(unfinished)} requests were unfinished at the end and count as missed.`,
      weighs: unfinished > UNFINISHED_SHARE * offered ? 'borderline' : 'note',
      next: 'raise run.drain_limit_s, or take the backlog as the answer: the fleet does not keep up',
    });
  }
  const infeasible = summary.causes?.['infeasible'] ?? 0;
  if (infeasible > INFEASIBLE_SHARE * offered) {
    const text = `${count(infeasible)} of ${count(offered)} requests cannot keep their promise even on an idle worker; no number of workers mends that.`;
    out.push(note(text));
  }
  return out;
}

function ofSample({ requests, attainment, confidence }: Summary): Concern[] {
  const { offered } = requests;
  if (offered === 0) return []; // a planner's own record has no requests
  const next = MORE_TRAFFIC;
  if (offered < P90_SAMPLES) {
    const text = `${count(offered)} requests are too few for a 90th percentile; ${P90_SAMPLES} is the least.`;
    return [{ text, weighs: 'not safe', next }];
  }
  const out: Concern[] = [];
  if (offered < P99_SAMPLES) {
    const text = `${count(offered)} requests are too few for a 99th percentile; ${P99_SAMPLES} is the least.`;
    out.push({ text, weighs: 'borderline', next });
  }
  const [low = 0, high = 0] = attainment.ci95 ?? [];
  const half = (high - low) / 2;
  if (half > WIDE) {
    const text = `The attainment is known only within ${percent(low)} to ${percent(high)} (95 % interval).`;
    out.push({ text, weighs: half > TOO_WIDE ? 'not safe' : 'borderline', next });
  }
  const p99 = confidence?.ttft_ms?.p99.ci95;
  if (p99 && p99[1] > VAGUE_RATIO * p99[0]) {
    const text = `The p99 of TTFT is known only within ${duration(p99[0])} to ${duration(p99[1])} (95 % interval).`;
    out.push({ text, weighs: 'borderline', next });
  }
  return out;
}

/** Whether chance decides that the run is taken for kept or missed. */
function ofGoal(record: RunRecord): Concern[] {
  const asked = askedShare(record);
  const [low = asked, high = asked] = record.summary.attainment.ci95 ?? [];
  if (asked <= low || asked >= high) return [];
  const text = `Whether ${percent(asked)} was met is chance: the attainment is known only within ${percent(low)} to ${percent(high)} (95 % interval).`;
  return [{ text, weighs: 'borderline', next: MORE_TRAFFIC }];
}

function ofProfiles(profiles: RunRecord['run']['profiles']): Concern[] {
  return Object.entries(profiles).flatMap(([role, { id, verdict, caveat, measured }]): Concern[] => {
    const next = `measure the engine, or take a calibrated profile, and try ± the error with --set`;
    const out: Concern[] = [];
    if (verdict !== 'ok') {
      const text = `The ${role} profile ${id} is ${verdict}. ${caveat ?? ''}`.trim();
      out.push({ text, weighs: verdict === 'suspect' ? 'not safe' : 'borderline', next });
    }
    if (measured && measured.tpot > ERROR) {
      const text = `Measured engines differ from the ${role} profile ${id} by ${percent(measured.tpot)} in time per token (median of ${measured.points} points).`;
      out.push({ text, weighs: measured.tpot > LARGE_ERROR ? 'not safe' : 'borderline', next });
    }
    return out;
  });
}

function ofTraffic({ warnings, dropped }: RunRecord['run']['traffic']): Concern[] {
  const lost = Object.entries(dropped).filter(([reason]) => reason !== 'outside the window' && reason !== 'thinned');
  return [
    ...warnings.map((warning) => note(`Traffic: ${warning}.`)),
    ...lost.map(([reason, rows]) => note(`${count(rows)} rows of the trace were left out: ${reason}.`)),
  ];
}

function ofPrice({ cost, client, gpu_hours }: Summary, today: Date | undefined): Concern[] {
  if (!cost) {
    if (client && gpu_hours.total === 0) return [];
    return [
      note(
        'A GPU of this run has no known price, so no cost is given; set prices.usd_per_gpu_hour or prices.by_system.',
      ),
    ];
  }
  const age_days = today && (today.getTime() - Date.parse(`${cost.price_as_of}T00:00:00Z`)) / MS_PER_DAY;
  if (age_days === undefined || age_days <= PRICE_AGE_DAYS) return [];
  return [
    {
      text: `The price is of ${cost.price_as_of}, ${Math.floor(age_days)} days ago; more than ${PRICE_AGE_DAYS} days is old.`,
      weighs: 'borderline',
      next: 'give your own price: prices.usd_per_gpu_hour, as_of and source',
    },
  ];
}

/** What a safe run rests on. */
function evidence({ run, summary }: RunRecord): string {
  const { requests, confidence, client, cost, attainment } = summary;
  const { ci95 } = attainment;
  const p99 = confidence?.ttft_ms?.p99.ci95;
  const errors = Object.values(run.profiles).flatMap(({ measured }) => (measured ? [measured.tpot] : []));
  const facts = [
    `${count(requests.offered)} requests carry a p99${p99 ? ` (TTFT ${duration(p99[0])} to ${duration(p99[1])})` : ''}`,
    ci95 && `attainment ± ${smallPercent((ci95[1] - ci95[0]) / 2)}`,
    client && 'the load was delivered as asked',
    !client && 'every invariant held',
    errors.length > 0 && `time per token within ${percent(Math.max(...errors))} of measured engines`,
    cost && `price of ${cost.price_as_of}`,
  ];
  return facts.filter((fact) => fact).join(', ');
}

/** Half an interval: with as many digits as keep it from reading as none. */
function smallPercent(share: number): string {
  return share > 0 && share < 0.001 ? `${fixed(share * 100, 3)} %` : percent(share);
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text[0]!.toLowerCase() + text.slice(1) : text;
}
