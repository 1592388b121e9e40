/** What the page and the thread that runs the simulation say to each other. */
import type { Knobs, WhatIfResult, WhatIfSetting } from '../rerun.js';

/** What to simulate: the setting once, then a question a run. */
export type ToWorker = { readonly setting: WhatIfSetting } | { readonly run: number; readonly knobs: Knobs };

/** The answer to a question, or why there is none. */
export interface FromWorker {
  readonly run: number;
  readonly result?: WhatIfResult;
  readonly error?: string;
}
