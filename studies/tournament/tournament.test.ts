import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Summary } from '../../reports/index.js';
import { loadScenario, shippedPath } from '../../scenarios/index.js';
import { keptSources } from '../pool/kept-sources.js';
import { playTrial } from '../pool/play-trial.js';
import type { TrialRunner } from '../pool/trial-runner.js';
import { entrantsOf } from './entrants.js';
import { factsOf } from './facts.js';
import { playTournament, tournamentText, writeTournament } from './index.js';
import { choose, rankingOf, standingsOf } from './rank.js';
import type { SettingFigures, WorldResult } from './result.js';

const figures = (policy: string, attainment: number, gpu_hours: number): SettingFigures => ({
  policy,
  family: policy === 'oracle' ? 'knows the traffic' : 'research',
  setting: 'x',
  sets: [],
  attainment,
  gpu_hours,
});
const run = (attainment: number, total: number) =>
  ({
    attainment: { overall: attainment },
    gpu_hours: { total },
    scaling: { scale_ups: 1, scale_downs: 2 },
  }) as Summary;

describe('choosing', () => {
  it('takes the cheapest setting that reaches the target', () => {
    const tried = [figures('p', 0.9, 1), figures('p', 0.96, 3), figures('p', 0.99, 2)];
    expect(choose(tried, 0.95)).toBe(tried[2]);
  });

  it('takes the one that comes nearest where none reaches it', () => {
    const tried = [figures('p', 0.9, 1), figures('p', 0.93, 9)];
    expect(choose(tried, 0.95)).toBe(tried[1]);
  });
});

describe('standings', () => {
  const judged = [
    { chosen: figures('b', 0, 0), runs: [run(0.96, 12), run(0.96, 13)] },
    { chosen: figures('never', 0, 0), runs: [run(0.8, 1), run(0.8, 1)] },
    { chosen: figures('oracle', 0, 0), runs: [run(1, 8), run(1, 12)] },
    { chosen: figures('a', 0, 0), runs: [run(0.945, 10), run(0.945, 14)] },
  ];
  const standings = standingsOf(judged, 0.95);

  it('puts the cheapest that reach the target first, a point of grace included, and who never does last', () => {
    expect(standings.map(({ policy, reaches }) => [policy, reaches])).toEqual([
      ['oracle', true],
      ['a', true],
      ['b', true],
      ['never', false],
    ]);
  });

  it('pairs differences by seed: a constant distance has no scatter, however the seeds differ', () => {
    const a = standings[1]!;
    expect(a.regret).toBeCloseTo(0.2, 12);
    expect(a.regret_ci95!.map((value) => value.toFixed(9))).toEqual(['0.200000000', '0.200000000']);
    expect(a.behind_gpu_hours).toBe(0);
    const b = standings[2]!;
    // differences 4 and 1 over a mean of 10: Student's t with one degree of freedom
    expect(b.regret).toBeCloseTo(0.25, 12);
    expect(b.regret_ci95![1] - b.regret!).toBeCloseTo(12.706 * 0.15, 9);
  });

  it('has no regret for those that do not reach the target, nor without an oracle', () => {
    expect(standings[3]!.regret).toBeUndefined();
    const without = standingsOf(judged.slice(0, 2), 0.95);
    expect(without[0]!.regret).toBeUndefined();
  });
});

it('ranks by worlds reached, then by GPU-hours over all', () => {
  const world = (...standings: [policy: string, reaches: boolean, gpu_hours: number][]): WorldResult => ({
    world: 'w',
    standings: standings.map(([policy, reaches, gpu_hours]) => ({
      ...figures(policy, 0.95, gpu_hours),
      reaches,
      scale_changes: 0,
    })),
    tried: [],
    cannot_play: [],
  });
  const ranking = rankingOf([
    world(['oracle', true, 10], ['cheap', true, 11], ['sure', true, 15]),
    world(['oracle', true, 10], ['cheap', false, 5], ['sure', true, 15]),
  ]);
  expect(ranking.map(({ policy, rank, regret }) => [rank, policy, regret])).toEqual([
    [1, 'oracle', 0],
    [2, 'sure', 0.5],
    [3, 'cheap', undefined],
  ]);
});

