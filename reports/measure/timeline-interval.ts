/** Round row distances for a timeline. */
const STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];
const MOST_ROWS = 240;
/** For a trace whose length is not known before it is read. */
const DEFAULT_S = 15;

/** The smallest round distance that keeps the timeline to about 240 rows. */
export function timelineInterval(duration_s: number | undefined): number {
  if (duration_s === undefined) return DEFAULT_S;
  return STEPS_S.find((step_s) => duration_s / step_s <= MOST_ROWS) ?? STEPS_S.at(-1)!;
}
