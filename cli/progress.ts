/** One line of progress on stderr, redrawn in place; silent where stderr is no terminal. */
export interface Progress {
  /** `fraction` of the work done, 0..1, where it can be told. */
  update(text: string, fraction?: number): void;
  /** Removes the line. */
  done(): void;
}

const REDRAW_MS = 100;

/** Draws at most ten times a second, with an estimate of the time left where the share of the work is known. */
export function terminalProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  if (!stream.isTTY) return { update: () => undefined, done: () => undefined };
  const started = performance.now();
  let drawn = Number.NEGATIVE_INFINITY;
  return {
    update(text, fraction) {
      const now = performance.now();
      if (now - drawn < REDRAW_MS) return;
      drawn = now;
      const estimate = fraction !== undefined && fraction > 0.02 ? ` · ${remaining(now - started, fraction)}` : '';
      stream.write(`\r\x1b[2K${`${text}${estimate}`.slice(0, Math.max(20, (stream.columns ?? 80) - 1))}`);
    },
    done() {
      if (Number.isFinite(drawn)) stream.write('\r\x1b[2K');
    },
  };
}

/** "43 % · about 6 s left". */
function remaining(elapsedMs: number, fraction: number): string {
  const left_s = Math.ceil(((elapsedMs / fraction) * (1 - fraction)) / 1000);
  const [size, unit] = left_s < 120 ? [1, 's'] : left_s < 7200 ? [60, 'min'] : [3600, 'h'];
  return `${Math.floor(fraction * 100)} % · about ${Math.ceil(left_s / size)} ${unit} left`;
}
