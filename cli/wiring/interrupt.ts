/** Ctrl-C and SIGTERM as a signal that work can heed or look at; a second one ends the process at once. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** `stop` gives Ctrl-C its usual meaning back. */
export function interruptSignal(): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const stop = () => {
    for (const signal of SIGNALS) process.off(signal, hear);
  };
  const hear = () => {
    controller.abort();
    stop();
  };
  for (const signal of SIGNALS) process.once(signal, hear);
  return { signal: controller.signal, stop };
}