describe('entrants', () => {
  it('of every policy have settings that its scenario accepts', () => {
    const path = shippedPath('scenarios', 'tournament.yaml');
    const loaded = loadScenario(path, ['traffic.generator.duration_s=60']);
    const entrants = entrantsOf(loaded, factsOf(loaded, keptSources()));
    expect(entrants.length).toBeGreaterThan(14);
    for (const { settings } of entrants) {
      for (const { sets } of settings) expect(() => loadScenario(path, sets)).not.toThrow();
    }
  });

  it('play with each predictor that they have', () => {
    const loaded = loadScenario(shippedPath('scenarios', 'tournament.yaml'), [
      'traffic.generator.duration_s=60',
      'tournament.policies=[last-value, dynamo-planner, hpa]',
      'tournament.predictors=[ets, kalman]',
    ]);
    const names = entrantsOf(loaded, factsOf(loaded, keptSources())).map(({ name }) => name);
    expect(names).toEqual(['last-value/ets', 'last-value/kalman', 'dynamo-planner/kalman', 'hpa']);
  });
});

describe('a tournament', () => {
  let folder: string;
  let scenario: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'headroom-tournament-'));
    scenario = join(folder, 'small.yaml');
    writeFileSync(scenario, SCENARIO);
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const sources = keptSources();
  const inline: TrialRunner = {
    run: async (specs, options) =>
      specs.map((spec, i) => {
        const outcome = playTrial(spec, sources);
        options?.onOutcome?.(i, outcome);
        return outcome;
      }),
    close: async () => undefined,
  };

  it('brings all to the same attainment, says who cannot play, and writes what it found', async () => {
    const heard: number[] = [];
    const tournament = await playTournament(
      { scenario, set: [], progress: (done, of) => heard.push(done / of) },
      inline,
    );
    expect(heard.length).toBe(tournament.trials);
    expect(Math.max(...heard)).toBeLessThanOrEqual(1);
    expect(tournament.worlds.map(({ world }) => world)).toEqual(['startup 0 s', 'startup 20 s']);
    for (const { standings, cannot_play } of tournament.worlds) {
      expect(standings.map(({ policy }) => policy).toSorted()).toEqual(['hpa', 'oracle', 'static']);
      expect(standings.find(({ policy }) => policy === 'static')!.reaches).toBe(true);
      expect(cannot_play.map(({ policy }) => policy)).toEqual(['dynamo-sla/constant']);
    }
    expect(tournamentText(tournament)).toContain('dynamo-sla/constant cannot play');
    const page = readFileSync(await writeTournament(folder, tournament), 'utf8');
    expect(page.match(/<svg/g)).toHaveLength(2);
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
    const rows = readFileSync(join(folder, 'tournament.csv'), 'utf8').trim().split('\n');
    const tried = tournament.worlds.reduce((sum, world) => sum + world.tried.length, 0);
    expect(rows).toHaveLength(1 + 6 + tried);
  });

  it('is the same twice, and asks everybody to serve the same requests', async () => {
    const [first, second] = [
      await playTournament({ scenario, set: [] }, inline),
      await playTournament({ scenario, set: [] }, inline),
    ];
    expect(second).toEqual(first);
  });

  it('throws the reason where nobody can play', async () => {
    const play = playTournament({ scenario, set: ['tournament.policies=[dynamo-sla]'] }, inline);
    await expect(play).rejects.toThrow(/dynamo-sla|prefill/);
  });
});

const SCENARIO = `
traffic:
  format: generated
  generator:
    duration_s: 120
    rate: [{ from_s: 0, rps: 4 }, { from_s: 40, rps: 12 }, { from_s: 80, rps: 4 }]
    input_tokens: 3000
    output_tokens: 60
cluster:
  mode: aggregated
  aggregated: { profile: llama-3.1-70b-fp8_h200_sxm_vllm_tp1, replicas: 2, startup: 20 }
planner: { policy: static }
sla: { ttft_ms: 3000, tpot_ms: 80 }
tournament:
  policies: [static, hpa, oracle, dynamo-sla]
  predictors: [constant]
  startups_s: [0, 20]
  seeds: 2
  judging_seeds: 2
  max_replicas: 8
`;
