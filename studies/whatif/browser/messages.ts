/** What the page and the thread that runs the simulation say to each other. */
import type { Knobs, WhatIfResult, WhatIfSetting } from '../rerun.js';

export type ToWorker = { readonly setting: WhatIfSetting } | { readonly run: number; readonly knobs: Knobs };

export interface FromWorker {
  readonly run: number;
  readonly result?: WhatIfResult;
  readonly error?: string;
}
