/** A tournament in words and tables, for a terminal. */
import { columns, dollars, fixed, percent } from '../../reports/index.js';
import type { Ranked, Standing, Tournament, WorldResult } from './result.js';

const UNKNOWN = '–';

/** The whole answer on a screen or two. */
export function tournamentText(tournament: Tournament): string {
  const { worlds, ranking } = tournament;
  return [
    '',
    `${tournament.scenario} · ${tournamentVerdict(tournament)}`,
    '',
    ...worlds.flatMap((world) => worldLines(world)),
    ...(worlds.length > 1 ? ['all worlds', ...columns([RANKED_HEAD, ...ranking.map(rankedRow)]).map(indent), ''] : []),
    methodLine(tournament),
    '',
  ].join('\n');
}

/** Who needs least, how far that is from knowing the traffic, and who does it by scaling. */
export function tournamentVerdict({ ranking, worlds, attainment }: Tournament): string {
  const reaching = ranking.filter(
    ({ family, worlds_reached }) => family !== 'knows the traffic' && worlds_reached === worlds.length,
  );
  const [best] = reaching;
  if (!best) return `no policy reaches ${percent(attainment)} in every world`;
  const scaling = reaching.find(({ policy }) => policy !== 'static');
  const first = `${best.policy} reaches ${percent(attainment)} with the fewest GPU-hours: ${costText(best)}`;
  if (best === scaling) return first;
  return scaling
    ? `${first}; of those that scale, ${scaling.policy}: ${costText(scaling)}`
    : `${first}; none that scales reaches it in every world`;
}

function costText({ gpu_hours, regret }: Ranked): string {
  return `${fixed(gpu_hours, 2)}${regret === undefined ? '' : `, ${signed(regret)} against the oracle`}`;
}

/** How it was played. */
export function methodLine({ trials, seeds, judging_seeds, attainment }: Tournament): string {
  return (
    `${trials} runs: each policy's settings tried on ${seeds.length} seeds, its cheapest that reaches ${percent(attainment)} ` +
    `judged on ${judging_seeds.length} others. Intervals: 95 %, paired by seed.`
  );
}

function worldLines({ world, standings, cannot_play }: WorldResult): string[] {
  return [
    world,
    ...columns([STANDING_HEAD, ...standings.map(standingRow)]).map(indent),
    ...cannot_play.map(({ policy, reason }) => `  ${policy} cannot play: ${reason.message.split('\n')[0]}`),
    '',
  ];
}

const STANDING_HEAD = ['   policy', 'attainment', 'GPU-hours', 'regret', 'regret 95 %', 'cost', 'changes', 'setting'];

function standingRow(standing: Standing, i: number): string[] {
  const { policy, reaches, attainment, gpu_hours, regret, regret_ci95, usd, scale_changes, setting } = standing;
  return [
    `${String(i + 1).padStart(2)} ${policy}`,
    `${percent(attainment)}${reaches ? '' : ' ✗'}`,
    fixed(gpu_hours, 2),
    regret === undefined ? UNKNOWN : signed(regret),
    regret_ci95 ? `${signed(regret_ci95[0])} … ${signed(regret_ci95[1])}` : UNKNOWN,
    dollars(usd),
    fixed(scale_changes, 1),
    setting,
  ];
}

const RANKED_HEAD = ['   policy', 'worlds', 'attainment', 'GPU-hours', 'regret', 'cost'];

function rankedRow({ rank, policy, worlds_reached, attainment, gpu_hours, regret, usd }: Ranked): string[] {
  return [
    `${String(rank).padStart(2)} ${policy}`,
    String(worlds_reached),
    percent(attainment),
    fixed(gpu_hours, 2),
    regret === undefined ? UNKNOWN : signed(regret),
    dollars(usd),
  ];
}

function signed(share: number): string {
  return `${share >= 0 ? '+' : '−'}${percent(Math.abs(share))}`;
}

function indent(line: string): string {
  return `  ${line}`;
}
