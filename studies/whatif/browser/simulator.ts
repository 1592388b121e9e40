/** Unpacks the simulator that lies in the page and asks it for runs; the latest question wins. */
import type { Knobs, WhatIfResult } from '../rerun.js';
import type { FromWorker, ToWorker } from './messages.js';

/** The simulation in a thread of its own. */
export interface Simulator {
  /** Rejects where the run fails; `undefined` where a later question came before the answer. */
  run(knobs: Knobs): Promise<WhatIfResult | undefined>;
}

/** `program` and `setting`: text of script elements, gzip in base64. */
export async function openSimulator(program: string, setting: string): Promise<Simulator> {
  const [code, data] = await Promise.all([unzip(program), unzip(setting)]);
  const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
  const say = (message: ToWorker) => worker.postMessage(message);
  say({ setting: JSON.parse(data) });
  const waiting = new Map<number, { resolve(result: WhatIfResult | undefined): void; reject(error: Error): void }>();
  worker.onmessage = ({ data: { run, result, error } }: MessageEvent<FromWorker>) => {
    const asked = waiting.get(run);
    waiting.delete(run);
    if (error === undefined) asked?.resolve(result);
    else asked?.reject(new Error(error));
  };
  let last = 0;
  return {
    run(knobs) {
      for (const { resolve } of waiting.values()) resolve(undefined);
      waiting.clear();
      const run = ++last;
      say({ run, knobs });
      return new Promise((resolve, reject) => waiting.set(run, { resolve, reject }));
    },
  };
}

async function unzip(text: string): Promise<string> {
  const bytes = Uint8Array.from(atob(text.trim()), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
}
