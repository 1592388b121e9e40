/** Why promises were missed: the table of causes and the worst moments, as sections of the page. */
import { MISS_CAUSES } from '../measure/causes/cause.js';
import type { RunRecord } from '../record/read-run.js';
import { named } from './charts/causes-over-time.js';
import { count, duration, percent } from './format.js';
import { escapeHtml, scrolling } from './page.js';
import { type Spell, worstMoments } from './worst-moments.js';

const WORST = 8;

/** Empty where nothing was missed, or nobody knows why. */
export function causesHtml({ run, summary: { causes = {}, planner_late_s }, timeline }: RunRecord): string {
  const entries = Object.entries(causes).sort(([, a], [, b]) => b - a);
  if (entries.length === 0) return '';
  const missed = entries.reduce((sum, [, misses]) => sum + misses, 0);
  const late = planner_late_s
    ? ` Where the planner was late, nothing or too little had been ordered for ${duration(planner_late_s.mean * 1000)} on average, ${duration(planner_late_s.max * 1000)} at most.`
    : '';
  const rows = entries.map(
    ([cause, misses]) =>
      `<tr><th scope="row">${escapeHtml(named(cause))}</th><td class="text">${wordsOf(cause)}</td><td>${count(misses)}</td><td>${percent(misses / missed)}</td></tr>`,
  );
  return `<section id="causes"><h2>Why promises were missed</h2><p class="caption">Every missed request has one cause: the largest part of what broke its promise.${late}</p>
${scrolling('Why promises were missed', `<table><thead><tr><th scope="col" class="text">cause</th><th scope="col" class="text">what it means</th><th scope="col">missed</th><th scope="col">share</th></tr></thead><tbody>${rows.join('')}</tbody></table>`)}</section>
${worstHtml(worstMoments(timeline, run.timeline_interval_s, WORST))}`;
}

/** "planner late 46.0 %, cold start 30.0 %, 3 others 24.0 %"; empty without misses. */
export function causesInWords(causes: Readonly<Record<string, number>>, most: number): string {
  const entries = Object.entries(causes).sort(([, a], [, b]) => b - a);
  const missed = entries.reduce((sum, [, misses]) => sum + misses, 0);
  const shares = entries.slice(0, most).map(([cause, misses]) => `${named(cause)} ${percent(misses / missed)}`);
  const rest = entries.slice(most);
  if (rest.length > 0) {
    const others = rest.reduce((sum, [, misses]) => sum + misses, 0);
    shares.push(`${rest.length} ${rest.length === 1 ? 'other' : 'others'} ${percent(others / missed)}`);
  }
  return shares.join(', ');
}

function worstHtml(spells: readonly Spell[]): string {
  if (spells.length === 0) return '';
  const rows = spells.map(
    ({ from_s, to_s, offered, missed, cause, share, queued }) =>
      `<tr><th scope="row">${clock(from_s)}–${clock(to_s)}</th><td>${count(offered)}</td><td>${count(missed)}</td><td>${percent(offered > 0 ? missed / offered : undefined)}</td><td class="text">${escapeHtml(named(cause))} (${percent(share)} of them)</td><td>${count(queued)}</td></tr>`,
  );
  return `<section id="worst-moments"><h2>Worst moments</h2><p class="caption">Spells with misses, by the arrival of the requests, the worst first; minutes and seconds since the start.</p>
${scrolling('Worst moments', `<table><thead><tr><th scope="col" class="text">when</th>${['offered', 'missed', 'share'].map((name) => `<th scope="col">${name}</th>`).join('')}<th scope="col" class="text">largest cause</th><th scope="col">most waiting</th></tr></thead><tbody>${rows.join('')}</tbody></table>`)}</section>`;
}

function wordsOf(cause: string): string {
  return (MISS_CAUSES as Readonly<Record<string, string>>)[cause] ?? '';
}

/** Minutes and seconds, hours where there are any. */
function clock(time_s: number): string {
  const [hours, minutes, seconds] = [Math.floor(time_s / 3600), Math.floor(time_s / 60) % 60, Math.floor(time_s % 60)];
  const two = (value: number) => String(value).padStart(2, '0');
  return `${hours > 0 ? `${hours}:${two(minutes)}` : minutes}:${two(seconds)}`;
}
