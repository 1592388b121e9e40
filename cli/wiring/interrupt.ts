/** Ctrl-C and SIGTERM, heard between two slices of work; a second one ends the process at once. */
export interface Interrupt {
  readonly heard: boolean;
  stop(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

export function onInterrupt(): Interrupt {
  const state = { heard: false };
  const hear = () => {
    state.heard = true;
    stop();
  };
  const stop = () => {
    for (const signal of SIGNALS) process.off(signal, hear);
  };
  for (const signal of SIGNALS) process.once(signal, hear);
  return {
    get heard() {
      return state.heard;
    },
    stop,
  };
}

/** Resolves at Ctrl-C or SIGTERM. */
export function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    const hear = () => {
      for (const signal of SIGNALS) process.off(signal, hear);
      resolve();
    };
    for (const signal of SIGNALS) process.once(signal, hear);
  });
}

/** The same as a signal, for work that is given away. */
export function interruptSignal(): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const hear = () => {
    controller.abort();
    stop();
  };
  const stop = () => {
    for (const signal of SIGNALS) process.off(signal, hear);
  };
  for (const signal of SIGNALS) process.once(signal, hear);
  return { signal: controller.signal, stop };
}
