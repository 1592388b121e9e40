/** What `convert` and `generate` have in common: a target format, and an account of what was written. */
import {
  mayWait,
  openRows,
  type TargetFormat,
  type TrafficSpec,
  WRITERS,
  writeTrace,
} from '../../../scenarios/index.js';
import { flag } from '../../options.js';
import { terminalProgress } from '../../progress.js';

/** Formats that a trace can be written in. */
export const TARGET_FORMATS = Object.keys(WRITERS) as TargetFormat[];

/** The option that allows a format to lose what it cannot hold. */
export const lossyOption = { ...flag('write even what the format can hold only in part'), group: 'Output:' } as const;

/** Writes the traffic to a file and tells, on stderr, what became of its rows. */
export function writeTraffic(
  spec: TrafficSpec,
  out: string,
  options: { seed: number; format: TargetFormat; lossy: boolean; resolve: (path: string) => string },
): void {
  const rows = openRows(spec, options.seed, options.resolve);
  const progress = terminalProgress();
  try {
    const { requests, lost } = writeTrace(rows, out, {
      format: options.format,
      lossy: options.lossy,
      closedLoop: mayWait(spec),
      progress: (written) => progress.update(`${written} requests written`, rows.fractionRead()),
    });
    progress.done();
    const { rowsRead, dropped, warnings } = rows.account;
    const left = Object.entries({ ...dropped }).map(([reason, count]) => `${count} left out: ${reason}\n`);
    const losses = Object.entries(lost).map(([what, count]) => `${count} lost their ${what}\n`);
    const notes = warnings.map((warning) => `${warning}\n`);
    process.stderr.write(
      [`${requests} requests of ${rowsRead} rows in ${out} (${options.format})\n`, ...left, ...losses, ...notes].join(
        '',
      ),
    );
  } finally {
    progress.done();
  }
}
