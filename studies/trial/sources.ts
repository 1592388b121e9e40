/** Where a trial's inputs come from: read anew for every trial, or kept by whoever makes many of them. */
import { type LoadedProfile, loadProfile, openTraffic, type Traffic, type TrafficSpec } from '../../scenarios/index.js';

/** Reads what a scenario names. */
export interface TrialSources {
  /** As `loadProfile`. */
  profile(name: string, resolve: (path: string) => string): LoadedProfile;
  /** As `openTraffic`. */
  traffic(spec: TrafficSpec, seed: number, resolve: (path: string) => string): Traffic;
}

/** Reads it anew every time. */
export const FRESH_SOURCES: TrialSources = { profile: loadProfile, traffic: openTraffic };
