/** The files of a tournament: data, table, page with its pictures. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { dollars, drawSvg, figure, htmlPage, section, type TableRow, tableOf } from '../../reports/index.js';
import { paretoChart } from './pareto.js';
import type { Standing, Tournament, WorldResult } from './result.js';
import { methodLine, tournamentVerdict } from './tell.js';

/** Writes `tournament.json`, `tournament.csv` and `tournament.html`; returns the page's path. */
export async function writeTournament(directory: string, tournament: Tournament): Promise<string> {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'tournament.json'), `${JSON.stringify(tournament, null, 2)}\n`);
  writeFileSync(
    join(directory, 'tournament.csv'),
    stringify(csvRows(tournament), { header: true, cast: { boolean: String } }),
  );
  const page = join(directory, 'tournament.html');
  writeFileSync(page, await tournamentHtml(tournament));
  return page;
}

async function tournamentHtml(tournament: Tournament): Promise<string> {
  const { scenario, worlds, ranking, attainment } = tournament;
  const parts: string[] = [];
  for (const [i, world] of worlds.entries()) {
    const svg = await drawSvg(paretoChart(world, attainment));
    parts.push(
      figure({
        id: `pareto-${i + 1}`,
        title: `Cost and attainment: ${world.world}`,
        caption:
          'Large points are the chosen settings, numbered as in the table below; small ones all that were tried. Nothing is both cheaper and better than the line, policies that know the traffic left aside.',
        spec: paretoChart(world, attainment),
        svg,
      }),
      section(`Standings: ${world.world}`, STANDINGS_CAPTION, tableOf(world.standings.map(standingRow)), false),
      ...refusals(world),
    );
  }
  if (worlds.length > 1) {
    const rows = ranking.map(({ attainment: met, gpu_hours, regret, usd, family: _, ...rest }): TableRow => {
      return {
        ...rest,
        attainment: share(met),
        'GPU-hours': gpu_hours.toFixed(2),
        regret: share(regret),
        cost: money(usd),
      };
    });
    parts.unshift(
      section(
        'All worlds',
        'GPU-hours and cost are sums over the worlds, attainment is the mean.',
        tableOf(rows),
        false,
      ),
    );
  }
  parts.push(`<p class="caption">${methodLine(tournament)}</p>`);
  const head = { title: scenario, kicker: 'Headroom · tournament', verdict: tournamentVerdict(tournament) };
  return htmlPage(head, parts);
}

const STANDINGS_CAPTION =
  'On the judging seeds, best first. Regret: GPU-hours beyond those of the oracle, which knows the traffic and waits for startup like everybody. Behind: GPU-hours beyond the best that does not know the traffic.';

function refusals({ cannot_play }: WorldResult): string[] {
  if (cannot_play.length === 0) return [];
  const rows = cannot_play.map(({ policy, reason }) => ({ policy, reason: reason.message }));
  return [section('Cannot play here', 'Policies that refuse this scenario, in their own words.', tableOf(rows), true)];
}

function standingRow(standing: Standing, i: number): TableRow {
  const { policy, reaches, attainment, attainment_ci95, gpu_hours, gpu_hours_ci95, usd, setting } = standing;
  return {
    number: i + 1,
    policy,
    reaches: reaches ? 'yes' : 'never',
    attainment: share(attainment),
    'attainment 95 %': attainment_ci95 && range(attainment_ci95.map((value) => share(value)!)),
    'GPU-hours': gpu_hours.toFixed(2),
    'GPU-hours 95 %': gpu_hours_ci95 && range(gpu_hours_ci95.map((value) => value.toFixed(2))),
    regret: share(standing.regret),
    'regret 95 %': standing.regret_ci95 && range(standing.regret_ci95.map((value) => share(value)!)),
    behind: standing.behind_gpu_hours?.toFixed(2),
    'behind 95 %':
      standing.behind_gpu_hours_ci95 && range(standing.behind_gpu_hours_ci95.map((value) => value.toFixed(2))),
    cost: money(usd),
    'scale changes': standing.scale_changes.toFixed(1),
    setting,
  };
}

function share(value: number | undefined): string | undefined {
  return value === undefined ? undefined : `${(value * 100).toFixed(1)} %`;
}

function money(usd: number | undefined): string | undefined {
  return usd === undefined ? undefined : dollars(usd);
}

function range(ends: readonly string[]): string {
  return ends.join(' … ');
}

/** Every setting that was tried, and the chosen ones on the judging seeds. */
function csvRows({ worlds }: Tournament) {
  return worlds.flatMap(({ world, standings, tried }) => [
    ...standings.map((standing, i) => csvRow(world, 'judged', i + 1, standing)),
    ...tried.map((figures) => csvRow(world, 'tried', undefined, figures)),
  ]);
}

function csvRow(world: string, round: 'judged' | 'tried', place: number | undefined, figures: Partial<Standing>) {
  return {
    world,
    round,
    place,
    policy: figures.policy,
    family: figures.family,
    setting: figures.setting,
    reaches: figures.reaches,
    attainment: figures.attainment,
    gpu_hours: figures.gpu_hours,
    usd: figures.usd,
    regret: figures.regret,
    regret_low: figures.regret_ci95?.[0],
    regret_high: figures.regret_ci95?.[1],
    behind_gpu_hours: figures.behind_gpu_hours,
    behind_low: figures.behind_gpu_hours_ci95?.[0],
    behind_high: figures.behind_gpu_hours_ci95?.[1],
    scale_changes: figures.scale_changes,
    sets: figures.sets?.join(' '),
  };
}
