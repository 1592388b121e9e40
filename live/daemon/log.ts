/** The daemon's log: a line a message, as text for people or as JSON for collectors. */
import type { LogLine } from '../../planner-core/index.js';

/** `text`: for people. `json`: for collectors, one object a line. */
export type LogForm = 'text' | 'json';

/** Where a daemon writes what its operator should read. */
export interface Log {
  /** `fields` stand beside the message in JSON, and are left out of text. */
  write(level: LogLine['level'], text: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** A log to a stream. `now`: the wall clock, for the time of each line. */
export function streamLog(
  form: LogForm,
  stream: { write(text: string): unknown } = process.stderr,
  now: () => Date = () => new Date(),
): Log {
  return {
    write: (level, text, fields) => {
      const time = now().toISOString();
      const line =
        form === 'json'
          ? JSON.stringify({ time, level, msg: text, ...fields })
          : `${time} ${level.toUpperCase().padEnd(7)} ${text}`;
      stream.write(`${line}\n`);
    },
  };
}
