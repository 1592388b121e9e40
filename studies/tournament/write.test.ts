import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { madePlace, madeRank, madeTournament, madeWorld, testFolder } from '../testing/index.js';
import type { Tournament } from './result.js';
import { writeTournament } from './write.js';

async function written(tournament: Tournament) {
  const directory = join(testFolder(), 'new');
  const page = await writeTournament(directory, tournament);
  expect(page).toBe(join(directory, 'tournament.html'));
  const read = (name: string) => readFileSync(join(directory, name), 'utf8');
  return { json: read('tournament.json'), csv: read('tournament.csv'), page: read('tournament.html') };
}

const { reaches: _r, scale_changes: _c, ...TRIED } = madePlace('hpa', 9, { attainment: 0.8 });
const WORLD = madeWorld(
  [
    madePlace('oracle', 8, { regret: 0, regret_ci95: [0, 0] }),
    madePlace('hpa', 10, {
      regret: 0.25,
      attainment_ci95: [0.94, 0.98],
      gpu_hours_ci95: [9, 11],
      behind_gpu_hours: 0,
      behind_gpu_hours_ci95: [-1, 1],
      usd: 30,
    }),
    madePlace('kpa', 3, { reaches: false, attainment: 0.9, sets: ['a=1', 'b=2'] }),
  ],
  { tried: [TRIED] },
);

describe('the files of a tournament', () => {
  it('hold the data as it is', async () => {
    const tournament = madeTournament([madeRank('hpa', 10)], [WORLD]);
    expect(JSON.parse((await written(tournament)).json)).toEqual(tournament);
  });

  it('the table has a line for every judged and every tried setting', async () => {
    const lines = (await written(madeTournament([], [WORLD]))).csv.trim().split('\n');
    expect(lines[0]).toBe(
      'world,round,place,policy,family,setting,reaches,attainment,gpu_hours,usd,regret,regret_low,regret_high,' +
        'behind_gpu_hours,behind_low,behind_high,scale_changes,sets',
    );
    expect(lines.slice(1)).toEqual([
      'as configured,judged,1,oracle,knows the traffic,set oracle,true,0.96,8,,0,0,0,,,,4,planner.policy=oracle',
      'as configured,judged,2,hpa,baseline,set hpa,true,0.96,10,30,0.25,,,0,-1,1,4,planner.policy=hpa',
      'as configured,judged,3,kpa,baseline,set kpa,false,0.9,3,,,,,,,,4,a=1 b=2',
      'as configured,tried,,hpa,baseline,set hpa,,0.8,9,,,,,,,,,planner.policy=hpa',
    ]);
  });

  it('the same tournament gives the same bytes', async () => {
    const tournament = madeTournament([madeRank('hpa', 10)], [WORLD]);
    expect(await written(tournament)).toEqual(await written(tournament));
  });
});

describe('the page', () => {
  it('has a picture and a table a world, and stands by itself', async () => {
    const { page } = await written(madeTournament([], [WORLD, { ...WORLD, world: 'busy' }]));
    expect(page.match(/<svg/g)).toHaveLength(2);
    expect(page.includes('Standings: busy')).toBe(true);
    expect(/<script|https?:\/\/(?!www\.w3\.org)/.test(page)).toBe(false);
  });

  it('has the figures of a standing with their intervals', async () => {
    const { page } = await written(madeTournament([], [WORLD]));
    for (const cell of ['94.0 % … 98.0 %', '9.00 … 11.00', '25.0 %', '-1.00 … 1.00'])
      expect(page.includes(cell)).toBe(true);
  });

  it('has the ranking of all worlds where there are several', async () => {
    const ranking = [madeRank('hpa', 10.123, { regret: 0.1 })];
    const [one, two] = [
      await written(madeTournament(ranking, [WORLD])),
      await written(madeTournament(ranking, [WORLD, WORLD])),
    ];
    expect([one, two].map(({ page }) => page.includes('All worlds'))).toEqual([false, true]);
    expect(two!.page.includes('10.12')).toBe(true);
  });

  it('tells who cannot play, and escapes their words', async () => {
    const cannot_play = [
      { policy: 'x', reason: { code: 'HR_SCENARIO_INVALID', message: 'a <b> is no pool' } } as const,
    ];
    const { page } = await written(madeTournament([], [{ ...WORLD, cannot_play }]));
    expect(page.includes('Cannot play here')).toBe(true);
    expect(page.includes('<b> is no pool')).toBe(false);
  });
});
