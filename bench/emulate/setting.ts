/** What the streams of `bench:emulate` are like. */
export const GAP_MS = 20;
export const MODEL = 'paced';
/** Engines that step each in its own time. */
export const WORKERS = 8;
