/** Plays a tournament: settings are chosen on some seeds and judged on others, on which they were not chosen. */
import type { Summary } from '../../reports/index.js';
import { HeadroomError } from '../../scenarios/errors/index.js';
import { type LoadedScenario, loadScenario } from '../../scenarios/index.js';
import { keptSources } from '../pool/kept-sources.js';
import type { TrialFailure, TrialOutcome, TrialRunner, TrialSpec } from '../pool/trial-runner.js';
import { entrantsOf } from './entrants.js';
import { factsOf } from './facts.js';
import { type Judged, rankingOf, standingsOf } from './rank.js';
import type { Tournament, WorldResult } from './result.js';
import { type Place, type Play, type SpecOf, type Tuned, tune } from './tune.js';
import { type World, worldsOf } from './worlds.js';

/** Which tournament, and how it may be watched and ended. */
export interface TournamentOptions {
  readonly scenario: string;
  readonly set: readonly string[];
  readonly signal?: AbortSignal;
  /** Hears of every trial that has ended; `of` is the most that there can be. */
  progress?(done: number, of: number): void;
}

/** Far from the seeds by which settings are chosen. */
const JUDGING_SEEDS_FROM = 1000;

/** Throws what loading the scenario throws, and an entrant's failure where nobody could play. */
export async function playTournament(options: TournamentOptions, runner: TrialRunner): Promise<Tournament> {
  const { scenario, set, signal, progress } = options;
  const loaded = loadScenario(scenario, set);
  const { attainment, ...spec } = loaded.scenario.tournament;
  const seeds = seedsFrom(loaded.scenario.seed, spec.seeds);
  const judging_seeds = seedsFrom(loaded.scenario.seed + JUDGING_SEEDS_FROM, spec.judging_seeds);
  const worlds = worldsOf(loaded);
  const places = placesOf(worlds, options);
  const settings = places.reduce((sum, { entrant }) => sum + entrant.settings.length, 0);
  let trials = 0;
  const hear = () => progress?.(trials, settings * seeds.length + places.length * judging_seeds.length);
  const play = (specs: readonly TrialSpec[]) =>
    runner.run(specs, {
      signal,
      onOutcome: () => {
        trials++;
        hear();
      },
    });
  const specOf: SpecOf = ({ world }, sets, seed) => ({ scenario, sets: [...set, ...world.sets, ...sets], seed });

  const { tuned, refused } = await tune(places, attainment, seeds, play, specOf);
  if (tuned.length === 0) throw asError(refused[0]!.failure);
  const judged = await judgeAll(tuned, judging_seeds, play, specOf);
  const results = worlds.map((world): WorldResult => {
    const isHere = (place: Place) => place.world === world;
    return {
      world: world.name,
      standings: standingsOf(judged.filter(isHere), attainment),
      tried: tuned.filter(isHere).flatMap(({ tried }) => tried),
      cannot_play: refused.filter(isHere).map(({ entrant, failure }) => ({ policy: entrant.name, reason: failure })),
    };
  });
  return {
    scenario: loaded.name,
    attainment,
    seeds,
    judging_seeds,
    trials,
    ranking: rankingOf(results),
    worlds: results,
  };
}

function placesOf(worlds: readonly World[], { scenario, set }: TournamentOptions): Place[] {
  const sources = keptSources();
  return worlds.flatMap((world) => {
    const here: LoadedScenario = loadScenario(scenario, [...set, ...world.sets]);
    return entrantsOf(here, factsOf(here, sources)).map((entrant) => ({ world, entrant }));
  });
}

async function judgeAll(
  tuned: readonly Tuned[],
  seeds: readonly number[],
  play: Play,
  specOf: SpecOf,
): Promise<(Judged & Place)[]> {
  const outcomes = await play(tuned.flatMap((place) => seeds.map((seed) => specOf(place, place.chosen.sets, seed))));
  return tuned.map((place, i) => ({
    ...place,
    runs: outcomes.slice(i * seeds.length, (i + 1) * seeds.length).map(summaryOf),
  }));
}

/** A setting that played on other seeds and fails on these is a defect worth stopping for. */
function summaryOf({ summary, failure }: TrialOutcome): Summary {
  if (failure) throw asError(failure);
  return summary;
}

function asError({ code, message }: TrialFailure): HeadroomError {
  return new HeadroomError(code, { message });
}

function seedsFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => first + i);
}
