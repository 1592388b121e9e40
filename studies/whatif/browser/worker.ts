/** The simulation on a thread of the browser, so that the page stays awake. */
import { rerun, type WhatIfSetting } from '../rerun.js';
import type { FromWorker, ToWorker } from './messages.js';

let setting: WhatIfSetting | undefined;

const thread = globalThis as unknown as {
  onmessage: (event: { readonly data: ToWorker }) => void;
  postMessage(message: FromWorker): void;
};

thread.onmessage = ({ data }) => {
  if ('setting' in data) {
    setting = data.setting;
    return;
  }
  try {
    thread.postMessage({ run: data.run, result: rerun(setting!, data.knobs) });
  } catch (error) {
    thread.postMessage({ run: data.run, error: error instanceof Error ? error.message : String(error) });
  }
};
