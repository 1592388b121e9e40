import { describe, expect, it } from 'vitest';
import { keptSources } from '../pool/kept-sources.js';
import type { TrialSpec } from '../pool/trial-runner.js';
import {
  AGGREGATED,
  fakeRunner,
  inlineRunner,
  madeFailure,
  madeOutcome,
  scenarioFile,
  testFolder,
} from '../testing/index.js';
import { playTournament, tournamentText, writeTournament } from './index.js';

const SMALL = ['tournament.policies=[hpa, oracle, headroom]', 'tournament.seeds=2', 'tournament.judging_seeds=3'];

/** The attainment dial of headroom, or 0.95 for everybody else. */
const shareOf = ({ sets }: TrialSpec) => Number(/"attainment":([\d.]+)/.exec(sets.join())?.[1] ?? 0.95);
const policyOf = ({ sets }: TrialSpec) => /"policy":"([a-z-]+)"/.exec(sets.join())![1]!;

/** A tournament whose entrants keep as much as their dial says, for so many GPU-hours; headroom for one more than the oracle. */
function played(set: readonly string[] = SMALL, play?: (spec: TrialSpec) => ReturnType<typeof madeOutcome>) {
  const runner = fakeRunner(
    play ??
      ((spec) =>
        madeOutcome({
          attainment: shareOf(spec),
          gpu_hours: { oracle: 8, headroom: 9 + shareOf(spec), hpa: 12 }[policyOf(spec)]! + spec.seed / 1e4,
        })),
  );
  return { runner, tournament: playTournament({ scenario: scenarioFile(), set }, runner) };
}

describe('a tournament', () => {
  it('judges the chosen settings on other seeds than those by which they were chosen', async () => {
    const { runner, tournament } = played();
    const { seeds, judging_seeds, trials } = await tournament;
    expect([seeds, judging_seeds]).toEqual([
      [1, 2],
      [1001, 1002, 1003],
    ]);
    expect(trials).toBe(runner.played.length);
    expect(new Set(runner.played.map(({ seed }) => seed))).toEqual(new Set([...seeds, ...judging_seeds]));
    const judged = runner.played.filter(({ seed }) => seed === 1001);
    expect(judged.map(policyOf).toSorted()).toEqual(['headroom', 'hpa', 'oracle']);
  });

  it('begins with the seed of the scenario', async () => {
    const { seeds, judging_seeds } = await played([...SMALL, 'seed=30']).tournament;
    expect([seeds[0], judging_seeds[0]]).toEqual([30, 1030]);
  });

  it('brings all to the same attainment, and ranks them by what they need', async () => {
    const { ranking, worlds, scenario, attainment } = await played().tournament;
    expect([scenario, attainment]).toEqual(['small', 0.95]);
    expect(ranking.map(({ policy }) => policy)).toEqual(['oracle', 'headroom', 'hpa']);
    expect(ranking[1]!.regret).toBeCloseTo(9.95 / 8 - 1, 2);
    const [{ standings, tried }] = worlds as [(typeof worlds)[0]];
    expect(standings.find(({ policy }) => policy === 'headroom')!.setting).toBe('attainment 0.95');
    expect(tried.filter(({ policy }) => policy === 'headroom')).toHaveLength(7);
  });

  it('plays every world with its own overrides, and asks everybody there the same', async () => {
    const { runner, tournament } = played([...SMALL, 'tournament.startups_s=[0, 20]']);
    const { worlds, ranking } = await tournament;
    expect(worlds.map(({ world }) => world)).toEqual(['startup 0 s', 'startup 20 s']);
    expect(ranking.every(({ worlds_reached }) => worlds_reached === 2)).toBe(true);
    const halves = [0, 20].map((s) => runner.played.filter(({ sets }) => sets.includes(`cluster.decode.startup=${s}`)));
    expect(halves[0]!.length).toBe(halves[1]!.length);
    expect(halves[0]!.length + halves[1]!.length).toBe(runner.played.length);
    expect(runner.played.every(({ sets }) => SMALL.every((one) => sets.includes(one)))).toBe(true);
  });

  it('tells of every trial, never more than there can be', async () => {
    const heard: number[] = [];
    const runner = fakeRunner(() => madeOutcome({ attainment: 0.96 }));
    const options = {
      scenario: scenarioFile(),
      set: SMALL,
      progress: (done: number, of: number) => heard.push(done / of),
    };
    const { trials } = await playTournament(options, runner);
    expect(heard).toHaveLength(trials);
    expect(Math.max(...heard)).toBeLessThanOrEqual(1);
    expect(heard).toEqual(heard.toSorted((a, b) => a - b));
  });

  it('ends when it is told to', async () => {
    const stop = new AbortController();
    const runner = fakeRunner(() => {
      if (runner.played.length === 5) stop.abort(new Error('enough'));
      return madeOutcome();
    });
    const options = { scenario: scenarioFile(), set: SMALL, signal: stop.signal };
    await expect(playTournament(options, runner)).rejects.toThrow('enough');
    expect(runner.played).toHaveLength(5);
  });

  it('is the same twice', async () => {
    expect(await played().tournament).toEqual(await played().tournament);
  });
});

describe('who cannot play', () => {
  const refusing =
    (...policies: readonly string[]) =>
    (spec: TrialSpec) =>
      policies.includes(policyOf(spec)) ? madeFailure('needs two pools', 'HR_SCENARIO_INVALID') : madeOutcome();

  it('is told with the reason, and the others play', async () => {
    const { worlds, ranking } = await played(SMALL, refusing('hpa')).tournament;
    expect(worlds[0]!.cannot_play).toEqual([
      { policy: 'hpa', reason: { code: 'HR_SCENARIO_INVALID', message: 'needs two pools' } },
    ]);
    expect(ranking.map(({ policy }) => policy).toSorted()).toEqual(['headroom', 'oracle']);
  });

  it('is everybody: the reason is thrown', async () => {
    await expect(played(SMALL, refusing('hpa', 'headroom', 'oracle')).tournament).rejects.toMatchObject({
      code: 'HR_SCENARIO_INVALID',
      message: expect.stringContaining('needs two pools'),
    });
  });

  it('and failed on the judging seeds alone is a defect, and thrown', async () => {
    const late = (spec: TrialSpec) => (spec.seed > 1000 ? madeFailure('NaN') : madeOutcome());
    await expect(played(SMALL, late).tournament).rejects.toMatchObject({ code: 'HR_INTERNAL' });
  });
});

it('simulated, writes what it found', async () => {
  const set = [
    ...AGGREGATED,
    'traffic.generator.duration_s=30',
    'tournament={ policies: [static, headroom, dynamo-sla], predictors: [constant], seeds: 1, judging_seeds: 2, max_replicas: 4 }',
  ];
  const tournament = await playTournament({ scenario: scenarioFile(), set }, inlineRunner(keptSources()));
  const [{ standings, cannot_play }] = tournament.worlds as [(typeof tournament.worlds)[0]];
  expect(standings.map(({ policy }) => policy).toSorted()).toEqual(['headroom', 'static']);
  expect(standings.find(({ policy }) => policy === 'static')!.reaches).toBe(true);
  expect(cannot_play.map(({ policy }) => policy)).toEqual(['dynamo-sla/constant']);
  expect(tournamentText(tournament)).toContain('dynamo-sla/constant cannot play');
  expect(await writeTournament(testFolder(), tournament)).toMatch(/tournament\.html$/);
});
