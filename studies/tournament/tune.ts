/**
 * Finds each entrant's cheapest setting that reaches the attainment, by halving on common random numbers: all settings on the
 * first seed, those that may win on the others.
 */
import type { Summary } from '../../reports/index.js';
import type { TrialFailure, TrialOutcome, TrialSpec } from '../pool/trial-runner.js';
import type { Entrant, Setting } from './entrants.js';
import { choose, figuresOf } from './rank.js';
import type { SettingFigures } from './result.js';
import type { World } from './worlds.js';

/** An entrant in a world. */
export interface Place {
  readonly world: World;
  readonly entrant: Entrant;
}

/** Runs specs in order, wherever. */
export type Play = (specs: readonly TrialSpec[]) => Promise<TrialOutcome[]>;
/** The trial of a setting in a place. */
export type SpecOf = (place: Place, sets: readonly string[], seed: number) => TrialSpec;

/** What tuning found for a place. */
export interface Tuned extends Place {
  readonly tried: readonly SettingFigures[];
  readonly chosen: SettingFigures;
}

/** A place where not even one setting could be played. */
export interface Refused extends Place {
  readonly failure: TrialFailure;
}

/** One seed scatters: settings so far below the target stay in the run for the others. */
const MARGIN = 0.03;
/** Settings, the cheapest that may reach the target, that are played on every seed; the most careful one joins them. */
const SHORTLIST = 4;

interface TriedSetting {
  readonly setting: Setting;
  readonly runs: Summary[];
  /** Of a run on another seed than the first. */
  failure?: TrialFailure;
}

/**
 * Tunes every entrant in its world on these seeds; `play` hears of two lots of trials. A place is refused where a setting fails on
 * the first seed, or every one that went on fails later.
 */
export async function tune(
  places: readonly Place[],
  target: number,
  seeds: readonly number[],
  play: Play,
  specOf: SpecOf,
): Promise<{ tuned: Tuned[]; refused: Refused[] }> {
  const [first, ...others] = seeds;
  const outcomes = await play(
    places.flatMap((place) => place.entrant.settings.map(({ sets }) => specOf(place, sets, first!))),
  );
  const rest = outcomes.values();
  const refused: Refused[] = [];
  const playing = places.flatMap((place) => {
    const own = place.entrant.settings.map(() => rest.next().value!);
    const failure = own.find((outcome) => outcome.failure)?.failure;
    if (failure) refused.push({ ...place, failure });
    if (failure) return [];
    const settings = place.entrant.settings.map((setting, i): TriedSetting => ({ setting, runs: [own[i]!.summary!] }));
    return [{ place, settings }];
  });
  await playOn(
    playing.map(({ place, settings }) => ({ place, settings: shortlist(settings, target) })),
    others,
    play,
    specOf,
  );
  const tuned = playing.flatMap(({ place, settings }): Tuned[] => {
    const finalists = settings.filter(({ runs }) => runs.length === seeds.length);
    if (finalists.length === 0) {
      refused.push({ ...place, failure: settings.find((one) => one.failure)!.failure! });
      return [];
    }
    const figures = (all: readonly TriedSetting[]) => all.map((one) => settingFigures(place, one));
    return [{ ...place, tried: figures(settings), chosen: choose(figures(finalists), target) }];
  });
  return { tuned, refused };
}

/** Adds the runs of the other seeds to the settings that are left. */
async function playOn(
  left: readonly { readonly place: Place; readonly settings: readonly TriedSetting[] }[],
  seeds: readonly number[],
  play: Play,
  specOf: SpecOf,
): Promise<void> {
  const items = left.flatMap(({ place, settings }) =>
    settings.flatMap((one) => seeds.map((seed) => ({ one, spec: specOf(place, one.setting.sets, seed) }))),
  );
  const outcomes = await play(items.map(({ spec }) => spec));
  items.forEach(({ one }, i) => {
    const { summary, failure } = outcomes[i]!;
    if (summary) one.runs.push(summary);
    else one.failure = failure;
  });
}

function shortlist(settings: readonly TriedSetting[], target: number): TriedSetting[] {
  const scored = settings.map((one) => ({ one, ...figuresOf(one.runs) }));
  const careful = scored.reduce((best, each) => (each.attainment > best.attainment ? each : best));
  const may = scored.filter(({ attainment }) => attainment >= target - MARGIN);
  may.sort((a, b) => a.gpu_hours - b.gpu_hours);
  return [...new Set([...may.slice(0, SHORTLIST), careful])].map(({ one }) => one);
}

function settingFigures({ entrant }: Place, { setting, runs }: TriedSetting): SettingFigures {
  const { name: policy, family } = entrant;
  return { policy, family, setting: setting.label, sets: setting.sets, ...figuresOf(runs) };
}
