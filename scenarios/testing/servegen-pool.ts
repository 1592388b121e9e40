/** A ServeGen pool on disk, made for a test. */
import { tempFolder } from './files.js';

/** Seconds of a window. */
export const WINDOW_S = 600;

/** Lengths 10, 20 and 30 tokens, the middle one twice as often. */
export const PMF = '{10: 0.25, 20: 0.5, 30.0: 0.25}';

/** A client: its rate in each window (0 is silence), and its histogram; without one its dataset is missing. */
export interface PoolClientFields {
  readonly rates: readonly number[];
  readonly cv?: number;
  readonly family?: string;
  readonly histograms?: string;
}

/** Writes a pool and returns its folder. Clients by their numbers. */
export function poolFolder(clients: Readonly<Record<string, PoolClientFields>>): string {
  const files: Record<string, string> = {};
  for (const [id, { rates, cv = 1, family = 'Gamma', histograms }] of Object.entries(clients)) {
    const lines = rates.map((rps, w) =>
      rps === 0 ? `${w * WINDOW_S},0,0,,0,0` : `${w * WINDOW_S},${rps},${cv},${family},${1 / cv ** 2},1`,
    );
    files[`chunk-${id}-trace.csv`] = `${lines.join('\r\n')}\r\n`;
    if (histograms === undefined) continue;
    files[`chunk-${id}-dataset.json`] = JSON.stringify({
      '0': { input_tokens: histograms, output_tokens: histograms },
      '21600': { input_tokens: '{}', output_tokens: '{}' },
    });
  }
  return tempFolder(files);
}
